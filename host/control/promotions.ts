// What operators do with pricing rules: edit the draft, try it on a basket and on past sales, and publish it now or at
// a time. A host that was down at that time publishes when it starts again.
import { ruleProblem, rulesProblem } from "../../firmware/catalog/rule-check.js";
import type { CatalogSource } from "../../firmware/catalog/source.js";
import { Fault } from "../../firmware/core/fault.js";
import { localTime } from "../../firmware/core/local-time.js";
import type { PricingContext } from "../../firmware/pricing/conditions.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { Clock } from "../clock.js";
import type { Events } from "../events.js";
import { HostFault } from "../faults.js";
import type { Guard } from "../guard.js";
import { hostLimits } from "../limits.js";
import { attempt, type Log, type Refuse } from "../log.js";
import type { Store } from "../store/store.js";
import { instantOf, zoneTransitions } from "../zone.js";
import type { Catalogs } from "./catalog.js";
import { type PastSales, pricePastSales } from "./past-sales.js";
import { type PricingFile, readRule } from "./pricing-file.js";
import { PricingTrial, type Trial, type TrialLine } from "./pricing-trial.js";
import type { FailedRules, PublishedRules, Rules, RulesText, RuleText } from "./rules.js";

/** A rule of the draft with what is wrong with it; empty where it can be published. */
export interface DraftRule {
	readonly rule: RuleText;
	readonly problem: string;
}

export interface PromotionsView {
	readonly revision: number;
	readonly flags: readonly string[];
	/** In the order in which they apply. */
	readonly rules: readonly DraftRule[];
	/** What keeps the draft from being published; empty for nothing. */
	readonly problem: string;
	/** Whether the draft differs from the rules in effect. */
	readonly isChanged: boolean;
	readonly planned: { readonly atMs: number; readonly revision: number } | null;
	readonly published: PublishedRules | null;
	readonly failed: FailedRules | null;
}

/** A basket that rules are tried on. */
export interface BasketTrial {
	readonly basket: readonly TrialLine[];
	/** "2026-12-24T18:00" in the stall's time zone; undefined for a terminal whose clock is not set. */
	readonly at: string | undefined;
	readonly flags: readonly string[];
	/** Visits of the customer before; undefined for a stranger. */
	readonly visits: number | undefined;
}

/** The same basket by the draft and by the rules in effect. */
export interface TriedBasket {
	readonly draft: Trial;
	readonly present: Trial;
}

export interface PastQuery {
	readonly fromDay: number;
	readonly toDay: number;
	readonly flags: readonly string[];
}

export interface PromotionsOptions {
	readonly rules: Rules;
	readonly catalogs: Pick<Catalogs, "latestSource" | "publishRules">;
	readonly store: Pick<Store, "reports" | "chains" | "notices">;
	readonly cbor: CborCodec;
	readonly clock: Clock;
	readonly settings: { readonly zone: string };
	readonly log: Log;
	readonly refuse: Refuse;
	readonly guard: Guard;
	readonly events: Events;
	/** Tells the terminals that a catalog was published. */
	readonly announce: (version: number) => Promise<void>;
}

const classOrder = ["item", "basket", "coupon", "loyalty", "fee"];
const placeTextMax = 200;

export class Promotions {
	readonly #options: PromotionsOptions;
	#timer: NodeJS.Timeout | undefined;
	/** When the planned rules are due; undefined for none. */
	#dueMs: number | undefined;
	#isReviewing = false;
	#isPricingPast = false;

	constructor(options: PromotionsOptions) {
		this.#options = options;
	}

	/** Publishes what became due while the host was down, and from then on at its time. */
	async open(): Promise<void> {
		const { rules, guard } = this.#options;
		this.#dueMs = (await rules.state()).planned?.atMs;
		await guard.settle("planned rules", () => this.review());
		const review = guard.handler("planned rules", () => this.review());
		this.#timer = setInterval(review, hostLimits.rulesReviewMs).unref();
	}

