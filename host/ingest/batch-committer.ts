// Writes what a verdict means: records, heads, their ledger entries and what they say of payments, in the caller's
// transaction (invariants 3 and 4).
import type { Digest } from "../../firmware/core/ports.js";
import { saleFault } from "../../firmware/pricing/sale-check.js";
import type { Batch } from "../../firmware/wire/batch.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import {
	type CatalogAppliedRecord,
	isKnown,
	type KnownRecord,
	RecordKind,
	Series,
	type UnknownRecord,
} from "../../firmware/wire/record.js";
import { holdExactly } from "../alarms.js";
import type { HostFaultCode } from "../faults.js";
import type { Booked, DocumentEntry } from "../ledger/entry.js";
import { project } from "../ledger/projection.js";
import { hostLimits } from "../limits.js";
import type { Payments } from "../payments/payments.js";
import type { AlarmNotice, RecordRow, Store } from "../store/store.js";
import { localDayHour } from "../zone.js";
import { Branches, unreadableKind } from "./branches.js";
import { type AnyRecord, decodeAny } from "./decode.js";
import type { ChainBranch, BatchClass } from "./batch-classifier.js";
import { isLinked, settleLinks } from "./links.js";

export interface BatchCommitterOptions {
	readonly store: Store;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly payments: Payments;
	/** Where the stalls are: what day and hour a record is booked under. */
	readonly stall: { readonly zone: string; readonly dayEndMinutes: number };
}

/** What a booked batch has brought. */
export interface Receipts {
	readonly records: number;
	readonly sales: readonly DocumentEntry[];
	/** Records of a newer version, by what of them is unknown. */
	readonly newer: readonly UnknownRecord["unknown"][];
	/** Alarms raised, by code. */
	readonly alarms: readonly HostFaultCode[];
}

interface Tally {
	readonly nowMs: number;
	readonly sales: DocumentEntry[];
	readonly newer: UnknownRecord["unknown"][];
	readonly alarms: HostFaultCode[];
}

export class BatchCommitter {
	readonly branches: Branches;
	readonly #options: BatchCommitterOptions;
	/** The last number of each series of a terminal; of those that were asked for. */
	readonly #numbers = new Map<string, number[]>();

	constructor(options: BatchCommitterOptions) {
		this.#options = options;
		this.branches = new Branches(options);
	}

	/** Appends the batch's new records to its line; returns the line as it stands then. */
	extend(
		verdict: Extract<BatchClass, { kind: "extension" }>,
		batch: Batch,
		nowMs: number,
	): { line: ChainBranch; receipts: Receipts } {
		const { store, cbor, payments } = this.#options;
		const { line, heads, key } = verdict;
		const last = batch.firstSequence + batch.payloads.length - 1;
		const head = heads[heads.length - 1]!;
		const records = batch.payloads.length - verdict.skip;
		if (line.branch) {
			const branch = this.branches.extend(line.branch, verdict, batch, nowMs);
			return {
				line: { ...line, branch, committed: last, head },
				receipts: { records, sales: [], newer: [], alarms: [] },
			};
		}
		const { terminal, epoch } = line.epoch;
		if (verdict.opensEpoch) {
			store.chains.addEpoch(line.epoch);
			store.terminals.setEpoch(terminal, epoch);
		}
		const { isPresent } = verdict;
		const tally: Tally = { nowMs, sales: [], newer: [], alarms: [] };
		for (let i = verdict.skip; i < batch.payloads.length; i++) {
			const link = { sequence: batch.firstSequence + i, payload: batch.payloads[i]!, head: heads[i]! };
			this.addRecord(terminal, epoch, isPresent, link, tally);
		}
		store.chains.addCheckpoint(terminal, epoch, { sequence: last, signature: batch.signature, publicKey: key });
		store.chains.advance(terminal, epoch, last, head);
		const onAlarm = (code: HostFaultCode): void => void tally.alarms.push(code);
		payments.fold.settleOrphans({ terminal, place: { epoch, sequence: last }, isPresent, onAlarm });
		// The end of an old chain may bring the head that a newer one began with.
		if (!isPresent) settleLinks(store, cbor, terminal, epoch);
		const { sales, newer, alarms } = tally;
		return { line: { ...line, committed: last, head }, receipts: { records, sales, newer, alarms } };
	}

