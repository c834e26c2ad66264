// Pricing rules: the draft that operators edit, what it does to a basket and to past sales, and its publication.
import { type Static, Type } from "typebox";
import { limits } from "../../../firmware/core/limits.js";
import type { PromotionsContext, PromotionsView, Trial } from "../../context.js";
import { hostLimits } from "../../limits.js";
import type { App } from "../app.js";
import {
	Body,
	DayRange,
	PastSales,
	Problem,
	RuleBody,
	RuleRevision,
	Rules,
	ruleIdPattern,
	TriedBasket,
	type Trial as TrialSchema,
} from "../schemas.js";
import { dateOf, now } from "../views.js";
import { daysOf } from "./page.js";

const refused = { 404: Problem, 409: Problem, 422: Problem };
const Named = Type.Object({ id: Type.String({ maxLength: limits.skuCharactersMax, pattern: ruleIdPattern }) });
const revision = Type.Integer({ minimum: 0, description: "The draft's, as it was read" });
const Revised = Type.Object({ revision });
const FlagNames = Type.Array(Type.String({ minLength: 1, maxLength: limits.itemNameCharactersMax }), {
	maxItems: limits.catalogFlagsMax,
});
const localTime = Type.String({ maxLength: 16, description: "Such as 2026-12-24T18:00, in the stall's time zone" });
const saturday = 6;

const Basket = Body({
	basket: Type.Array(
		Body({
			sku: Type.String({ minLength: 1, maxLength: limits.skuCharactersMax }),
			quantity: Type.Integer({ minimum: 1, maximum: limits.quantityMax }),
		}),
		{ minItems: 1, maxItems: hostLimits.trialLinesMax },
	),
	at: Type.Optional(localTime),
	flags: Type.Optional(FlagNames),
	visits: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffff, description: "Of a known customer, before" })),
});

export function ruleRoutes(app: App, context: PromotionsContext): void {
	const { promotions } = context;
	draftRoutes(app, context);

	app.post(
		"/api/rules/try",
		{
			schema: {
				summary: "Price a basket by the draft and by the rules in effect",
				body: Basket,
				response: { 200: TriedBasket, ...refused },
			},
		},
		async (request) => {
			const { at, flags = [], visits, basket } = request.body;
			const { draft, present } = await promotions.tryBasket({ basket, at, flags, visits });
			return { draft: trialView(draft), present: trialView(present) };
		},
	);

	app.get(
		"/api/rules/last",
		{
			schema: {
				summary: "Past sales, of last Saturday by default, as the draft would have priced them",
				querystring: Type.Object({
					...DayRange.properties,
					flags: Type.Optional(Type.String({ maxLength: 400, description: "Names, separated by commas" })),
				}),
				response: { 200: PastSales, 429: Problem, ...refused },
			},
		},
		async (request) => {
			const { from = lastSaturday(context), to = from, flags = "" } = request.query;
			const [fromDay, toDay] = daysOf({ from, to });
			const set = flags.split(",").filter((flag) => flag !== "");
			const { rules, items, ...sums } = await promotions.pricePast({ fromDay, toDay, flags: set });
			return { from, to, ...sums, rules: [...rules], items: [...items] };
		},
	);

	app.post(
		"/api/rules/publish",
		{
			schema: {
				summary: "Publish the draft with the latest catalog, now or at a time",
				body: Body({ revision, at: Type.Optional(localTime) }),
				response: { 200: Rules, ...refused },
			},
		},
		async (request) => rulesView(await promotions.publish(request.body.revision, request.body.at)),
	);

	app.delete(
		"/api/rules/publish",
		{ schema: { summary: "Withdraw what is to be published at a time", response: { 200: Rules } } },
		async () => rulesView(await promotions.withdraw()),
	);
}

function draftRoutes(app: App, { promotions }: PromotionsContext): void {
	app.get(
		"/api/rules",
		{
			schema: {
				summary: "The draft of the pricing rules, in the order of application",
				response: { 200: Rules },
			},
		},
		async () => rulesView(await promotions.view()),
	);

	app.put(
		"/api/rules/flags",
		{
			schema: {
				summary: "Name the flags that rules can depend on",
				body: Body({ revision, flags: FlagNames }),
				response: { 200: Revised, ...refused },
			},
		},
		async (request) => ({ revision: await promotions.nameFlags(request.body.flags, request.body.revision) }),
	);

	app.put(
		"/api/rules/:id",
		{
			schema: {
				summary: "Put a rule into the draft, in place of the one with this identifier",
				params: Named,
				body: Body({ revision, rule: RuleBody }),
				response: { 200: Revised, ...refused },
			},
		},
		async (request) => ({
			revision: await promotions.put(request.params.id, request.body.rule, request.body.revision),
		}),
	);

	app.delete(
		"/api/rules/:id",
		{
			schema: {
				summary: "Take a rule out of the draft",
				params: Named,
				querystring: RuleRevision,
				response: { 200: Revised, ...refused },
			},
		},
		async (request) => ({ revision: await promotions.remove(request.params.id, request.query.revision) }),
	);

	app.post(
		"/api/rules/revert",
		{
			schema: {
				summary: "Make the draft what is in effect",
				body: Body({ revision }),
				response: { 200: Revised, ...refused },
			},
		},
		async (request) => ({ revision: await promotions.revert(request.body.revision) }),
	);
}

/** The last Saturday before today. */
function lastSaturday(context: PromotionsContext): string {
	const { day } = now(context);
	// 1970-01-01 was a Thursday.
	const weekday = (day + 4) % 7;
	return dateOf(day - (((weekday - saturday + 6) % 7) + 1));
}

function rulesView(view: PromotionsView): Static<typeof Rules> {
	const { rules, flags, ...more } = view;
	return {
		...more,
		flags: [...flags],
		rules: rules.map(({ rule, problem }) => ({ rule: { ...rule }, problem })),
	};
}

function trialView({ lines, discounts, taxes, totalMinor, idle }: Trial): Static<typeof TrialSchema> {
	return {
		lines: lines.map(({ sku, name, quantity, unitMinor, amountMinor, fee }) => ({
			...{ sku, name, quantity, unitMinor, amountMinor, fee: fee ?? null },
		})),
		discounts: discounts.map(({ promotion, name, amountMinor, shares }) => ({
			...{ rule: promotion, name, amountMinor },
			shares: Array.from({ length: (shares?.length ?? 0) / 2 }, (_, at) => ({
				line: shares![2 * at]!,
				amountMinor: shares![2 * at + 1]!,
			})),
		})),
		taxMinor: taxes.reduce((sum, { taxMinor }) => sum + taxMinor, 0),
		totalMinor,
		idle: [...idle],
	};
}
