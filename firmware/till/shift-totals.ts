// The totals of a shift as a fold over its records: X and Z reports, and a boot, come from here alone.
import {
	type KnownRecord,
	RecordKind,
	type SaleRecord,
	type ShiftNumbers,
	type ShiftTotals,
	type TaxSplit,
	TenderKind,
} from "../wire/record.js";

export const noTotals: ShiftTotals = {
	shift: 0,
	receiptNumber: 0,
	noSaleNumber: 0,
	sales: 0,
	units: 0,
	grossMinor: 0,
	taxMinor: 0,
	cashMinor: 0,
	cardMinor: 0,
	roundingMinor: 0,
	noSales: 0,
	voids: 0,
	floatMinor: 0,
	taxes: [],
};

/** The totals a shift begins with: numbering goes on, money begins at the float. */
export function openingTotals(before: ShiftNumbers, floatMinor: number): ShiftTotals {
	const { shift, receiptNumber, noSaleNumber } = before;
	return { ...noTotals, shift: shift + 1, receiptNumber, noSaleNumber, floatMinor };
}

export function foldShift(totals: ShiftTotals, record: KnownRecord): ShiftTotals {
	switch (record.kind) {
		case RecordKind.sale:
			return addSale(totals, record);
		case RecordKind.saleVoided:
			return { ...totals, voids: totals.voids + 1 };
		case RecordKind.noSale:
			return { ...totals, noSaleNumber: record.noSaleNumber, noSales: totals.noSales + 1 };
		case RecordKind.shiftOpened:
		case RecordKind.shiftClosed:
		case RecordKind.shiftSnapshot:
			return record.totals;
		default:
			return totals;
	}
}

function addSale(totals: ShiftTotals, sale: SaleRecord): ShiftTotals {
	let units = 0;
	for (const line of sale.lines) units += line.quantity;
	let cashMinor = -sale.changeMinor;
	let cardMinor = 0;
	for (const tender of sale.tenders) {
		if (tender.kind === TenderKind.cash) cashMinor += tender.amountMinor;
		else cardMinor += tender.amountMinor;
	}
	let taxMinor = 0;
	for (const tax of sale.taxes) taxMinor += tax.taxMinor;
	return {
		...totals,
		receiptNumber: sale.receiptNumber,
		sales: totals.sales + 1,
		units: totals.units + units,
		grossMinor: totals.grossMinor + sale.totalMinor,
		taxMinor: totals.taxMinor + taxMinor,
		cashMinor: totals.cashMinor + cashMinor,
		cardMinor: totals.cardMinor + cardMinor,
		roundingMinor: totals.roundingMinor + sale.roundingMinor,
		taxes: mergeTaxes(totals.taxes, sale.taxes),
	};
}

/** Ascending by rate. */
function mergeTaxes(sums: readonly TaxSplit[], taxes: readonly TaxSplit[]): TaxSplit[] {
	const merged = [...sums];
	for (const tax of taxes) {
		const at = merged.findIndex((sum) => sum.rateBasisPoints >= tax.rateBasisPoints);
		const sum = merged[at];
		if (sum?.rateBasisPoints === tax.rateBasisPoints)
			merged[at] = {
				rateBasisPoints: tax.rateBasisPoints,
				grossMinor: sum.grossMinor + tax.grossMinor,
				taxMinor: sum.taxMinor + tax.taxMinor,
			};
		else merged.splice(at < 0 ? merged.length : at, 0, tax);
	}
	return merged;
}
