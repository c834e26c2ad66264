// Receipts: a list by pages, searched and as CSV, and one receipt with its proof.
import { Readable } from "node:stream";
import { type Static, Type } from "typebox";
import { limits } from "../../../firmware/core/limits.js";
import { Series } from "../../../firmware/wire/record.js";
import type {
	PeopleContext,
	ReceiptFilter,
	ReceiptPosition,
	ReceiptRow,
	ReceiptsContext,
	TextsContext,
} from "../../context.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { App } from "../app.js";
import { receiptLines } from "../receipt-lines.js";
import { receiptView } from "../receipt-view.js";
import { personNames } from "../staff-names.js";
import { searchWords } from "../search-words.js";
import { DayRange, Identifier, type Receipt, ReceiptCount, ReceiptDetail, Receipts } from "../schemas.js";
import { daysOf, Page, pageRows } from "./page.js";

const Filter = Type.Object({
	terminal: Page.properties.terminal,
	...DayRange.properties,
	search: Type.Optional(
		Type.String({
			maxLength: hostLimits.searchCharactersMax,
			description: "Words that must all match: item, number as printed, date, total, tender or terminal",
		}),
	),
});
const Before = Type.Optional(
	Type.String({ maxLength: 80, description: "`next` of the previous page, or wall time in milliseconds" }),
);
const ReceiptPage = Type.Object({ ...Filter.properties, limit: Page.properties.limit, before: Before });
export const ReceiptAddress = Type.Object({
	terminal: Identifier,
	number: Type.Integer({ minimum: 1, maximum: 0xffffffff }),
});

export function receiptRoutes(app: App, context: ReceiptsContext & PeopleContext & TextsContext): void {
	app.get(
		"/api/receipts",
		{ schema: { summary: "Receipts, newest first", querystring: ReceiptPage, response: { 200: Receipts } } },
		async (request) => {
			const { before, limit = pageRows, ...filter } = request.query;
			const page = await context.reports.receipts({
				...{ ...filterOf(filter), before: readPosition(before), limit },
			});
			return { receipts: page.receipts.map(rowView), next: page.next ? positionText(page.next) : null };
		},
	);

	app.get(
		"/api/receipts/count",
		{
			schema: {
				summary: "How many receipts match; of many, those before `next`",
				querystring: Type.Object({ ...Filter.properties, before: Before }),
				response: { 200: ReceiptCount },
			},
		},
		async (request) => {
			const { before, ...filter } = request.query;
			const { count, next } = await context.reports.receiptCount({
				...{ ...filterOf(filter), before: readPosition(before) },
			});
			return { count, next: next ? positionText(next) : null };
		},
	);

	app.get(
		"/api/receipts.csv",
		{ schema: { summary: "Receipts as CSV, newest first", querystring: Filter } },
		async (request, reply) => {
			const names = await personNames(context);
			const lines = Readable.from(receiptLines(context, names, filterOf(request.query)));
			void reply.header("content-disposition", 'attachment; filename="receipts.csv"');
			return reply.type("text/csv; charset=utf-8").send(lines);
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
			const view = await receiptView(
				context,
				await context.reports.receiptsByNumber(terminal, series, number),
				context,
			);
			if (!view) throw new HostFault("HTTP_NOT_FOUND", "receipt");
			return view;
		},
	);
}

function rowView(row: ReceiptRow): Static<typeof Receipt> {
	return { ...row, tenders: [...row.tenders] };
}

function filterOf({ terminal, from, to, search = "" }: Static<typeof Filter>): Omit<ReceiptFilter, "before" | "limit"> {
	const [fromDay, toDay] = daysOf({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
	return {
		terminal,
		...(from !== undefined && { fromDay }),
		...(to !== undefined && { toDay }),
		words: searchWords(search),
	};
}

function positionText({ wallMs, terminal, epoch, sequence }: ReceiptPosition): string {
	return `${wallMs}.${terminal}.${epoch}.${sequence}`;
}

/** Without a text, the position before every receipt. Throws HostFault HTTP_BAD_REQUEST. */
function readPosition(text: string | undefined): ReceiptPosition {
	if (text === undefined) return { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };
	const match = /^([0-9]{1,15})(?:\.([a-z0-9-]{1,32})\.([0-9]{1,10})\.([0-9]{1,10}))?$/.exec(text);
	if (!match)
		throw new HostFault("HTTP_BAD_REQUEST", "before takes the next of the page before, or a time in milliseconds");
	return {
		wallMs: Number(match[1]),
		terminal: match[2] ?? "",
		epoch: Number(match[3] ?? 0),
		sequence: Number(match[4] ?? 0),
	};
}
