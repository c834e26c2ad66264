// The rows of X and Z reports, from the totals that the journal's records add up to.
import { formatRate } from "../../../core/money.js";
import type { ReportTicketRow } from "../../../core/ticket.js";
import { type ShiftTotals, TaxMode, TenderKind } from "../../../wire/record.js";
import type { TenderType } from "../../session/sale-session.js";
import { tenderTotal } from "../../session/shift-totals.js";

/** `countedMinor`: undefined while the shift is open, −1 when nobody counted. */
export function reportRows(
	totals: ShiftTotals,
	countedMinor: number | undefined,
	tenders: readonly Pick<TenderType, "kind" | "reportLabel">[],
): ReportTicketRow[] {
	const rows: ReportTicketRow[] = [];
	const count = (label: string, value: number): number => rows.push({ label, value, isAmount: false });
	const amount = (label: string, value: number): number => rows.push({ label, value, isAmount: true });
	count("Sales", totals.sales);
	count("Items", totals.units);
	amount("Takings", totals.grossMinor);
	const isAdded = totals.taxMode === TaxMode.exclusive;
	for (const { rateMillipercent, authority, taxMinor } of totals.taxes) {
		const name = authority === "" ? formatRate(rateMillipercent) : `${formatRate(rateMillipercent)} ${authority}`;
		amount(isAdded ? `Tax ${name}` : `Incl. tax ${name}`, taxMinor);
	}
	for (const { kind, amountMinor } of totals.tenders)
		amount(
			tenders.find((tender) => tender.kind === kind)?.reportLabel ?? `Tender ${kind} (newer version)`,
			amountMinor,
		);
	if (totals.roundingMinor !== 0) amount("Cash rounding", totals.roundingMinor);
	if (totals.others > 0) {
		count("Of a newer version", totals.others);
		amount("Their takings", totals.othersMinor);
	}
	count("No sale", totals.noSales);
	count("Void", totals.voids);
	if (totals.trainingSales > 0) count("Training", totals.trainingSales);
	amount("Float", totals.floatMinor);
	// The count is blind: what should be in the drawer shows only when it was counted.
	if (countedMinor === undefined) return rows;
	const expectedMinor = totals.floatMinor + tenderTotal(totals, TenderKind.cash);
	amount("Expected in drawer", expectedMinor);
	if (countedMinor < 0) return rows;
	amount("Counted", countedMinor);
	amount("Difference", countedMinor - expectedMinor);
	return rows;
}
