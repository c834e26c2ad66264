// Writes what a verdict means: records, heads and their ledger entries in the caller's transaction (invariants 3 and 4).
import { equal } from "../../firmware/core/bytes.js";
import { Fault } from "../../firmware/core/fault.js";
import type { Digest } from "../../firmware/core/ports.js";
import type { Batch } from "../../firmware/wire/batch.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { isKnown, type EpochOpenedRecord, type KnownRecord, RecordKind, type UnknownRecord } from "../../firmware/wire/record.js";
import { decodeRecord } from "../../firmware/wire/record-codec.js";
import type { HostFaultCode } from "../faults.js";
import type { ReceiptEntry } from "../ledger/entry.js";
import { doesNotAddUp, project } from "../ledger/projection.js";
import type { RecordRow, Store } from "../store/store.js";
import type { Line, Verdict } from "./judge.js";

const unreadableKind = -1;

export interface BookingOptions {
	readonly store: Store;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly utcOffsetMinutes: number;
}

export interface Booked {
	readonly records: number;
	readonly receipts: readonly ReceiptEntry[];
	/** Alarms raised, by code. */
	readonly alarms: readonly HostFaultCode[];
}

export class Booking {
	readonly #options: BookingOptions;

	constructor(options: BookingOptions) {
		this.#options = options;
	}

	/** Appends the batch's new records to its line; returns the line as it stands then. */
	extend(verdict: Extract<Verdict, { is: "extension" }>, batch: Batch, nowMs: number): { line: Line; booked: Booked } {
		const { store } = this.#options;
		const { line, heads, key } = verdict;
		const last = batch.firstSequence + batch.payloads.length - 1;
		const head = heads[heads.length - 1]!;
		if (line.branch) {
			const grossMinor = line.branch.grossMinor + this.#addToBranch(line.branch.id, batch, verdict.skip, heads);
			store.chains.advanceBranch(line.branch.id, last, head, grossMinor);
			this.#raiseFork(line, grossMinor, nowMs);
			const branch = { ...line.branch, committed: last, head, grossMinor };
			return {
				line: { ...line, branch, committed: last, head },
				booked: { records: batch.payloads.length - verdict.skip, receipts: [], alarms: [] },
			};
		}
		if (verdict.opensEpoch) {
			store.chains.addEpoch(line.epoch);
			store.terminals.setEpoch(line.epoch.terminal, line.epoch.epoch);
		}
		const receipts: ReceiptEntry[] = [];
		const alarms: HostFaultCode[] = [];
		for (let i = verdict.skip; i < batch.payloads.length; i++)
			this.#addRecord(line, batch.firstSequence + i, batch.payloads[i]!, heads[i]!, nowMs, receipts, alarms);
		store.chains.addCheckpoint(line.epoch.terminal, line.epoch.epoch, { sequence: last, signature: batch.signature, publicKey: key });
		store.chains.advance(line.epoch.terminal, line.epoch.epoch, last, head);
		const booked = { records: batch.payloads.length - verdict.skip, receipts, alarms };
		return { line: { ...line, committed: last, head }, booked };
	}

	/** Keeps a second branch beside the first; nothing of it enters the ledger. */
	fork(verdict: Extract<Verdict, { is: "fork" }>, batch: Batch, nowMs: number): Line {
		const { chains } = this.#options.store;
		const { epoch } = verdict.line;
		const committed = batch.firstSequence + batch.payloads.length - 1;
		const head = verdict.heads[verdict.heads.length - 1]!;
		const differs = batch.firstSequence + verdict.skip;
		const origin = verdict.line.branch;
		const forkSequence = origin ? origin.forkSequence : differs;
		const row = { terminal: epoch.terminal, epoch: epoch.epoch, forkSequence, committed, head, grossMinor: 0, createdMs: nowMs };
		const id = chains.addBranch(row);
		// A fork of a fork takes along what it shares with its origin, so that each branch stands alone above the first one.
		if (origin) chains.copyBranch(origin.id, id, differs);
		const grossMinor = this.#addToBranch(id, batch, verdict.skip, verdict.heads);
		chains.advanceBranch(id, committed, head, grossMinor);
		chains.quarantine(epoch.terminal, epoch.epoch);
		const line: Line = { epoch: { ...epoch, status: "quarantined" }, branch: { ...row, id, grossMinor }, committed, head };
		this.#raiseFork(line, grossMinor, nowMs);
		return line;
	}

