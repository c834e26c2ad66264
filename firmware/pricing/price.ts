// Lines to discounts, taxes and total. Pure integer arithmetic (invariant 6): lines and discounts sum to the total, so do the tax splits'
// gross amounts. Prices include their tax; tax is rounded half up once for each receipt and rate.
import { divideHalfUp, taxInGross } from "../core/money.js";
import type { SaleDiscount, SaleLine, TaxSplit } from "../wire/record.js";
import type { PercentPromotion } from "./promotion.js";

export interface PricingLine extends SaleLine {
	/** Category index in the catalog; undefined for an open price. */
	readonly category: number | undefined;
}

export interface Priced {
	readonly discounts: readonly SaleDiscount[];
	/** Ascending by rate; only rates that occur on a line. */
	readonly taxes: readonly TaxSplit[];
	readonly totalMinor: number;
	readonly taxMinor: number;
}

interface RateSum {
	readonly rate: number;
	grossMinor: number;
	/** The part the promotion applies to. */
	eligibleMinor: number;
	discountMinor: number;
}

export function price(lines: readonly PricingLine[], promotion: PercentPromotion | undefined): Priced {
	const sums: RateSum[] = [];
	let sum: RateSum | undefined;
	// By index: every scan prices the whole basket.
	for (let at = 0; at < lines.length; at++) {
		const line = lines[at]!;
		const rate = line.taxRateBasisPoints;
		if (sum?.rate !== rate) sum = sumOf(sums, rate);
		sum.grossMinor += line.grossMinor;
		if (promotion !== undefined && (promotion.category === undefined || promotion.category === line.category))
			sum.eligibleMinor += line.grossMinor;
	}
	if (sums.length > 1) sums.sort((a, b) => a.rate - b.rate);
	if (promotion !== undefined) allocate(sums, promotion.basisPoints);

	const discounts: SaleDiscount[] = [];
	const taxes: TaxSplit[] = [];
	let totalMinor = 0;
	let taxMinor = 0;
	for (const each of sums) {
		if (promotion !== undefined && each.discountMinor !== 0)
			discounts.push({
				promotion: promotion.id,
				name: promotion.name,
				amountMinor: -each.discountMinor,
				taxRateBasisPoints: each.rate,
			});
		const grossMinor = each.grossMinor - each.discountMinor;
		const tax = taxInGross(grossMinor, each.rate);
		taxes.push({ rateBasisPoints: each.rate, grossMinor, taxMinor: tax });
		totalMinor += grossMinor;
		taxMinor += tax;
	}
	return { discounts, taxes, totalMinor, taxMinor };
}

function sumOf(sums: RateSum[], rate: number): RateSum {
	for (let at = 0; at < sums.length; at++) if (sums[at]!.rate === rate) return sums[at]!;
	const sum: RateSum = { rate, grossMinor: 0, eligibleMinor: 0, discountMinor: 0 };
	sums.push(sum);
	return sum;
}

/**
 * The customer is promised a percentage of the whole, so the whole is rounded once (half up) and then shared among the rates in proportion:
 * each gets its floor, and what is left goes out one by one to the largest remainders, the lower rate first where they are equal.
 */
function allocate(sums: readonly RateSum[], basisPoints: number): void {
	let eligible = 0;
	for (const sum of sums) eligible += sum.eligibleMinor;
	let left = divideHalfUp(eligible * basisPoints, 10_000);
	for (const sum of sums) {
		sum.discountMinor = Math.floor((sum.eligibleMinor * basisPoints) / 10_000);
		left -= sum.discountMinor;
	}
	const remainder = (sum: RateSum): number => (sum.eligibleMinor * basisPoints) % 10_000;
	const byRemainder = left > 0 ? [...sums].sort((a, b) => remainder(b) - remainder(a) || a.rate - b.rate) : [];
	for (const sum of byRemainder.slice(0, left)) sum.discountMinor += 1;
}