	/** Idempotent. */
	close(): void {
		clearInterval(this.#timer);
	}

	async view(): Promise<PromotionsView> {
		const { rules, catalogs } = this.#options;
		const { revision, draft, inEffect, planned, published, failed } = await rules.state();
		const source = await catalogs.latestSource();
		return {
			...{ revision, flags: draft.flags, rules: this.judged(draft, source) },
			problem: this.problemOf(draft, source),
			isChanged: JSON.stringify(draft) !== JSON.stringify(inEffect),
			planned: planned ? { atMs: planned.atMs, revision: planned.revision } : null,
			...{ published: published ?? null, failed: failed ?? null },
		};
	}

	/**
	 * Puts a rule into the draft: in the place of the one with identifier `id`, or behind the others. Rejects with
	 * HostFault RULES_CHANGED, or PRICING_INVALID whose line names the key.
	 */
	async put(id: string, rule: RuleText, revision: number): Promise<number> {
		const { rules, catalogs } = this.#options;
		const source = await catalogs.latestSource();
		const state = await rules.changeDraft(revision, (draft) => {
			const others = draft.rules.filter((each) => each["id"] !== id);
			this.check(rule, { ...draft, rules: others }, source);
			const at = draft.rules.findIndex((each) => each["id"] === id);
			return { ...draft, rules: at < 0 ? [...draft.rules, rule] : draft.rules.with(at, rule) };
		});
		return state.revision;
	}

	/** Rejects with HostFault RULES_CHANGED or RULE_UNKNOWN. */
	async remove(id: string, revision: number): Promise<number> {
		const state = await this.#options.rules.changeDraft(revision, (draft) => {
			const rules = draft.rules.filter((each) => each["id"] !== id);
			if (rules.length === draft.rules.length) throw new HostFault("RULE_UNKNOWN", id.slice(0, placeTextMax));
			return { ...draft, rules };
		});
		return state.revision;
	}

	/** Names the draft's flags. Rejects with HostFault RULES_CHANGED or PRICING_INVALID. */
	async nameFlags(flags: readonly string[], revision: number): Promise<number> {
		const state = await this.#options.rules.changeDraft(revision, (draft) => {
			const problem = rulesProblem({ ...bare, flags });
			if (problem !== undefined) throw invalid("flags", problem);
			return { ...draft, flags: flags.map((flag) => flag.normalize("NFC")) };
		});
		return state.revision;
	}

	/** Makes the draft what is in effect. Rejects with HostFault RULES_CHANGED. */
	async revert(revision: number): Promise<number> {
		const { inEffect } = await this.#options.rules.state();
		return (await this.#options.rules.changeDraft(revision, () => inEffect)).revision;
	}

	/** Prices a basket. Rejects with HostFault PRICING_INVALID or CATALOG_NONE, or Fault CATALOG_* or PRICE_*. */
	async tryBasket({ basket, at, flags, visits }: BasketTrial): Promise<TriedBasket> {
		const { rules } = this.#options;
		const source = await this.needSource();
		const { draft, inEffect } = await rules.state();
		const atMs = at === undefined ? undefined : this.instant(at, "at");
		const price = (text: RulesText): Trial => {
			const file = rules.compile(text);
			const customer = visits === undefined ? undefined : { groups: 0xff, visits, usesOf: () => 0 };
			const context = { ...this.timeContext(atMs), flags: maskOf(file.flags, flags), customer };
			return new PricingTrial(ruled(source, file)).priceBasket(basket, context);
		};
		return { draft: price(draft), present: price(inEffect) };
	}

	/** Prices past sales by the draft. Rejects as `tryBasket` does, and with HTTP_TOO_MANY while it does so already. */
	async pricePast({ fromDay, toDay, flags }: PastQuery): Promise<PastSales> {
		const { rules, settings, store, cbor } = this.#options;
		if (toDay < fromDay || toDay - fromDay >= hostLimits.pastDaysMax)
			throw new HostFault("HTTP_BAD_REQUEST", `1 to ${hostLimits.pastDaysMax} days can be looked at`);
		if (this.#isPricingPast) throw new HostFault("HTTP_TOO_MANY", "past sales are being priced");
		this.#isPricingPast = true;
		try {
			const source = await this.needSource();
			const file = rules.compile((await rules.state()).draft);
			const trial = new PricingTrial(ruled(source, file));
			const range = { fromDay, toDay, flags: maskOf(file.flags, flags) };
			const options = { reports: store.reports, chains: store.chains, cbor, zone: settings.zone };
			return await pricePastSales(options, trial, source.currency, range);
		} finally {
			this.#isPricingPast = false;
		}
	}

	/**
	 * Publishes the draft: now, or at a time such as "2026-12-24T18:00" in the stall's time zone. Rejects with
	 * HostFault RULES_CHANGED or PRICING_INVALID, or Fault CATALOG_*; nothing is published then.
	 */
	async publish(revision: number, at?: string): Promise<PromotionsView> {
		const { rules, catalogs, clock, log } = this.#options;
		const { draft } = await rules.state();
		const problem = this.problemOf(draft, await catalogs.latestSource());
		if (problem !== "") throw new HostFault("PRICING_INVALID", problem);
		const nowMs = clock.now();
		const atMs = at === undefined ? nowMs : this.instant(at, "at");
		if (at !== undefined && atMs <= nowMs) throw invalid("at", "this time is over");
		if (atMs > nowMs + hostLimits.rulesAheadMsMax) throw invalid("at", "it is more than a year ahead");
		const state = await rules.change((before) => {
			if (before.revision !== revision) throw new HostFault("RULES_CHANGED", `revision ${before.revision}`);
			return { ...before, planned: { atMs, revision, text: before.draft }, failed: undefined };
		});
		this.#dueMs = state.planned?.atMs;
		log.info({ revision, atMs, rules: draft.rules.length }, "Pricing rules are to be published.");
		if (at === undefined) await this.publishPlanned(true);
		return this.view();
	}

	/** Withdraws what is to be published at a time. */
	async withdraw(): Promise<PromotionsView> {
		await this.#options.rules.change((before) => ({ ...before, planned: undefined }));
		this.#dueMs = undefined;
		this.#options.log.info({}, "The planned pricing rules are withdrawn.");
		return this.view();
	}

	/** Publishes the planned rules once their time has come. */
	async review(): Promise<void> {
		if (this.#isReviewing || this.#dueMs === undefined || this.#options.clock.now() < this.#dueMs) return;
		this.#isReviewing = true;
		try {
			await this.publishPlanned(false);
		} finally {
			this.#isReviewing = false;
		}
	}

	/** `isNow`: an operator waits for it, so that a fault is thrown rather than kept. */
	private async publishPlanned(isNow: boolean): Promise<void> {
		const { rules, catalogs, clock, store, log, refuse, events, announce } = this.#options;
		const { planned } = await rules.state();
		this.#dueMs = undefined;
		if (planned === undefined) return;
		const { text, revision, atMs } = planned;
		let version: number;
		try {
			version = (await catalogs.publishRules(rules.compile(text)))?.version ?? 0;
		} catch (error) {
			if (!(error instanceof Fault || error instanceof HostFault) || /^STORE_/.test(error.code)) {
				// Nothing is decided: it is tried again at the next review.
				this.#dueMs = atMs;
				throw error;
			}
			const failed = { atMs: clock.now(), problem: error.detail };
			await rules.change((before) => ({ ...before, planned: undefined, failed: isNow ? undefined : failed }));
			if (isNow) throw error;
			refuse("RULES_NOT_PUBLISHED", { detail: error.detail });
			await store.notices.holdExactly("RULES_NOT_PUBLISHED", "", [error.detail], failed.atMs);
			return events.emit({ kind: "alarm", terminal: "" });
		}
		const nowMs = clock.now();
		const published = { version, atMs: nowMs, plannedMs: isNow ? null : atMs, revision };
		await rules.change((before) => ({
			...before,
			inEffect: text,
			planned: undefined,
			published,
			failed: undefined,
		}));
		await store.notices.holdExactly("RULES_NOT_PUBLISHED", "", [], nowMs);
		const lateMs = isNow ? 0 : nowMs - atMs;
		if (lateMs > hostLimits.rulesLateMs) log.warn({ version, lateMs }, "Pricing rules are published late.");
		else log.info({ version }, "Pricing rules are published.");
		if (version > 0) await announce(version);
	}

	private judged(draft: RulesText, source: CatalogSource | undefined): DraftRule[] {
		const rules = draft.rules.map((rule) => ({ rule, problem: this.ruleText(rule, draft, source) }));
		const rank = ({ rule }: DraftRule): number => {
			const ruleClass = rule["class"] ?? (rule["kind"] === "fee" ? "fee" : "item");
			return classOrder.indexOf(String(ruleClass)) * 256 + Number(rule["priority"] ?? 100);
		};
		return rules.sort((a, b) => rank(a) - rank(b) || (String(a.rule["id"]) < String(b.rule["id"]) ? -1 : 1));
	}

	/** What is wrong with a rule of the draft by itself; empty for nothing. */
	private ruleText(rule: RuleText, draft: RulesText, source: CatalogSource | undefined): string {
		const others = { ...draft, rules: [] };
		const found = attempt(() => this.check(rule, others, source));
		return "fault" in found ? found.fault.detail : "";
	}

	/** Throws HostFault PRICING_INVALID whose line names the key. */
	private check(rule: RuleText, others: RulesText, source: CatalogSource | undefined): void {
		const read = readRule(rule, "the rule", this.#options.settings.zone);
		const ids = new Set(others.rules.map(({ id }) => String(id)));
		// Before the first catalog there are no items that a rule could name.
		const catalog = source ?? { ...bare, taxClasses: [] };
		const { campaigns } = this.#options.rules.compile({ ...others, rules: [] });
		const problem = ruleProblem(read, { ...catalog, flags: others.flags, campaigns }, ids);
		const needsCatalog = problem?.key === "items" || problem?.key === "taxClass" || problem?.key === "priceMinor";
		if (problem !== undefined && !(needsCatalog && source === undefined)) throw invalid(problem.key, problem.text);
	}

	/** What keeps rules from being published; empty for nothing. */
	private problemOf(text: RulesText, source: CatalogSource | undefined): string {
		const compiled = attempt(() => this.#options.rules.compile(text));
		if ("fault" in compiled) return compiled.fault.detail;
		return (source && rulesProblem(ruled(source, compiled.value))) ?? "";
	}

	private timeContext(atMs: number | undefined): PricingContext {
		if (atMs === undefined) return { pricingTime: () => undefined };
		const zone = zoneTransitions(this.#options.settings.zone, atMs, atMs);
		const { weekday, minutesOfDay } = localTime(atMs, zone);
		return { pricingTime: () => ({ epochSeconds: Math.floor(atMs / 1_000), weekday, minutesOfDay }) };
	}

	private instant(text: string, key: string): number {
		const localMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
		if (Number.isNaN(localMs)) throw invalid(key, "it takes a date and time such as 2026-12-24T18:00");
		return instantOf(localMs, this.#options.settings.zone);
	}

	private async needSource(): Promise<CatalogSource> {
		const source = await this.#options.catalogs.latestSource();
		if (source === undefined) throw new HostFault("CATALOG_NONE");
		return source;
	}
}

/** For what is checked without a catalog. */
const bare: CatalogSource = {
	...{
		version: 1,
		currency: "EUR",
		headerLines: [],
		taxClasses: [],
		promotions: [],
		rules: [],
		flags: [],
		items: [],
	},
};

function invalid(key: string, problem: string): HostFault {
	const detail = problem.length > placeTextMax ? `${problem.slice(0, placeTextMax)}…` : problem;
	return new HostFault("PRICING_INVALID", detail, [{ line: 0, column: key, code: "PRICING_INVALID", detail }]);
}

function ruled(source: CatalogSource, pricing: PricingFile): CatalogSource {
	return { ...source, ...pricing };
}

function maskOf(names: readonly string[], set: readonly string[]): number {
	return names.reduce((bits, name, at) => (set.includes(name) ? bits + 2 ** at : bits), 0);
}