	/** Folds every record of the first branches again. */
	rebuild(): void {
		const { store } = this.#options;
		store.transaction(() => {
			store.ledger.clear();
			for (const { terminal } of store.terminals.all())
				for (const { epoch } of store.chains.epochs(terminal))
					for (const row of [...store.chains.records(terminal, epoch)]) {
						const record = this.#decode(row.payload);
						const entry = record && project(this.#options, record, row.receivedMs);
						if (entry) store.ledger.apply(terminal, epoch, row.sequence, entry);
					}
		});
	}

	#addRecord(
		line: Line,
		sequence: number,
		payload: Uint8Array,
		head: Uint8Array,
		nowMs: number,
		receipts: ReceiptEntry[],
		alarms: HostFaultCode[],
	): void {
		const { store } = this.#options;
		const { terminal, epoch } = line.epoch;
		const record = this.#decode(payload);
		const raise = (code: HostFaultCode, detail: string, amountMinor: number): void => {
			store.notices.raise({ code, terminal, detail, amountMinor }, nowMs);
			alarms.push(code);
		};
		// A signed record that cannot be read must not block the queue behind it: its bytes are truth, only not ours to understand.
		if (!record) raise("RECORD_UNREADABLE", `epoch ${epoch}, sequence ${sequence}`, 0);
		const row: RecordRow = { sequence, kind: record?.kind ?? unreadableKind, payload, head };
		store.chains.addRecord(terminal, epoch, row, nowMs);
		if (!record) return;
		const entry = project(this.#options, record, nowMs);
		if (isKnown(record)) {
			if (record.kind === RecordKind.epochOpened && !this.#isLinked(terminal, record)) raise("EPOCH_UNLINKED", `epoch ${record.epoch}`, 0);
			const wrong = record.kind === RecordKind.sale ? doesNotAddUp(record) : undefined;
			if (wrong && entry?.type === "receipt") raise("SALE_DOES_NOT_ADD_UP", `receipt ${entry.receiptNumber}: ${wrong}`, entry.totalMinor);
		}
		if (!entry) return;
		if (entry.type === "receipt") {
			if (store.ledger.hasReceipt(terminal, entry.receiptNumber))
				raise("RECEIPT_NUMBER_TWICE", `receipt ${entry.receiptNumber}`, entry.totalMinor);
			receipts.push(entry);
		}
		store.ledger.apply(terminal, epoch, sequence, entry);
	}

	#addToBranch(id: number, batch: Batch, skip: number, heads: readonly Uint8Array[]): number {
		let grossMinor = 0;
		for (let i = skip; i < batch.payloads.length; i++) {
			const payload = batch.payloads[i]!;
			const record = this.#decode(payload);
			if (record && isKnown(record) && record.kind === RecordKind.sale) grossMinor += record.totalMinor;
			const row = { sequence: batch.firstSequence + i, kind: record?.kind ?? unreadableKind, payload, head: heads[i]! };
			const isLast = i === batch.payloads.length - 1;
			this.#options.store.chains.addBranchRecord(id, row, isLast ? batch.signature : undefined);
		}
		return grossMinor;
	}

	#raiseFork(line: Line, grossMinor: number, nowMs: number): void {
		const { terminal, epoch } = line.epoch;
		const detail = `epoch ${epoch}, from sequence ${line.branch?.forkSequence}`;
		this.#options.store.notices.raise({ code: "BATCH_FORKED", terminal, detail, amountMinor: grossMinor }, nowMs);
	}

	/** Whether the head a new epoch names is one this host holds, on any branch. */
	#isLinked(terminal: string, record: EpochOpenedRecord): boolean {
		const { chains } = this.#options.store;
		const { previousEpoch, previousSequence, previousHead } = record;
		if (previousEpoch === 0 || previousSequence === 0) return true;
		const held = chains.headAt(terminal, previousEpoch, previousSequence);
		if (held && equal(held, previousHead)) return true;
		return chains.branches(terminal, previousEpoch).some((branch) => {
			const head = chains.branchHeadAt(branch.id, previousSequence);
			return head !== undefined && equal(head, previousHead);
		});
	}

	#decode(payload: Uint8Array): KnownRecord | UnknownRecord | undefined {
		try {
			return decodeRecord(this.#options.cbor, payload);
		} catch (error) {
			if (error instanceof Fault) return undefined;
			throw error;
		}
	}
}
