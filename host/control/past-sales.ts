// What pricing rules would have done to sales that were made: each is priced anew with what its customer bought, at the
// prices and by the taxes of its record.
import { localTime, type Zone } from "../../firmware/core/local-time.js";
import { Fault } from "../../firmware/core/fault.js";
import type { PricingContext } from "../../firmware/pricing/conditions.js";
import type { PricingLine } from "../../firmware/pricing/line.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { isKnown, RecordKind, type SaleBody, type SaleDiscount, type SaleLine } from "../../firmware/wire/record.js";
import { decodeAny } from "../ledger/decode.js";
import { hostLimits } from "../limits.js";
import type { LedgerReports, ReceiptRow } from "../store/reports.js";
import type { ChainStore } from "../store/store.js";
import { zoneTransitions } from "../zone.js";
import type { PricingTrial, Trial } from "./pricing-trial.js";

const dayMs = 86_400_000;
/** A clock may be wrong, and days are booked by when a record came where it is wrong by more. */
const slackMs = 2 * dayMs;

export interface PastRange {
	/** Business days since 1970-01-01, both included. */
	readonly fromDay: number;
	readonly toDay: number;
	/** Bits of the trial's flags that are taken as set all the time. */
	readonly flags: number;
}

/** What one rule did. */
export interface PastRule {
	readonly id: string;
	readonly name: string;
	/** In how many sales it changed the price. */
	readonly sales: number;
	/** What it took off; negative for what a fee charged. */
	readonly givenMinor: number;
}

export interface PastItem {
	readonly sku: string;
	readonly name: string;
	readonly units: number;
	readonly givenMinor: number;
}

/** Sales of a range of days, as they were and as the rules would have made them. */
export interface PastSales {
	readonly sales: number;
	readonly changed: number;
	/** Sales that are in no figure, because an item of theirs is no longer in the catalog. */
	readonly itemGone: number;
	/** Sales that are in no figure for another reason: another currency or tax mode, or a newer version's record. */
	readonly leftOut: number;
	/** Whether all sales of the days were looked at. */
	readonly isComplete: boolean;
	readonly beforeMinor: number;
	readonly afterMinor: number;
	/** What rules took off, without fees. */
	readonly givenBeforeMinor: number;
	readonly givenMinor: number;
	/** By what they gave, the most first. */
	readonly rules: readonly PastRule[];
	readonly items: readonly PastItem[];
}

export interface PastSalesOptions {
	readonly reports: Pick<LedgerReports, "receipts">;
	readonly chains: Pick<ChainStore, "record">;
	readonly cbor: CborCodec;
	/** IANA name. */
	readonly zone: string;
}

/** Prices the sales of a range anew, page by page, so that the host's other work goes on between pages. */
export async function pricePastSales(
	options: PastSalesOptions,
	trial: PricingTrial,
	currency: string,
	range: PastRange,
): Promise<PastSales> {
	const { reports, zone } = options;
	const fromMs = range.fromDay * dayMs - slackMs;
	const untilMs = (range.toDay + 1) * dayMs + slackMs;
	const sums = new Sums(trial, currency, zoneTransitions(zone, Math.max(0, fromMs), untilMs), range.flags);
	const days = { fromDay: range.fromDay, toDay: range.toDay, terminal: undefined, limit: hostLimits.pageRowsMax };
	let before: Parameters<LedgerReports["receipts"]>[0]["before"] | undefined = {
		...{ wallMs: untilMs, terminal: "", epoch: 0, sequence: 0 },
	};
	while (before !== undefined && before.wallMs >= fromMs && sums.seen < hostLimits.pastSalesMax) {
		const page = await reports.receipts({ ...days, before });
		const sales = page.receipts.filter(({ type }) => type === "sale");
		const bodies = await Promise.all(sales.map((row) => saleOf(options, row)));
		for (const [at, row] of sales.entries()) {
			sums.add(row, bodies[at]);
			if (at % hostLimits.pastSalesPerTurn === 0) await others();
		}
		before = page.next;
		// A store in this thread answers without giving others their turn.
		await others();
	}
	return sums.result(before === undefined || before.wallMs < fromMs);
}

/** Gives the host's other work its turn. */
function others(): Promise<void> {
	return new Promise((resolve) => void setImmediate(resolve));
}

async function saleOf({ chains, cbor }: PastSalesOptions, row: ReceiptRow): Promise<SaleBody | undefined> {
	const held = await chains.record(row.terminal, row.epoch, row.sequence);
	const record = held && decodeAny(cbor, held.payload, row.epoch);
	return record && isKnown(record) && record.kind === RecordKind.sale ? record : undefined;
}

interface RuleSum {
	readonly id: string;
	readonly name: string;
	sales: number;
	givenMinor: number;
}

interface ItemSum {
	readonly sku: string;
	readonly name: string;
	units: number;
	givenMinor: number;
}

class Sums {
	readonly #trial: PricingTrial;
	readonly #currency: string;
	readonly #zone: Zone;
	readonly #flags: number;
	/** The items' places in the catalog, undefined for those that it lacks. */
	readonly #places = new Map<string, number | undefined>();
	readonly #rules = new Map<string, RuleSum>();
	readonly #items = new Map<string, ItemSum>();
	readonly #sums = { sales: 0, changed: 0, itemGone: 0, leftOut: 0, beforeMinor: 0, afterMinor: 0 };
	readonly #given = { givenBeforeMinor: 0, givenMinor: 0 };

