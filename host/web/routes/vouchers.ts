// Coupons, gift vouchers and budgets of rules: what is issued, and what became of it.
import { Readable } from "node:stream";
import { Type } from "typebox";
import type { RightsContext } from "../../context.js";
import { writeCsv } from "../../csv-writer.js";
import { hostLimits } from "../../limits.js";
import { amountCell, timeCell } from "../csv-cells.js";
import { csvPages } from "../csv-pages.js";
import {
	Body,
	Budget,
	Campaign,
	CouponBatch,
	CouponUse,
	dayPattern,
	Identifier,
	PrintedCode,
	Problem,
	Voucher,
	VoucherBatch,
	VoucherMove,
} from "../schemas.js";
import type { App } from "../app.js";
import { Page, pageRows, ShiftPage } from "./page.js";

const Count = Type.Integer({ minimum: 1, maximum: hostLimits.codesPerBatchMax });
const Unit = Type.Union([Type.Literal("uses"), Type.Literal("minor")]);
const Rule = Type.String({ minLength: 1, maxLength: 24 });
const Amount = Type.Integer({ minimum: 1, maximum: 0xffff_ffff });
const Rows = Type.Object({ limit: Page.properties.limit, offset: ShiftPage.properties.offset });
const unknown = { 404: Problem };
const refused = { 409: Problem, 422: Problem };

export function voucherRoutes(app: App, context: RightsContext): void {
	couponRoutes(app, context);
	couponUseRoutes(app, context);
	giftRoutes(app, context);
	budgetRoutes(app, context);
}

function couponRoutes(app: App, { rights, rightRows, campaigns }: RightsContext): void {
	app.get(
		"/api/campaigns",
		{
			schema: {
				summary: "Campaigns of coupons, as the catalog has them",
				response: { 200: Type.Array(Campaign) },
			},
		},
		async () => (await campaigns()).map(({ name, number, isEverywhere }) => ({ name, number, isEverywhere })),
	);
	app.get(
		"/api/coupons/batches",
		{ schema: { summary: "Coupons that were issued, newest first", response: { 200: Type.Array(CouponBatch) } } },
		() => rightRows.couponBatches(),
	);
	app.post(
		"/api/coupons/batches",
		{
			schema: {
				summary: "Issue coupons",
				body: Body({
					campaign: Type.String({ minLength: 1, maxLength: 40 }),
					count: Count,
					lastDay: Type.Optional(Type.String({ pattern: dayPattern })),
					terminal: Type.Optional(Identifier),
				}),
				response: { 200: CouponBatch, ...refused },
			},
		},
		(request) => rights.issueCoupons(request.body),
	);
	const batch = Type.Object({ campaign: Type.Integer({ minimum: 1 }), first: Type.Integer({ minimum: 1 }) });
	app.get(
		"/api/coupons/batches/:campaign/:first",
		{
			schema: {
				summary: "The codes of a batch of coupons, for QR codes",
				params: batch,
				response: { 200: Type.Array(PrintedCode), ...unknown },
			},
		},
		({ params }) => rights.couponCodes(params.campaign, params.first),
	);
}

function couponUseRoutes(app: App, { rightRows }: RightsContext): void {
	app.get(
		"/api/coupons/uses",
		{
			schema: {
				summary: "Used coupons: those used more than once first, then the newest",
				querystring: Rows,
				response: { 200: Type.Array(CouponUse) },
			},
		},
		({ query: { limit = pageRows, offset = 0 } }) => rightRows.couponUses(limit, offset),
	);
	app.get("/api/coupons/uses.csv", { schema: { summary: "Used coupons as CSV" } }, (_request, reply) => {
		void reply.header("content-disposition", 'attachment; filename="coupons.csv"');
		const rows = csvPages(
			["time", "terminal", "campaign", "serial", "currency", "amount", "uses"],
			(limit, offset) => rightRows.couponUses(limit, offset),
			({ wallMs, terminal, campaign, serial, currency, amountMinor, uses }) => {
				return [
					timeCell(wallMs),
					terminal,
					campaign,
					serial,
					currency,
					amountCell(amountMinor, currency),
					uses,
				];
			},
		);
		return reply.type("text/csv; charset=utf-8").send(Readable.from(rows));
	});
}

