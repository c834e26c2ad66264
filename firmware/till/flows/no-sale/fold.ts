// Effect of drawer openings on the shift state.
import type { NoSaleRecord } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const noSaleFold: RecordFold<NoSaleRecord> = {
	totals: (totals) => ({ ...totals, noSales: totals.noSales + 1 }),
	lastAction: "noSale",
};
