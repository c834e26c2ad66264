// Effect of cash that is paid in or out on the shift state.
import { type CashMovedRecord, type ShiftTotals, TenderKind } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";
import { mergeTenders } from "../../session/shift-totals.js";

export const cashMovedFold: RecordFold<CashMovedRecord> = {
	totals: addMovement,
	lastAction: "cashMoved",
	lastTotalMinor: ({ document }) => document.cashMinor,
};

/** A version that does not know the kind adds the same to cash. */
function addMovement(totals: ShiftTotals, { document: { cashMinor } }: CashMovedRecord): ShiftTotals {
	const moved = {
		...totals,
		tenders: mergeTenders(totals.tenders, [{ kind: TenderKind.cash, amountMinor: cashMinor }]),
	};
	return cashMinor < 0
		? { ...moved, paidOutMinor: (totals.paidOutMinor ?? 0) - cashMinor }
		: { ...moved, paidInMinor: (totals.paidInMinor ?? 0) + cashMinor };
}
