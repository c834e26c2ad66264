// The totals of a shift as a fold over its records: X and Z reports, and a boot, come from here alone.
import {
	type KnownRecord,
	RecordKind,
	type SaleRecord,
	type ShiftTotals,
	type TaxSplit,
	TenderKind,
	type TenderTotal,
	type UnknownRecord,
} from "../wire/record.js";

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

export function foldShift(totals: ShiftTotals, record: KnownRecord | UnknownRecord): ShiftTotals {
	if ("unknown" in record) return addUnknown(totals, record);
	switch (record.kind) {
		case RecordKind.sale:
			return addSale(totals, record);
		case RecordKind.trainingSale:
			return { ...totals, trainingSales: totals.trainingSales + 1 };
		case RecordKind.saleVoided:
			return { ...totals, voids: totals.voids + 1 };
		case RecordKind.noSale:
			return { ...totals, noSales: totals.noSales + 1 };
		case RecordKind.shiftOpened:
		case RecordKind.shiftClosed:
		case RecordKind.shiftSnapshot:
			return record.anchor.totals;
		default:
			return totals;
	}
}

/** What was taken in this way: cash is net of change. */
export function tenderTotal(totals: ShiftTotals, kind: number): number {
	return totals.tenders.find((tender) => tender.kind === kind)?.amountMinor ?? 0;
}

/** A record of a newer version moves money by its prefix alone. */
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

function addSale(totals: ShiftTotals, sale: SaleRecord): ShiftTotals {
	let units = 0;
	for (const line of sale.lines) units += line.quantity;
	let taxMinor = 0;
	for (const tax of sale.taxes) taxMinor += tax.taxMinor;
	const change = sale.changeMinor === 0 ? [] : [{ kind: TenderKind.cash, amountMinor: -sale.changeMinor }];
	return {
		...totals,
		sales: totals.sales + 1,
		units: totals.units + units,
		grossMinor: totals.grossMinor + sale.document.totalMinor,
		taxMinor: totals.taxMinor + taxMinor,
		roundingMinor: totals.roundingMinor + sale.roundingMinor,
		tenders: mergeTenders(totals.tenders, [...sale.tenders, ...change]),
		taxes: mergeTaxes(totals.taxes, sale.taxes),
	};
}

/** Ascending by kind. */
function mergeTenders(sums: readonly TenderTotal[], tenders: readonly TenderTotal[]): TenderTotal[] {
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
function mergeTaxes(sums: readonly TaxSplit[], taxes: readonly TaxSplit[]): TaxSplit[] {
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
