// The rows of X and Z reports. They sum from the journal's records and from nothing else.
import type { ReportTicketRow } from "../core/ticket.js";
import type { ShiftTotals } from "../wire/record.js";

/** `countedMinor`: undefined while the shift is open, -1 when nobody counted. */
export function reportRows(totals: ShiftTotals, countedMinor: number | undefined): ReportTicketRow[] {
	const rows: ReportTicketRow[] = [];
	const count = (label: string, value: number): number => rows.push({ label, value, isAmount: false });
	const amount = (label: string, value: number): number => rows.push({ label, value, isAmount: true });
	count("Sales", totals.sales);
	count("Items", totals.units);
	amount("Takings", totals.grossMinor);
	for (const tax of totals.taxes) amount(`Tax ${percent(tax.rateBasisPoints)} in it`, tax.taxMinor);
	amount("Cash", totals.cashMinor);
	amount("Card", totals.cardMinor);
	if (totals.roundingMinor !== 0) amount("Cash rounding", totals.roundingMinor);
	count("No sale", totals.noSales);
	count("Void", totals.voids);
	amount("Float", totals.floatMinor);
	// The count is blind: what should be in the drawer shows only when it was counted.
	if (countedMinor === undefined) return rows;
	const expectedMinor = totals.floatMinor + totals.cashMinor;
	amount("Expected in drawer", expectedMinor);
	if (countedMinor < 0) return rows;
	amount("Counted", countedMinor);
	amount("Difference", countedMinor - expectedMinor);
	return rows;
}

/** 2000 → "20 %", 550 → "5.5 %". */
function percent(basisPoints: number): string {
	return `${basisPoints / 100} %`;
}
