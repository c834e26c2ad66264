// Receipts: a list by pages, and one receipt with its proof.
import { type Static, Type } from "typebox";
import { limits } from "../../../firmware/core/limits.js";
import { Series } from "../../../firmware/wire/record.js";
import type { ReceiptPosition, ReceiptRow, ReceiptsContext } from "../../context.js";
import { HostFault } from "../../faults.js";
import type { App } from "../app.js";
import { receiptView } from "../receipt-view.js";
import { Identifier, type Receipt, ReceiptDetail, Receipts } from "../schemas.js";
import { Page, pageRows } from "./page.js";

const ReceiptPage = Type.Object({
	...Page.properties,
	before: Type.Optional(
		Type.String({ maxLength: 80, description: "`next` of the previous page, or wall time in milliseconds" }),
	),
});
const ReceiptAddress = Type.Object({
	terminal: Identifier,
	number: Type.Integer({ minimum: 1, maximum: 0xffffffff }),
});

export function receiptRoutes(app: App, context: ReceiptsContext): void {
	app.get(
		"/api/receipts",
		{ schema: { summary: "Receipts, newest first", querystring: ReceiptPage, response: { 200: Receipts } } },
		async (request) => {
			const { terminal, before, limit = pageRows } = request.query;
			const receipts = await context.reports.receipts({ terminal, before: readPosition(before), limit });
			const last = receipts.length === limit ? receipts[receipts.length - 1] : undefined;
			return { receipts: receipts.map(rowView), next: last ? positionText(last) : null };
		},
	);

	app.get(
		"/api/receipts/:terminal/:number",
		{
			schema: {
				summary: "One receipt with its proof; of another series with ?series=",
				params: ReceiptAddress,
				querystring: Type.Object({
					series: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.seriesMax })),
				}),
				response: { 200: ReceiptDetail },
			},
		},
		async (request) => {
			const { terminal, number } = request.params;
			const { series = Series.receipt } = request.query;
			const view = await receiptView(context, await context.reports.receiptsByNumber(terminal, series, number));
			if (!view) throw new HostFault("HTTP_NOT_FOUND", "receipt");
			return view;
		},
	);
}

function rowView(row: ReceiptRow): Static<typeof Receipt> {
	return { ...row, tenders: [...row.tenders] };
}

function positionText({ wallMs, terminal, epoch, sequence }: ReceiptPosition): string {
	return `${wallMs}.${terminal}.${epoch}.${sequence}`;
}

/** Without a text, the position before every receipt. Throws HostFault HTTP_BAD_REQUEST. */
function readPosition(text: string | undefined): ReceiptPosition {
	if (text === undefined) return { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };
	const match = /^([0-9]{1,15})(?:\.([a-z0-9-]{1,32})\.([0-9]{1,10})\.([0-9]{1,10}))?$/.exec(text);
	if (!match) throw new HostFault("HTTP_BAD_REQUEST", "before");
	return {
		wallMs: Number(match[1]),
		terminal: match[2] ?? "",
		epoch: Number(match[3] ?? 0),
		sequence: Number(match[4] ?? 0),
	};
}
