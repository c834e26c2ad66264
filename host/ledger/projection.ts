// From a record to its ledger entry: a pure function, so that the ledger is a fold over records (invariant 5).
import type { Digest } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import {
	isKnown,
	type KnownRecord,
	RecordKind,
	type SaleRecord,
	type Stamp,
	TenderKind,
	type UnknownRecord,
} from "../../firmware/wire/record.js";
import type { Booked, LedgerEntry } from "./entry.js";

const dayMinutes = 1_440;

export interface ProjectionOptions {
	readonly cbor: CborCodec;
	readonly digest: Digest;
	/** The stalls' local time. */
	readonly utcOffsetMinutes: number;
}

export function project(options: ProjectionOptions, record: KnownRecord | UnknownRecord, receivedMs: number): LedgerEntry | undefined {
	if (!isKnown(record)) return undefined;
	const booked = book(record, receivedMs, options.utcOffsetMinutes);
	switch (record.kind) {
		case RecordKind.sale:
			return receipt(options, record, booked);
		case RecordKind.noSale:
			return { type: "noSale", ...booked, noSaleNumber: record.noSaleNumber, shift: record.shift };
		case RecordKind.saleVoided:
			return { type: "void", ...booked, shift: record.shift, totalMinor: record.totalMinor };
		case RecordKind.shiftOpened:
			return { type: "shiftOpened", ...booked, shift: record.totals.shift, floatMinor: record.totals.floatMinor };
		case RecordKind.shiftClosed:
			return { type: "shiftClosed", ...booked, shift: record.totals.shift, totals: record.totals, countedMinor: record.countedMinor };
		default:
			return undefined;
	}
}

/** Local day and hour of a wall time. */
export function localDayHour(wallMs: number, utcOffsetMinutes: number): { day: number; hour: number } {
	const minutes = Math.floor(wallMs / 60_000) + utcOffsetMinutes;
	const day = Math.floor(minutes / dayMinutes);
	return { day, hour: Math.floor((minutes - day * dayMinutes) / 60) };
}

function book(stamp: Stamp, receivedMs: number, utcOffsetMinutes: number): Booked {
	// Clocks lie (invariant 11): an unset clock gives no day to book under, so the host's own time stands in.
	const wallMs = stamp.clockQuality === 0 ? receivedMs : stamp.wallMs;
	return { wallMs, ...localDayHour(wallMs, utcOffsetMinutes) };
}

function receipt(options: ProjectionOptions, sale: SaleRecord, booked: Booked): LedgerEntry {
	let units = 0;
	for (const line of sale.lines) units += line.quantity;
	let taxMinor = 0;
	for (const tax of sale.taxes) taxMinor += tax.taxMinor;
	let cashMinor = 0 - sale.changeMinor;
	let cardMinor = 0;
	for (const tender of sale.tenders) {
		if (tender.kind === TenderKind.cash) cashMinor += tender.amountMinor;
		else cardMinor += tender.amountMinor;
	}
	return {
		type: "receipt",
		...booked,
		receiptNumber: sale.receiptNumber,
		shift: sale.shift,
		currency: sale.currency,
		lines: sale.lines,
		discounts: sale.discounts,
		taxes: sale.taxes,
		tenders: sale.tenders,
		totalMinor: sale.totalMinor,
		roundingMinor: sale.roundingMinor,
		changeMinor: sale.changeMinor,
		units,
		taxMinor,
		cashMinor: cashMinor === 0 ? 0 : cashMinor,
		cardMinor,
		content: receiptContent(options, sale),
	};
}

/**
 * What the state hash takes of a receipt: number, lines with their discounts, tax, tender kinds and amounts. Never time, sequence, epoch, token or
 * key, which differ between two honest runs of the same sales.
 */
function receiptContent(options: ProjectionOptions, sale: SaleRecord): Uint8Array {
	const bytes = options.cbor.encode([
		sale.receiptNumber,
		sale.lines.map((l) => [l.sku, l.name, l.quantity, l.unitMinor, l.grossMinor, l.taxRateBasisPoints]),
		sale.discounts.map((d) => [d.promotion, d.amountMinor, d.taxRateBasisPoints]),
		sale.taxes.map((t) => [t.rateBasisPoints, t.grossMinor, t.taxMinor]),
		sale.tenders.map((t) => [t.kind, t.amountMinor]),
		sale.changeMinor,
	]);
	return options.digest.sha256(bytes);
}

/** Whether a sale's own sums agree (invariant 6); otherwise what does not. */
export function doesNotAddUp(sale: SaleRecord): string | undefined {
	const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
	for (const line of sale.lines) if (line.grossMinor !== line.quantity * line.unitMinor) return `line ${line.sku || line.name}`;
	const goods = sum(sale.lines.map((l) => l.grossMinor)) + sum(sale.discounts.map((d) => d.amountMinor));
	if (goods !== sale.totalMinor) return `lines ${goods}, total ${sale.totalMinor}`;
	const taxed = sum(sale.taxes.map((t) => t.grossMinor));
	if (taxed !== sale.totalMinor) return `taxed ${taxed}, total ${sale.totalMinor}`;
	const tendered = sum(sale.tenders.map((t) => t.amountMinor));
	const due = sale.totalMinor + sale.roundingMinor + sale.changeMinor;
	if (tendered !== due) return `tendered ${tendered}, due with change ${due}`;
	return undefined;
}
