// Effect of completed, training and voided sales on the shift state.
import type { SaleRecord, SaleVoidedRecord, ShiftTotals, TrainingSaleRecord } from "../../../wire/record.js";
import { TenderKind } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";
import { mergeTaxes, mergeTenders, unconfirmedOf, withHeld } from "../../session/shift-totals.js";

export const saleFold: RecordFold<SaleRecord> = {
	totals: addSale,
	note: (state, _sale, place) => state.noteSale(place),
};

export const trainingSaleFold: RecordFold<TrainingSaleRecord> = {
	totals: (totals) => ({ ...totals, trainingSales: totals.trainingSales + 1 }),
};

export const saleVoidedFold: RecordFold<SaleVoidedRecord> = {
	totals: (totals) => ({ ...totals, voids: totals.voids + 1 }),
	lastAction: "void",
	lastTotalMinor: ({ basket }) => basket.totalMinor,
};

function addSale(totals: ShiftTotals, sale: SaleRecord): ShiftTotals {
	const before = withHeld(totals, -(sale.heldMinor ?? 0));
	const change = sale.changeMinor === 0 ? [] : [{ kind: TenderKind.cash, amountMinor: -sale.changeMinor }];
	const unconfirmedMinor = (totals.unconfirmedMinor ?? 0) + unconfirmedOf(sale.tenders);
	return {
		...before,
		...(unconfirmedMinor !== 0 && { unconfirmedMinor }),
		sales: totals.sales + 1,
		units: sale.lines.reduce((sum, line) => sum + line.quantity, totals.units),
		grossMinor: totals.grossMinor + sale.document.totalMinor,
		taxMinor: sale.taxes.reduce((sum, tax) => sum + tax.taxMinor, totals.taxMinor),
		roundingMinor: totals.roundingMinor + sale.roundingMinor,
		tenders: mergeTenders(totals.tenders, [...sale.tenders, ...change]),
		taxes: mergeTaxes(totals.taxes, sale.taxes),
	};
}
