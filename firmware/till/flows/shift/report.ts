// The rows of X and Z reports, computed from the journal's records alone.
import type { ReportLabel, ReportTicketRow } from "../../../core/ticket.js";
import { type ShiftTotals, TaxMode, TenderKind } from "../../../wire/record.js";
import { tenderNameOf } from "../../../wire/tenders/registry.js";
import { expectedCash } from "../../session/shift-totals.js";

/**
 * One order for screen and paper: the takings; the cash and all that the drawer should hold with it; the other tenders;
 * then what was sold and done. `countedMinor`: undefined while the shift is open, −1 if the cash was not counted.
 */
export function reportRows(totals: ShiftTotals, countedMinor: number | undefined): ReportTicketRow[] {
	const rows = moneyRows(totals, countedMinor);
	const count = (label: ReportLabel, value: number): number => rows.push({ label, value, isAmount: false });
	count("sales", totals.sales);
	count("items", totals.units);
	const label = totals.taxMode === TaxMode.exclusive ? "taxAdded" : "taxIncluded";
	for (const { rateMillipercent, authority, taxMinor } of totals.taxes)
		rows.push({ label, detail: authority, rateMillipercent, value: taxMinor, isAmount: true });
	if (totals.others > 0) {
		count("newerSales", totals.others);
		rows.push({ label: "newerTakings", value: totals.othersMinor, isAmount: true });
	}
	count("noSales", totals.noSales);
	count("voids", totals.voids);
	if (totals.trainingSales > 0) count("trainingSales", totals.trainingSales);
	return rows;
}

function moneyRows(totals: ShiftTotals, countedMinor: number | undefined): ReportTicketRow[] {
	const { heldMinor = 0, unconfirmedMinor = 0, paidInMinor = 0, paidOutMinor = 0 } = totals;
	const rows: ReportTicketRow[] = [];
	const amount = (label: ReportLabel, value: number): number => rows.push({ label, value, isAmount: true });
	const tenders = totals.tenders.map(({ kind, amountMinor }): ReportTicketRow => {
		const name = tenderNameOf(kind);
		// What was paid in and out has rows of its own.
		const movedMinor = kind === TenderKind.cash ? paidInMinor - paidOutMinor : 0;
		const row = { value: amountMinor - movedMinor, isAmount: true };
		return name
			? { ...row, label: "tender", detail: name }
			: { ...row, label: "otherTender", detail: String(kind) };
	});
	amount("takings", totals.grossMinor);
	// Tenders ascend by kind, and cash is the first.
	if (totals.tenders[0]?.kind === TenderKind.cash) rows.push(...tenders.splice(0, 1));
	amount("float", totals.floatMinor);
	if (heldMinor !== 0) amount("held", heldMinor);
	if (paidInMinor !== 0) amount("paidIn", paidInMinor);
	if (paidOutMinor !== 0) amount("paidOut", -paidOutMinor);
	// The count is blind: the expected cash is only shown after counting.
	if (countedMinor !== undefined) {
		const expectedMinor = expectedCash(totals);
		amount("expected", expectedMinor);
		if (countedMinor >= 0) {
			amount("counted", countedMinor);
			amount("difference", countedMinor - expectedMinor);
		}
	}
	rows.push(...tenders);
	if (unconfirmedMinor !== 0) amount("unconfirmed", unconfirmedMinor);
	if (totals.roundingMinor !== 0) amount("rounding", totals.roundingMinor);
	return rows;
}
