// Reading routes: overview, terminals, receipts, shifts, ledger, taxes, exports.
import { type Static, Type } from "typebox";
import { limits } from "../../../firmware/core/limits.js";
import { HostFault } from "../../faults.js";
import { csvField } from "../../control/csv.js";
import { hostLimits } from "../../limits.js";
import type { Host } from "../../main.js";
import { Series } from "../../../firmware/wire/record.js";
import type { ReceiptPosition, ReceiptRow, ShiftRow } from "../../store/reports.js";
import type { App } from "../app.js";
import { receiptView } from "../receipt-view.js";
import {
	Alarm,
	DayRange,
	Identifier,
	Ledger,
	Overview,
	type Receipt,
	ReceiptDetail,
	Receipts,
	Shift,
	TerminalSummary,
	TaxSum,
	TerminalDetail,
} from "../schemas.js";
import { alarmsView, dayOf, now, overviewView, stallsView, sumsView, terminalView } from "../views.js";

const Page = Type.Object({
	terminal: Type.Optional(Identifier),
	limit: Type.Optional(Type.Integer({ minimum: 1, maximum: hostLimits.pageRowsMax })),
});
const ReceiptPage = Type.Object({
	...Page.properties,
	before: Type.Optional(
		Type.String({ maxLength: 80, description: "`next` of the page before, or milliseconds of wall time" }),
	),
});
const pageRows = 50;

export function reportRoutes(app: App, host: () => Host): void {
	app.get(
		"/api/overview",
		{ schema: { summary: "Takings, stalls and alarms of today", response: { 200: Overview } } },
		() => overviewView(host()),
	);

	app.get(
		"/api/terminals",
		{ schema: { summary: "All terminals", response: { 200: Type.Array(TerminalSummary) } } },
		() => stallsView(host()),
	);

	app.get(
		"/api/terminals/:terminal",
		{
			schema: {
				summary: "One terminal with its chains",
				params: Type.Object({ terminal: Identifier }),
				response: { 200: TerminalDetail },
			},
		},
		async (request) => {
			const [row] = await host().store.reports.stalls(now(host()).day, request.params.terminal);
			if (!row) throw new HostFault("HTTP_NOT_FOUND", "terminal");
			return terminalView(host(), row);
		},
	);

	app.get(
		"/api/receipts",
		{ schema: { summary: "Receipts, newest first", querystring: ReceiptPage, response: { 200: Receipts } } },
		async (request) => {
			const { terminal, before, limit = pageRows } = request.query;
			const receipts = await host().store.reports.receipts({ terminal, before: readPosition(before), limit });
			const last = receipts.length === limit ? receipts[receipts.length - 1] : undefined;
			return {
				receipts: receipts.map(rowView),
				next: last ? `${last.wallMs}.${last.terminal}.${last.epoch}.${last.sequence}` : null,
			};
		},
	);

	app.get(
		"/api/receipts/:terminal/:number",
		{
			schema: {
				summary: "One receipt with its proof; of another series with ?series=",
				params: Type.Object({
					terminal: Identifier,
					number: Type.Integer({ minimum: 1, maximum: 0xffffffff }),
				}),
				querystring: Type.Object({
					series: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.seriesMax })),
				}),
				response: { 200: ReceiptDetail },
			},
		},
		async (request) => {
			const { terminal, number } = request.params;
			const { series = Series.receipt } = request.query;
			const rows = await host().store.reports.receiptsByNumber(terminal, series, number);
			const view = await receiptView(host(), rows);
			if (!view) throw new HostFault("HTTP_NOT_FOUND", "receipt");
			return view;
		},
	);

	app.get(
		"/api/shifts",
		{ schema: { summary: "Shifts, newest first", querystring: Page, response: { 200: Type.Array(Shift) } } },
		async (request) => {
			const { terminal, limit = pageRows } = request.query;
			const shifts = await host().store.reports.shifts(terminal, limit);
			return shifts.map((shift) => ({ ...shift, sums: sumsView(shift.sums), agrees: agreesWithClose(shift) }));
		},
	);

	app.get(
		"/api/ledger",
		{ schema: { summary: "Totals over everything, with the state hash", response: { 200: Ledger } } },
		async () => {
			const { stateHash, ...sums } = await host().ledger();
			const { reports, notices } = host().store;
			const [newerRecords, counters] = await Promise.all([reports.newerCount(), notices.counters()]);
			return { ...sumsView(sums), stateHash, newerRecords, counters };
		},
	);

	app.get(
		"/api/alarms",
		{ schema: { summary: "What needs somebody, most money first", response: { 200: Type.Array(Alarm) } } },
		() => alarmsView(host()),
	);

	app.get(
		"/api/taxes",
		{
			schema: {
				summary: "Tax by currency, rate, authority and jurisdiction",
				querystring: DayRange,
				response: { 200: Type.Array(TaxSum) },
			},
		},
		(request) => host().store.reports.taxes(...rangeOf(request.query)),
	);

	app.get("/api/items.csv", { schema: { summary: "Items sold", querystring: DayRange } }, async (request, reply) => {
		const items = await host().store.reports.bestSellers(...rangeOf(request.query), -1);
		const rows = items.map((i) =>
			[i.sku, i.name, i.currency, String(i.quantity), String(i.amountMinor)].map(csvField).join(","),
		);
		return reply
			.type("text/csv; charset=utf-8")
			.send(`${["sku,name,currency,quantity,amount_minor", ...rows].join("\n")}\n`);
	});
}

/** Whether the terminal's close says what the ledger holds; null while there is none. */
function agreesWithClose({ currency, reportedGrossMinor, reportedDocuments, sums }: ShiftRow): boolean | null {
	if (reportedGrossMinor === null) return null;
	const grossMinor = sums.currencies.find((one) => one.currency === currency)?.grossMinor ?? 0;
	const isOfOneCurrency = sums.currencies.every((one) => one.currency === currency);
	return isOfOneCurrency && grossMinor === reportedGrossMinor && sums.sales + sums.others === reportedDocuments;
}

function rowView(row: ReceiptRow): Static<typeof Receipt> {
	return { ...row, tenders: [...row.tenders] };
}

/** Days from and to, both included; all there are when left out. */
function rangeOf(query: { from?: string; to?: string }): [number, number] {
	const range: [number, number] = [
		query.from === undefined ? 0 : dayOf(query.from),
		query.to === undefined ? 0xffffff : dayOf(query.to),
	];
	if (range.some((day) => Number.isNaN(day))) throw new HostFault("HTTP_BAD_REQUEST", "date");
	return range;
}

function readPosition(before: string | undefined): ReceiptPosition {
	if (before === undefined) return { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };
	const match = /^([0-9]{1,15})(?:\.([a-z0-9-]{1,32})\.([0-9]{1,10})\.([0-9]{1,10}))?$/.exec(before);
	if (!match) throw new HostFault("HTTP_BAD_REQUEST", "before");
	return {
		wallMs: Number(match[1]),
		terminal: match[2] ?? "",
		epoch: Number(match[3] ?? 0),
		sequence: Number(match[4] ?? 0),
	};
}
