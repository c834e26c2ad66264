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
	for (const line of lines) {
		let sum = sums.find((candidate) => candidate.rate === line.taxRateBasisPoints);
		if (sum === undefined) sums.push((sum = { rate: line.taxRateBasisPoints, grossMinor: 0, eligibleMinor: 0, discountMinor: 0 }));
		sum.grossMinor += line.grossMinor;
		if (promotion !== undefined && (promotion.category === undefined || promotion.category === line.category))
			sum.eligibleMinor += line.grossMinor;
	}
	sums.sort((a, b) => a.rate - b.rate);
	if (promotion !== undefined) allocate(sums, promotion.basisPoints);

	const discounts: SaleDiscount[] = [];
	const taxes: TaxSplit[] = [];
	let totalMinor = 0;
	let taxMinor = 0;
	for (const sum of sums) {
		if (promotion !== undefined && sum.discountMinor !== 0)
			discounts.push({
				promotion: promotion.id,
				name: promotion.name,
				amountMinor: -sum.discountMinor,
				taxRateBasisPoints: sum.rate,
			});
		const grossMinor = sum.grossMinor - sum.discountMinor;
		const tax = taxInGross(grossMinor, sum.rate);
		taxes.push({ rateBasisPoints: sum.rate, grossMinor, taxMinor: tax });
		totalMinor += grossMinor;
		taxMinor += tax;
	}
	return { discounts, taxes, totalMinor, taxMinor };
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
