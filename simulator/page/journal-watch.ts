// Reads a terminal's journal for the page: mounts it with the firmware's code on a read-only view of the chip.
import { findCurrency } from "../../firmware/core/currencies.js";
import { formatMinor } from "../../firmware/core/money.js";
import type { Flash } from "../../firmware/core/ports.js";
import { Journal } from "../../firmware/journal/journal.js";
import { loadCredentials } from "../../firmware/sync/credentials.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import {
	decodeRecord,
	isKnown,
	type KnownRecord,
	type PaymentEndedRecord,
	PaymentOutcome,
	RecordKind,
	type SaleRecord,
	type UnknownRecord,
} from "../../firmware/wire/record.js";
import { codecOf, recordCodecs } from "../../firmware/wire/records/registry.js";
import type { NorFlash } from "../flash/nor.js";
import { nodeDigest } from "../terminal/crypto.js";
import type { SimulatedKeyStore } from "../terminal/key-store.js";
import type { RecordName, TimelineRecord, TimelineState } from "./protocol.js";
import { covers, type WireTap } from "./wire-tap.js";

/** The most records that the timeline gets. */
const recordsShown = 40;

const recordNames = Object.keys(recordCodecs) as RecordName[];

const outcomes: Readonly<Record<number, string>> = Object.fromEntries(
	Object.entries(PaymentOutcome).map(([name, code]) => [code, name]),
);

export class JournalWatch {
	readonly #flash: NorFlash;
	readonly #keyStore: SimulatedKeyStore;
	readonly #cbor = new CborCodec();

	constructor(flash: NorFlash, keyStore: SimulatedKeyStore) {
		this.#flash = flash;
		this.#keyStore = keyStore;
	}

	/** Undefined before enrolment, and while the flash cannot be mounted. */
	mount(): Journal | undefined {
		try {
			const identity = loadCredentials(this.#keyStore, this.#cbor);
			return (
				identity &&
				new Journal({ flash: readOnly(this.#flash), digest: nodeDigest, signer: noSigner, identity })
			);
		} catch {
			// The terminal's own screen shows the fault.
			return undefined;
		}
	}

	timeline(journal: Journal | undefined, tap: WireTap): TimelineState {
		if (!journal || journal.newestSegment === undefined) return { records: [], queued: 0 };
		const { epoch, sequence, firstSequence } = journal;
		const from = Math.max(firstSequence, sequence - recordsShown + 1);
		const cursor = from > firstSequence || epoch === 1 ? journal.walk(epoch, from) : journal.walk(epoch - 1, 1);
		const records: TimelineRecord[] = [];
		for (let entry = cursor.next(); entry; entry = cursor.next()) {
			records.push({
				epoch: entry.epoch,
				sequence: entry.sequence,
				...this.describe(entry),
				stage: stageOf(entry, tap),
			});
			if (records.length > recordsShown) records.shift();
		}
		const acknowledged = tap.committed.epoch === epoch ? tap.committed.sequence : 0;
		return { records, queued: Math.max(0, sequence - acknowledged) };
	}

	private describe({
		payload,
		epoch,
	}: {
		readonly payload: Uint8Array;
		readonly epoch: number;
	}): Pick<TimelineRecord, "name" | "kind" | "label"> {
		try {
			const record = decodeRecord(this.#cbor, payload, epoch);
			const name = nameOf(record.kind);
			const kind = codecOf(record.kind)?.label ?? `kind ${record.kind}`;
			return { name, kind, label: isKnown(record) ? label(record) : newerLabel(record) };
		} catch {
			return { name: undefined, kind: "unreadable", label: "" };
		}
	}
}

function nameOf(kind: number): RecordName | undefined {
	return recordNames.find((name) => recordCodecs[name].kind === kind);
}

function label(record: KnownRecord): string {
	switch (record.kind) {
		case RecordKind.sale:
			return saleLabel(record);
		case RecordKind.trainingSale:
			return `number ${record.document.number}, ${money(record.totalMinor, record.currency)}`;
		case RecordKind.noSale:
			return `number ${record.document.number}`;
		case RecordKind.receiptCopied:
			return `receipt ${record.receiptNumber}`;
		case RecordKind.saleVoided:
		case RecordKind.basketParked:
			return money(record.basket.totalMinor, record.basket.currency);
		case RecordKind.paymentAttempted:
		case RecordKind.paymentCarried:
			return money(record.amountMinor, record.basket.currency);
		case RecordKind.partPaid:
			return money(record.heldMinor, record.basket.currency);
		case RecordKind.cashReturned:
			return money(record.amountMinor, record.currency);
		case RecordKind.cashMoved:
			return `number ${record.document.number}, ${money(record.document.cashMinor, record.currency)}`;
		case RecordKind.staffSignedIn:
			return `person ${record.number}`;
		case RecordKind.pinRefused:
			return `person ${record.number}, ${record.guesses} in a row`;
		case RecordKind.flagsSet:
			return record.flags.map(({ name }) => name).join(", ");
		case RecordKind.overridden:
			return `by person ${record.approvedBy}`;
		case RecordKind.paymentEnded:
			return endedLabel(record);
		case RecordKind.shiftOpened:
		case RecordKind.shiftClosed:
		case RecordKind.shiftSnapshot:
			return `shift ${record.shift}`;
		case RecordKind.catalogApplied:
			return `version ${record.version}`;
		case RecordKind.epochOpened:
			return `epoch ${record.epoch}`;
		default:
			return "";
	}
}

function saleLabel({ document, currency, tenders }: SaleRecord): string {
	const cards = tenders.filter(({ isUnconfirmed }) => isUnconfirmed);
	const sold = `receipt ${document.number}, ${money(document.totalMinor, currency)}`;
	if (cards.length === 0) return sold;
	const cardMinor = cards.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
	return `${sold}, card ${money(cardMinor, currency)} not yet confirmed`;
}

function endedLabel({ outcome, attempt, isUnconfirmed }: PaymentEndedRecord): string {
	const name = outcomes[outcome] ?? `outcome ${outcome}`;
	return `${name}${isUnconfirmed ? ", not yet confirmed" : ""}, of record ${attempt.sequence}`;
}

/** From the record's prefix, which every version can read. */
function newerLabel({ document }: UnknownRecord): string {
	return document ? `of a newer version, series ${document.series} number ${document.number}` : "of a newer version";
}

function money(amountMinor: number, currency: string): string {
	return `${formatMinor(amountMinor, findCurrency(currency)?.decimals ?? 2)} ${currency}`;
}

function stageOf(record: { readonly epoch: number; readonly sequence: number }, tap: WireTap): TimelineRecord["stage"] {
	if (covers(tap.archived, record)) return 3;
	if (covers(tap.committed, record)) return 2;
	return covers(tap.shipped, record) ? 1 : 0;
}

const noSigner = {
	publicKey: new Uint8Array(32),
	sign(): Uint8Array {
		throw new Error("the journal is read-only: it cannot sign");
	},
};

/** Reads the chip's bits, even while it has no power, without counting the reads. */
function readOnly(flash: NorFlash): Flash {
	const refuse = (): never => {
		throw new Error("the journal is read-only");
	};
	const read = (offset: number, into: Uint8Array): void =>
		into.set(flash.cells.subarray(offset, offset + into.length));
	return {
		sizeBytes: flash.sizeBytes,
		sectorBytes: flash.sectorBytes,
		pageBytes: flash.pageBytes,
		alignBytes: flash.alignBytes,
		read,
		readRaw: read,
		program: refuse,
		erase: refuse,
	};
}