	/** The transaction of what was booked last was not committed. */
	forget(): void {
		this.#numbers.clear();
		this.#options.payments.fold.forget();
	}

	/** Folds every record of the first branches again. Days and hours stay as they were booked. */
	rebuild(): void {
		const { store, payments } = this.#options;
		store.transaction(() => {
			store.ledger.clear();
			payments.fold.clear();
			for (const { terminal, epoch: present } of store.terminals.all()) {
				for (const { epoch } of store.chains.epochs(terminal)) this.fold(terminal, epoch, epoch === present);
				payments.review(terminal, () => undefined);
			}
		});
		this.forget();
	}

	private fold(terminal: string, epoch: number, isPresent: boolean): void {
		const { store, cbor, payments } = this.#options;
		const onAlarm = (): void => undefined;
		for (let first = 1; ;) {
			const rows = store.chains.records(terminal, epoch, first, hostLimits.rebuildRecordsMax);
			for (const row of rows) {
				const record = decodeAny(cbor, row.payload, epoch);
				if (!record) continue;
				const booked = bookedAs(record, row);
				for (const entry of project(this.#options, record, booked))
					store.ledger.apply(terminal, epoch, row.sequence, entry);
				payments.fold.note(
					{ terminal, place: { epoch, sequence: row.sequence }, isPresent, booked, onAlarm },
					record,
				);
			}
			const last = rows.at(-1)?.sequence;
			if (last === undefined) break;
			first = last + 1;
		}
		payments.fold.settleOrphans({ terminal, place: { epoch, sequence: 0 }, isPresent, onAlarm });
	}

	private addRecord(
		terminal: string,
		epoch: number,
		isPresent: boolean,
		link: Pick<RecordRow, "sequence" | "payload" | "head">,
		tally: Tally,
	): void {
		const { store, cbor, payments, stall } = this.#options;
		const { sequence, payload } = link;
		const { nowMs } = tally;
		const record = decodeAny(cbor, payload, epoch);
		const raise = (alarm: Omit<AlarmNotice, "terminal">): void => {
			store.notices.raise({ ...alarm, terminal }, nowMs);
			tally.alarms.push(alarm.code as HostFaultCode);
		};
		const { day, hour } = localDayHour(record ? wallMsOf(record, nowMs) : nowMs, stall.zone, stall.dayEndMinutes);
		const row: RecordRow = { ...link, kind: record?.kind ?? unreadableKind, day, hour, receivedMs: nowMs };
		store.chains.addRecord(terminal, epoch, row);
		// A signed record that cannot be read must not block the queue behind it: its bytes are truth, only not ours to
		// understand.
		if (!record)
			return raise({
				code: "RECORD_UNREADABLE",
				detail: `epoch ${epoch}, sequence ${sequence}`,
				amountMinor: 0,
				currency: "",
			});
		if (!isKnown(record)) tally.newer.push(record.unknown);
		const booked = bookedAs(record, row);
		for (const entry of project(this.#options, record, booked)) {
			store.ledger.apply(terminal, epoch, sequence, entry);
			if (entry.kind !== "document") continue;
			if (entry.type === "sale") tally.sales.push(entry);
			if (this.isNumberTwice(terminal, entry)) this.raiseNumberTwice(terminal, entry, raise);
		}
		const onAlarm = (code: HostFaultCode): void => void tally.alarms.push(code);
		payments.fold.note({ terminal, place: { epoch, sequence }, isPresent, booked, onAlarm }, record);
		checkNumbers(record, raise);
		if (isKnown(record)) this.check(terminal, isPresent, record, raise, nowMs);
	}

	/** What one record says that somebody should hear of. */
	private check(
		terminal: string,
		isPresent: boolean,
		record: KnownRecord,
		raise: (alarm: Omit<AlarmNotice, "terminal">) => void,
		nowMs: number,
	): void {
		if (record.kind === RecordKind.sale) {
			const { currency, document } = record;
			const { number, totalMinor } = document;
			const wrong = saleFault({ ...record, totalMinor });
			if (wrong !== undefined)
				raise({
					code: "SALE_DOES_NOT_ADD_UP",
					detail: `receipt ${number}: ${wrong}`,
					amountMinor: Math.abs(totalMinor),
					currency,
				});
		} else if (record.kind === RecordKind.epochOpened && !isLinked(this.#options.store, terminal, record))
			raise({ code: "EPOCH_UNLINKED", detail: `epoch ${record.epoch}`, amountMinor: 0, currency: "" });
		else if (record.kind === RecordKind.catalogApplied && isPresent) this.holdUnapplied(terminal, record, nowMs);
	}

	/** Numbers count up: only one that does not exceed all before is looked for among them. */
	private isNumberTwice(terminal: string, { document: { series, number } }: DocumentEntry): boolean {
		const { ledger } = this.#options.store;
		if (number > hostLimits.numberMax) return ledger.sharedNumber(terminal, series, number).documents > 1;
		let last = this.#numbers.get(terminal);
		// The document itself is among them by now.
		if (!last) this.#numbers.set(terminal, (last = [...ledger.lastNumbers(terminal).numbers]));
		else if (number > (last[series - 1] ?? 0)) {
			while (last.length < series) last.push(0);
			last[series - 1] = number;
			return false;
		}
		return ledger.sharedNumber(terminal, series, number).documents > 1;
	}

	/** Whichever came first: the alarm is of the number, with the larger amount. */
	private raiseNumberTwice(
		terminal: string,
		{ document }: DocumentEntry,
		raise: (alarm: Omit<AlarmNotice, "terminal">) => void,
	): void {
		const { series, number } = document;
		const { largestMinor, currency } = this.#options.store.ledger.sharedNumber(terminal, series, number);
		raise({
			code: "RECEIPT_NUMBER_TWICE",
			detail: `${seriesName(series)} ${number}`,
			amountMinor: largestMinor,
			currency,
		});
	}

	/** The present catalog's rules that the terminal does not apply, and no others. */
	private holdUnapplied(terminal: string, { version, unapplied }: CatalogAppliedRecord, nowMs: number): void {
		holdExactly(
			this.#options.store,
			"CATALOG_RULE_UNAPPLIED",
			terminal,
			unapplied.slice(0, hostLimits.rulesNamedMax).map((rule) => `catalog ${version}, rule ${rule}`),
			nowMs,
		);
	}
}

/** Clocks lie (invariant 11): an unset clock gives no day to book under, so the host's own time stands in. */
function wallMsOf({ clockQuality, wallMs }: AnyRecord, receivedMs: number): number {
	return clockQuality === 0 ? receivedMs : wallMs;
}

function bookedAs(record: AnyRecord, { day, hour, receivedMs }: RecordRow): Booked {
	return { wallMs: wallMsOf(record, receivedMs), day, hour, staff: record.staff, shift: record.shift };
}

/** Numbers that no honest chain reaches, and that no replacement is granted. */
function checkNumbers(record: AnyRecord, raise: (alarm: Omit<AlarmNotice, "terminal">) => void): void {
	const { document } = record;
	const code: HostFaultCode = "SALE_DOES_NOT_ADD_UP";
	if (document && document.number > hostLimits.numberMax) {
		const detail = `${seriesName(document.series)} ${document.number}: number out of range`;
		raise({ code, detail, amountMinor: Math.abs(document.totalMinor), currency: "" });
	}
	const shift = Math.max(record.shift, reportedShift(record));
	if (shift > hostLimits.numberMax)
		raise({ code, detail: `shift ${shift}: number out of range`, amountMinor: 0, currency: "" });
}

/** The shift that a record opens or closes; 0 for others. */
function reportedShift(record: AnyRecord): number {
	if (!isKnown(record)) return 0;
	const isOfShift = record.kind === RecordKind.shiftOpened || record.kind === RecordKind.shiftClosed;
	return isOfShift ? record.anchor.totals.shift : 0;
}

function seriesName(series: number): string {
	if (series === Series.receipt) return "receipt";
	if (series === Series.noSale) return "no-sale";
	return series === Series.training ? "training sale" : `series ${series}, number`;
}
