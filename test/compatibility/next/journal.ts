// Writes what a later version of the firmware would have written to a terminal's flash: records extended at every level
// and new kinds, appended with the terminal's key.
import { Journal } from "../../../firmware/journal/journal.js";
import { loadCredentials } from "../../../firmware/sync/credentials.js";
import { noTotals } from "../../../firmware/till/session/shift-totals.js";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import { decodePrefix } from "../../../firmware/wire/prefix.js";
import {
	type BasketContent,
	type KnownRecord,
	PaymentOutcome,
	RecordKind,
	type RecordPrefix,
	Series,
} from "../../../firmware/wire/record.js";
import { nodeDigest, NodeEd25519 } from "../../../simulator/terminal/crypto.js";
import type { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { encodeNext, encodeNextKind, nextDocumentKind, nextNoteKind, nextSeries, nextTender } from "./records.js";

const ed25519 = new NodeEd25519();
const cbor = new CborCodec();
const nonce = new Uint8Array(16).fill(0x4e);

/** The totals of the records. */
export interface NextVersionTrace {
	readonly receipt: number;
	readonly noSale: number;
	/** Total takings, less the refund. */
	readonly grossMinor: number;
	readonly cashMinor: number;
	readonly records: number;
}

const basket: BasketContent = {
	currency: "GBP",
	taxMode: 0,
	lines: [{ sku: "S1", name: "Coffee", quantity: 1, unitMinor: 260, amountMinor: 260, taxes: 1 }],
	discounts: [{ promotion: "X", name: "A discount", amountMinor: -10, taxes: 1 }],
	taxes: [{ rateMillipercent: 20_000, baseMinor: 250, taxMinor: 42, authority: "", jurisdiction: "" }],
	totalMinor: 250,
	catalogVersion: 1,
};

function saleBody(tender: number, number: number, cashMinor: number): object {
	const { lines, discounts, taxes, currency, catalogVersion, taxMode, totalMinor } = basket;
	return {
		kind: RecordKind.sale,
		document: { series: Series.receipt, number, totalMinor, cashMinor },
		currency,
		catalogVersion,
		lines,
		discounts,
		taxes,
		roundingMinor: 0,
		tenders: [{ kind: tender, amountMinor: totalMinor, reference: "" }],
		changeMinor: 0,
		taxMode,
	};
}

/** An attempt that ends in an unknown way, and is then withdrawn. */
function writePayments(write: (body: object) => number, epoch: number): void {
	const attempt = {
		tenderKind: nextTender,
		amountMinor: 250,
		basket,
		tenders: [],
		roundingMinor: 0,
		changeMinor: 0,
		parked: undefined,
	};
	const sequence = write({ kind: RecordKind.paymentAttempted, ...attempt });
	const place = { epoch, sequence };
	const ended = { kind: RecordKind.paymentEnded, reference: "", attempt: place };
	write({ ...ended, outcome: 77 });
	write({ ...ended, outcome: PaymentOutcome.withdrawn, closes: [place] });
}

/** Appends after the last record; the terminal is off. */
export function writeNextVersion(terminal: SimulatedTerminal, wallMs: number): NextVersionTrace {
	const identity = loadCredentials(terminal.keyStore, cbor)!;
	const signer = {
		publicKey: ed25519.publicKey(identity.seed),
		sign: (message: Uint8Array) => ed25519.sign(message, identity.seed),
	};
	terminal.journalFlash.powerOn();
	const journal = new Journal({ flash: terminal.journalFlash, digest: nodeDigest, signer, identity });
	const last = lastOf(journal);
	const { shift } = last;
	const bootCount = last.bootCount + 1;
	const prefix: RecordPrefix = {
		bootCount,
		uptimeMs: 9_000,
		wallMs,
		clockQuality: 3,
		staff: 3,
		shift,
		document: undefined,
		closes: [],
	};
	let [receipt, noSale, records] = [last.numbers[Series.receipt] ?? 0, last.numbers[Series.noSale] ?? 0, 0];
	const append = (bytes: Uint8Array): number => (records++, journal.append(bytes, "reserved"));
	const write = (body: object): number =>
		append(encodeNext({ ...prefix, ...body } as unknown as KnownRecord, journal.epoch));
	const sale = (tender: number, cashMinor: number): void => void write(saleBody(tender, ++receipt, cashMinor));
	write({ kind: RecordKind.booted, reason: 1, boots: 1, nonce });
	sale(1, 250);
	sale(nextTender, 0);
	// A cash refund with a receipt number, a document of a new series, and a record without either.
	const refund = { series: Series.receipt, number: ++receipt, totalMinor: -100, cashMinor: -100 };
	append(
		encodeNextKind({ ...prefix, kind: nextDocumentKind, document: refund }, journal.epoch, [["what", 1]], "why"),
	);
	const other = { series: nextSeries, number: 1, totalMinor: 0, cashMinor: 0 };
	append(encodeNextKind({ ...prefix, kind: nextDocumentKind, document: other }, journal.epoch, []));
	append(encodeNextKind({ ...prefix, kind: nextNoteKind }, journal.epoch, "a note"));
	write({
		kind: RecordKind.noSale,
		document: { series: Series.noSale, number: ++noSale, totalMinor: 0, cashMinor: 0 },
	});
	write({ kind: RecordKind.saleVoided, basket });
	write({ kind: RecordKind.basketParked, basket });
	writePayments(write, journal.epoch);
	const totals = { ...noTotals, shift, currency: "GBP", sales: 1 };
	// A snapshot that this version cannot read, then a sale: the totals before it apply.
	append(
		encodeNextKind(
			{ ...prefix, kind: RecordKind.shiftSnapshot },
			journal.epoch,
			"totals of another shape",
			totals.currency,
		),
	);
	sale(nextTender, 0);
	journal.checkpoint();
	journal.close();
	return { receipt, noSale, grossMinor: 3 * basket.totalMinor - 100, cashMinor: 250 - 100, records };
}

/** Shift and boot of the newest record, and the last number of each series. */
function lastOf(journal: Journal): { shift: number; bootCount: number; numbers: Record<number, number> } {
	const last = { shift: 0, bootCount: 0, numbers: {} as Record<number, number> };
	const cursor = journal.walk(1, 1);
	for (let entry = cursor.next(); entry; entry = cursor.next()) {
		const { shift, bootCount, document } = decodePrefix(cbor, entry.payload, entry.epoch);
		last.shift = shift;
		last.bootCount = bootCount;
		if (document) last.numbers[document.series] = document.number;
	}
	return last;
}
