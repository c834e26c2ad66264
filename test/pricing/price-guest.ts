// Runs inside XS: prices baskets as a scan does, and looks up money data.
import { cashRounding } from "../../firmware/core/cash-rounding.js";
import { findCurrency, symbolOf } from "../../firmware/core/currencies.js";
import { suggestNotes } from "../../firmware/pricing/notes.js";
import { price, type Priced, type PricingLine } from "../../firmware/pricing/price.js";
import { saleDiscounts, saleLines } from "../../firmware/pricing/record-form.js";
import type { RuleBook } from "../../firmware/pricing/rule-book.js";
import { bookOf, percent, promotionOf } from "./books.js";
import type { TaxMode } from "../../firmware/wire/record.js";

const state: { lines: PricingLine[]; book: RuleBook | undefined; kept: unknown } = {
	lines: [],
	book: undefined,
	kept: undefined,
};

/**
 * Fills a basket with `classes` tax classes in rotation, of `ratesEach` rates; promotion 0 is none, 1 on everything, 2
 * on a category.
 */
export function fill(lines: number, classes: number, ratesEach: number, promotion: number): void {
	const taxClasses = Array.from({ length: classes }, (_, index) =>
		Array.from({ length: ratesEach }, (_, each) => ({
			rateMillipercent: 4_000 + 1_000 * index + 375 * each,
			authority: "",
			jurisdiction: "",
		})),
	);
	state.lines = Array.from({ length: lines }, (_, at) => ({
		sku: `s${at}`,
		name: `Thing ${at}`,
		quantity: 2,
		unitMinor: 350 + at,
		amountMinor: 700 + 2 * at,
		taxRates: taxClasses[at % classes]!,
		item: at % 3,
	}));
	state.book = promotion === 0 ? undefined : bookOf(promotionOf(percent(1_000, promotion === 1 ? undefined : 1)));
}

export function run(taxMode: number): void {
	state.kept = price(state.lines, taxMode as TaxMode, state.book);
}

/** Called after `run`. */
export function forRecord(): void {
	const priced = state.kept as Priced;
	state.kept = [saleLines(state.lines, priced, state.book), saleDiscounts(state.lines, priced, state.book)];
}

export function currency(code: string): void {
	state.kept = findCurrency(code);
}

export function symbol(code: string): void {
	state.kept = symbolOf(code);
}

export function rounding(country: string, code: string): void {
	state.kept = cashRounding(country, code);
}

export function notes(code: string, due: number): void {
	state.kept = suggestNotes(due, findCurrency(code)!);
}

/** The last result. */
export function kept(): string {
	return JSON.stringify(state.kept) ?? "";
}
