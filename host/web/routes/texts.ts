// Erases the personal texts of a receipt.
import { Type } from "typebox";
import { Series } from "../../../firmware/wire/record.js";
import type { ReceiptsContext, TextsContext } from "../../context.js";
import { HostFault } from "../../faults.js";
import type { App } from "../app.js";
import { textDigests } from "../receipt-view.js";
import { ReceiptAddress } from "./receipts.js";

export function textRoutes(app: App, context: ReceiptsContext & TextsContext): void {
	app.delete(
		"/api/receipts/:terminal/:number/texts",
		{
			schema: {
				summary: "Erases the personal texts of a receipt, here and at the terminal; the record stays provable",
				params: ReceiptAddress,
				response: { 200: Type.Object({ erased: Type.Integer({ minimum: 0 }) }) },
			},
		},
		async (request) => {
			const { terminal, number } = request.params;
			const rows = await context.reports.receiptsByNumber(terminal, Series.receipt, number);
			if (rows.length === 0) throw new HostFault("HTTP_NOT_FOUND", "receipt");
			const digests = await Promise.all(rows.map((row) => textDigests(context, row)));
			return { erased: context.eraseTexts(terminal, digests.flat()) };
		},
	);
}
