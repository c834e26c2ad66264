// The totals of a shift as a fold over its records: the only source of X and Z reports and of the totals after
// power-on.
import {
	isKnown,
	type KnownRecord,
	type ShiftTotals,
	type TaxSplit,
	type Tender,
	TenderKind,
	type TenderTotal,
	type UnknownRecord,
} from "../../wire/record.js";
import type { RecordFolds } from "./record-fold.js";

export const noTotals: ShiftTotals = {
	shift: 0,
	currency: "",
	taxMode: 0,
	sales: 0,
	units: 0,
	grossMinor: 0,
	taxMinor: 0,
	roundingMinor: 0,
	noSales: 0,
	voids: 0,
	floatMinor: 0,
	tenders: [],
	taxes: [],
	others: 0,
	othersMinor: 0,
	trainingSales: 0,
};

export function foldShift(folds: RecordFolds, totals: ShiftTotals, record: KnownRecord | UnknownRecord): ShiftTotals {
	if (!isKnown(record)) return addUnknown(totals, record);
	return folds[record.kind]?.totals?.(totals, record) ?? totals;
}

/** The amount taken in one kind of tender; cash is net of change and of what was paid in and out. @forTests */
export function tenderTotal(totals: ShiftTotals, kind: number): number {
	return totals.tenders.find((tender) => tender.kind === kind)?.amountMinor ?? 0;
}

/** Counts a record of a newer version by its prefix alone. */
function addUnknown(totals: ShiftTotals, { document }: UnknownRecord): ShiftTotals {
	if (!document) return totals;
	const { totalMinor, cashMinor } = document;
	return {
		...totals,
		others: totals.others + 1,
		othersMinor: totals.othersMinor + totalMinor,
		grossMinor: totals.grossMinor + totalMinor,
		tenders:
			cashMinor === 0
				? totals.tenders
				: mergeTenders(totals.tenders, [{ kind: TenderKind.cash, amountMinor: cashMinor }]),
	};
}

/** What cards paid that their bank has not confirmed yet. */
export function unconfirmedOf(tenders: readonly Tender[]): number {
	let sumMinor = 0;
	for (const { amountMinor, isUnconfirmed } of tenders) if (isUnconfirmed) sumMinor += amountMinor;
	return sumMinor;
}

/** Cash that the drawer should hold. */
export function expectedCash(totals: ShiftTotals): number {
	return totals.floatMinor + (totals.heldMinor ?? 0) + tenderTotal(totals, TenderKind.cash);
}

/** More or less cash is held for sales that are not completed. */
export function withHeld(totals: ShiftTotals, changeMinor: number): ShiftTotals {
	return changeMinor === 0 ? totals : { ...totals, heldMinor: (totals.heldMinor ?? 0) + changeMinor };
}

/** Ascending by kind. */
export function mergeTenders(sums: readonly TenderTotal[], tenders: readonly TenderTotal[]): TenderTotal[] {
	const merged = [...sums];
	for (const { kind, amountMinor } of tenders) {
		const at = merged.findIndex((sum) => sum.kind >= kind);
		const sum = merged[at];
		if (sum?.kind === kind) merged[at] = { kind, amountMinor: sum.amountMinor + amountMinor };
		else merged.splice(at < 0 ? merged.length : at, 0, { kind, amountMinor });
	}
	return merged;
}

/** Ascending by rate, authority, jurisdiction. */
export function mergeTaxes(sums: readonly TaxSplit[], taxes: readonly TaxSplit[]): TaxSplit[] {
	const merged = [...sums];
	for (const tax of taxes) {
		const at = merged.findIndex((sum) => compareTaxes(sum, tax) >= 0);
		const sum = merged[at];
		if (sum !== undefined && compareTaxes(sum, tax) === 0)
			merged[at] = { ...tax, baseMinor: sum.baseMinor + tax.baseMinor, taxMinor: sum.taxMinor + tax.taxMinor };
		else merged.splice(at < 0 ? merged.length : at, 0, tax);
	}
	return merged;
}

function compareTaxes(a: TaxSplit, b: TaxSplit): number {
	if (a.rateMillipercent !== b.rateMillipercent) return a.rateMillipercent - b.rateMillipercent;
	if (a.authority !== b.authority) return a.authority < b.authority ? -1 : 1;
	return a.jurisdiction === b.jurisdiction ? 0 : a.jurisdiction < b.jurisdiction ? -1 : 1;
}
