// The rows of X and Z reports, computed from the journal's records alone.
import { formatRate } from "../../../core/money.js";
import type { ReportLabel, ReportTicketRow } from "../../../core/ticket.js";
import { type ShiftTotals, TaxMode, TenderKind } from "../../../wire/record.js";
import { tenderNameOf } from "../../../wire/tenders/registry.js";
import { tenderTotal } from "../../session/shift-totals.js";

/** `countedMinor`: undefined while the shift is open, −1 if the cash was not counted. */
export function reportRows(totals: ShiftTotals, countedMinor: number | undefined): ReportTicketRow[] {
	const rows: ReportTicketRow[] = [];
	const count = (label: ReportLabel, value: number): number => rows.push({ label, value, isAmount: false });
	const amount = (label: ReportLabel, value: number): number => rows.push({ label, value, isAmount: true });
	count("sales", totals.sales);
	count("items", totals.units);
	amount("takings", totals.grossMinor);
	const label = totals.taxMode === TaxMode.exclusive ? "taxAdded" : "taxIncluded";
	for (const { rateMillipercent, authority, taxMinor } of totals.taxes) {
		const detail = `${formatRate(rateMillipercent)} ${authority}`.trimEnd();
		rows.push({ label, detail, value: taxMinor, isAmount: true });
	}
	for (const { kind, amountMinor } of totals.tenders) {
		const name = tenderNameOf(kind);
		const row = { value: amountMinor, isAmount: true };
		rows.push(
			name ? { ...row, label: "tender", detail: name } : { ...row, label: "otherTender", detail: String(kind) },
		);
	}
	if (totals.roundingMinor !== 0) amount("rounding", totals.roundingMinor);
	if (totals.others > 0) {
		count("newerSales", totals.others);
		amount("newerTakings", totals.othersMinor);
	}
	count("noSales", totals.noSales);
	count("voids", totals.voids);
	if (totals.trainingSales > 0) count("trainingSales", totals.trainingSales);
	amount("float", totals.floatMinor);
	const { heldMinor = 0 } = totals;
	if (heldMinor !== 0) amount("held", heldMinor);
	// The count is blind: the expected cash is only shown after counting.
	if (countedMinor === undefined) return rows;
	const expectedMinor = totals.floatMinor + heldMinor + tenderTotal(totals, TenderKind.cash);
	amount("expected", expectedMinor);
	if (countedMinor < 0) return rows;
	amount("counted", countedMinor);
	amount("difference", countedMinor - expectedMinor);
	return rows;
}
