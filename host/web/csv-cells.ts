// The cells of the API's CSV files, in forms that programs read.
import { findCurrency } from "../../firmware/core/currencies.js";
import { formatMinor } from "../../firmware/core/money.js";
import { TenderKind, type TenderTotal } from "../../firmware/wire/record.js";
import { Decimal } from "../csv-writer.js";

/** "-183.15", with the currency's decimals; empty if unknown. */
export function amountCell(minor: number | null, currency: string): Decimal | string {
	return minor === null ? "" : new Decimal(formatMinor(minor, findCurrency(currency)?.decimals ?? 2));
}

/** "2026-05-02T09:00:00Z"; empty if unknown, and where a clock was beyond what dates can represent. */
export function timeCell(ms: number | null): string {
	const date = new Date(ms !== null && ms > 0 ? ms : NaN);
	return Number.isNaN(date.getTime()) ? "" : `${date.toISOString().slice(0, 19)}Z`;
}

/** Columns of `tenderCells`. */
export const tenderColumns = ["cash", "card", "other_tenders"] as const;

export function tenderCells(tenders: readonly TenderTotal[], currency: string): (Decimal | string)[] {
	const { cash, card } = TenderKind;
	const sum = (isOf: (kind: number) => boolean): Decimal | string =>
		amountCell(
			tenders.reduce((total, { kind, amountMinor }) => total + (isOf(kind) ? amountMinor : 0), 0),
			currency,
		);
	return [sum((kind) => kind === cash), sum((kind) => kind === card), sum((kind) => kind !== cash && kind !== card)];
}
