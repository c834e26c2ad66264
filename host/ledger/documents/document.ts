// The document that a record books if it uses a number; a pure function of the record (invariant 5).
import type { Digest } from "../../../firmware/core/ports.js";
import type { CborCodec, WireValue } from "../../../firmware/wire/cbor.js";
import {
	type Document,
	isKnown,
	type KnownRecord,
	RecordKind,
	type SaleRecord,
	TenderKind,
	type TenderTotal,
	type UnknownRecord,
} from "../../../firmware/wire/record.js";
import type { Booked, DocumentEntry } from "../entry.js";

export interface DocumentOptions {
	readonly cbor: CborCodec;
	readonly digest: Digest;
}

/** The part of a document that does not come from its record's prefix. */
type Content = Omit<DocumentEntry, keyof Booked | "type" | "recordKind" | "document" | "content">;

const empty: Content = {
	currency: "",
	taxMode: 0,
	lines: [],
	units: 0,
	taxes: [],
	taxMinor: 0,
	tenders: [],
	roundingMinor: 0,
	practisedMinor: 0,
};

/**
 * Every record that uses a number is a document, including kinds unknown to this version. Undefined for all other
 * records.
 */
export function documentOf(
	options: DocumentOptions,
	record: KnownRecord | UnknownRecord,
	booked: Booked,
): DocumentEntry | undefined {
	const { kind, document } = record;
	if (!document) return undefined;
	const head = { recordKind: kind, document, ...booked };
	if (isKnown(record)) {
		if (record.kind === RecordKind.sale)
			return {
				...empty,
				...head,
				type: "sale",
				...saleContent(record),
				content: stateContent(options, document, record),
			};
		if (record.kind === RecordKind.noSale)
			return { ...empty, ...head, type: "noSale", content: stateContent(options, document) };
		if (record.kind === RecordKind.cashMoved) {
			const { currency } = record;
			return { ...empty, ...head, type: "cashMovement", currency, content: stateContent(options, document) };
		}
		if (record.kind === RecordKind.trainingSale) {
			const { currency, taxMode, totalMinor } = record;
			const practised = { ...document, totalMinor: 0, cashMinor: 0 };
			const content = stateContent(options, practised);
			return {
				...empty,
				...head,
				type: "training",
				document: practised,
				currency,
				taxMode,
				practisedMinor: totalMinor,
				content,
			};
		}
	}
	const { cashMinor } = document;
	const tenders = cashMinor === 0 ? [] : [{ kind: TenderKind.cash, amountMinor: cashMinor }];
	return { ...empty, ...head, type: "newer", tenders, content: stateContent(options, document) };
}

function saleContent(sale: SaleRecord): Omit<Content, "practisedMinor"> {
	let units = 0;
	for (const line of sale.lines) units += line.quantity;
	let taxMinor = 0;
	for (const tax of sale.taxes) taxMinor += tax.taxMinor;
	const { currency, taxMode, lines, taxes, roundingMinor } = sale;
	return { currency, taxMode, lines, units, taxes, taxMinor, roundingMinor, tenders: tenderTotals(sale) };
}

/** Ascending by kind. Change is subtracted from cash, whatever tender it was given on. */
function tenderTotals({ tenders, changeMinor }: Pick<SaleRecord, "tenders" | "changeMinor">): TenderTotal[] {
	const totals = new Map<number, number>();
	for (const { kind, amountMinor } of tenders) totals.set(kind, (totals.get(kind) ?? 0) + amountMinor);
	if (changeMinor !== 0) totals.set(TenderKind.cash, (totals.get(TenderKind.cash) ?? 0) - changeMinor);
	return [...totals].sort(([a], [b]) => a - b).map(([kind, amountMinor]) => ({ kind, amountMinor }));
}

/**
 * The part of a document that enters the state hash: its number and total, and for a sale the lines, discounts, taxes
 * and tenders. It excludes time, sequence, epoch, staff, shift, token and key, which differ between two honest runs of
 * the same sales. Defined in docs/ledger.md.
 */
function stateContent({ cbor, digest }: DocumentOptions, document: Document, sale?: SaleRecord): Uint8Array {
	const fields: WireValue[] = [document.series, document.number, document.totalMinor];
	if (sale)
		fields.push(
			sale.currency,
			sale.taxMode,
			sale.lines.map((l) => [l.sku, l.name, l.quantity, l.unitMinor, l.amountMinor, l.taxes]),
			sale.discounts.map((d) => [d.promotion, d.amountMinor, d.taxes]),
			sale.taxes.map((t) => [t.rateMillipercent, t.baseMinor, t.taxMinor, t.authority, t.jurisdiction]),
			sale.tenders.map((t) => [t.kind, t.amountMinor]),
			sale.changeMinor,
		);
	return digest.sha256(cbor.encode(fields));
}