	constructor(trial: PricingTrial, currency: string, zone: Zone, flags: number) {
		this.#trial = trial;
		this.#currency = currency;
		this.#zone = zone;
		this.#flags = flags;
	}

	get seen(): number {
		const { sales, itemGone, leftOut } = this.#sums;
		return sales + itemGone + leftOut;
	}

	add(row: ReceiptRow, sale: SaleBody | undefined): void {
		const isComparable = sale?.currency === this.#currency && sale.taxMode === this.#trial.taxMode;
		if (sale === undefined || !isComparable) return void this.#sums.leftOut++;
		const goods = sale.lines.filter(({ fee }) => fee === undefined);
		if (goods.some(({ sku }) => sku !== "" && this.placeOf(sku) === undefined)) return void this.#sums.itemGone++;
		const trial = this.price(
			linesOf(goods, sale, (sku) => this.placeOf(sku)),
			row.wallMs,
		);
		if (trial === undefined) return void this.#sums.leftOut++;
		this.#sums.sales++;
		this.#sums.beforeMinor += row.totalMinor;
		this.#sums.afterMinor += trial.totalMinor;
		if (trial.totalMinor !== row.totalMinor) this.#sums.changed++;
		this.#given.givenBeforeMinor -= sumOf(sale.discounts);
		this.#given.givenMinor -= sumOf(trial.discounts);
		this.addRules(trial);
		this.addItems(trial);
	}

	result(isComplete: boolean): PastSales {
		const most = <Sum extends { givenMinor: number }>(sums: Map<string, Sum>): Sum[] =>
			[...sums.values()].sort((a, b) => Math.abs(b.givenMinor) - Math.abs(a.givenMinor));
		const items = most(this.#items).slice(0, hostLimits.pastItemsShown);
		return { ...this.#sums, ...this.#given, isComplete, rules: most(this.#rules), items };
	}

	/** Undefined where the rules would lift the sale over the most that a sale may be. */
	private price(lines: readonly PricingLine[], wallMs: number): Trial | undefined {
		const context: PricingContext = {
			pricingTime: () =>
				wallMs > 0 ? { ...localTime(wallMs, this.#zone), epochSeconds: Math.floor(wallMs / 1_000) } : undefined,
			flags: this.#flags,
		};
		try {
			return this.#trial.price(lines, context);
		} catch (error) {
			if (error instanceof Fault) return undefined;
			throw error;
		}
	}

	private placeOf(sku: string): number | undefined {
		if (!this.#places.has(sku)) {
			const entry = this.#trial.image.findEntry(sku);
			this.#places.set(sku, entry?.sku === sku ? entry.index : undefined);
		}
		return this.#places.get(sku);
	}

	private addRules({ discounts, lines }: Trial): void {
		const took = new Map<string, { readonly name: string; minor: number }>();
		const take = (id: string, name: string, minor: number): void => {
			took.set(id, { name, minor: (took.get(id)?.minor ?? 0) + minor });
		};
		for (const { promotion, name, amountMinor } of discounts) take(promotion, name, -amountMinor);
		for (const { fee, name, amountMinor } of lines) if (fee !== undefined) take(fee, name, -amountMinor);
		for (const [id, { name, minor }] of took) {
			const sum = this.#rules.get(id) ?? { id, name, sales: 0, givenMinor: 0 };
			sum.sales++;
			sum.givenMinor += minor;
			this.#rules.set(id, sum);
		}
	}

	private addItems({ discounts, lines }: Trial): void {
		const given = lines.map(() => 0);
		for (const discount of discounts) for (const [line, minor] of sharesOf(discount, lines)) given[line]! += minor;
		for (const [at, { sku, name, quantity }] of lines.entries()) {
			if (given[at] === 0) continue;
			const sum = this.#items.get(sku) ?? { sku, name, units: 0, givenMinor: 0 };
			sum.units += quantity;
			sum.givenMinor += given[at]!;
			this.#items.set(sku, sum);
		}
	}
}

function sumOf(discounts: readonly SaleDiscount[]): number {
	return discounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

function linesOf(
	goods: readonly SaleLine[],
	{ taxes }: SaleBody,
	placeOf: (sku: string) => number | undefined,
): PricingLine[] {
	return goods.map(({ taxes: mask, ...line }) => ({
		...line,
		taxRates: taxes.filter((_, at) => ((mask >> at) & 1) === 1),
		item: line.sku === "" ? undefined : placeOf(line.sku),
	}));
}

/** What a discount took off each line; without shares in proportion to the lines' amounts, by rounded running sums. */
function sharesOf({ amountMinor, taxes, shares }: SaleDiscount, lines: readonly SaleLine[]): [number, number][] {
	if (shares !== undefined)
		return Array.from({ length: shares.length / 2 }, (_, at) => [shares[2 * at]!, -shares[2 * at + 1]!]);
	const whole = lines.reduce((sum, line) => (isShared(line, taxes) ? sum + line.amountMinor : sum), 0);
	let running = 0;
	let shared = 0;
	return lines.flatMap((line, at): [number, number][] => {
		if (!isShared(line, taxes) || whole === 0) return [];
		running += line.amountMinor;
		const upTo = Math.round((-amountMinor * running) / whole);
		const share = upTo - shared;
		shared = upTo;
		return [[at, share]];
	});
}

function isShared({ fee, taxes }: SaleLine, mask: number): boolean {
	return fee === undefined && taxes === mask;
}