function giftRoutes(app: App, { rights, rightRows }: RightsContext): void {
	app.get(
		"/api/vouchers",
		{
			schema: {
				summary: "Gift vouchers that were sold or spent, the last used first",
				querystring: Rows,
				response: { 200: Type.Array(Voucher) },
			},
		},
		({ query: { limit = pageRows, offset = 0 } }) => rightRows.vouchers(limit, offset),
	);
	app.get("/api/vouchers.csv", { schema: { summary: "Gift vouchers as CSV" } }, (_request, reply) => {
		void reply.header("content-disposition", 'attachment; filename="vouchers.csv"');
		const rows = csvPages(
			["voucher", "currency", "sold", "spent", "balance", "last_used"],
			(limit, offset) => rightRows.vouchers(limit, offset),
			({ key, currency, sold, spent, lastMs }) => {
				const amounts = [sold, spent, sold - spent].map((minor) => amountCell(minor, currency));
				return [key, currency, ...amounts, timeCell(lastMs)];
			},
		);
		return reply.type("text/csv; charset=utf-8").send(Readable.from(rows));
	});
	const id = Type.Object({ id: Type.String({ pattern: "^[0-9a-f]{16}$" }) });
	app.get(
		"/api/vouchers/:id",
		{ schema: { summary: "History of a gift voucher", params: id, response: { 200: Type.Array(VoucherMove) } } },
		({ params }) => rightRows.voucherMoves(params.id),
	);
	app.get(
		"/api/vouchers/batches",
		{ schema: { summary: "Cards that were issued, newest first", response: { 200: Type.Array(VoucherBatch) } } },
		() => rightRows.voucherBatches(),
	);
	app.post(
		"/api/vouchers/batches",
		{
			schema: {
				summary: "Issue cards, which are worth nothing until they are sold",
				body: Body({ count: Count }),
				response: { 200: VoucherBatch },
			},
		},
		(request) => rights.issueVouchers(request.body.count),
	);
	const batch = Type.Object({ batch: Type.Integer({ minimum: 1 }) });
	app.get(
		"/api/vouchers/batches/:batch",
		{
			schema: {
				summary: "The codes of a batch of cards, for QR codes",
				params: batch,
				response: { 200: Type.Array(PrintedCode), ...unknown },
			},
		},
		({ params }) => rights.voucherCodes(params.batch),
	);
	app.get(
		"/api/vouchers/batches/:batch/codes.csv",
		{ schema: { summary: "The codes of a batch of cards as CSV", params: batch } },
		async ({ params }, reply) => {
			void reply.header("content-disposition", 'attachment; filename="cards.csv"');
			const codes = await rights.voucherCodes(params.batch);
			const rows = [["voucher", "code"], ...codes.map(({ name, code }) => [name, code])];
			return reply.type("text/csv; charset=utf-8").send(writeCsv(rows));
		},
	);
}

function budgetRoutes(app: App, { rights }: RightsContext): void {
	app.get(
		"/api/budgets",
		{ schema: { summary: "Budgets of rules and their shares", response: { 200: Type.Array(Budget) } } },
		async () => (await rights.budgets()).map((budget) => ({ ...budget, terminals: [...budget.terminals] })),
	);
	app.post(
		"/api/budgets",
		{
			schema: {
				summary: "Set the budget of a rule that is shared out among terminals",
				body: Body({ rule: Rule, unit: Unit, total: Type.Integer({ minimum: 0, maximum: 0xffff_ffff }) }),
				response: { 204: Type.Null(), ...refused },
			},
		},
		async (request, reply) => {
			await rights.setBudget(request.body);
			return reply.status(204).send(null);
		},
	);
	app.post(
		"/api/budgets/shares",
		{
			schema: {
				summary: "Give a terminal more of a rule's budget",
				body: Body({ rule: Rule, unit: Unit, terminal: Identifier, amount: Amount }),
				response: { 204: Type.Null(), ...refused },
			},
		},
		async (request, reply) => {
			await rights.grant(request.body);
			return reply.status(204).send(null);
		},
	);
}
