// A second, deliberately simple implementation of docs/money.md in BigInt, to check the product's.
import type { PricingLine } from "../../firmware/pricing/price.js";
import { TaxMode, type TaxRate } from "../../firmware/wire/record.js";
import type { PricedWithDiscounts } from "./baskets.js";
import type { PercentPromotion } from "./books.js";

const halfUp = (numerator: bigint, denominator: bigint): bigint => (2n * numerator + denominator) / (2n * denominator);

/** Each quotient's floor, plus one for the largest remainders, earlier ones first, until the sum is `whole`. */
function largestRemainder(numerators: readonly bigint[], denominator: bigint, whole: bigint): bigint[] {
	const parts = numerators.map((each, at) => ({ at, floor: each / denominator, remainder: each % denominator }));
	const left = whole - parts.reduce((sum, part) => sum + part.floor, 0n);
	const raised = [...parts].sort((a, b) => Number(b.remainder - a.remainder) || a.at - b.at).slice(0, Number(left));
	return parts.map((part) => part.floor + (raised.includes(part) ? 1n : 0n));
}

const key = (rate: TaxRate): string =>
	`${String(rate.rateMillipercent).padStart(7, "0")}\0${rate.authority}\0${rate.jurisdiction}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function referencePrice(
	lines: readonly PricingLine[],
	promotion: PercentPromotion | undefined,
	taxMode: TaxMode,
): PricedWithDiscounts {
	const rates = new Map(lines.flatMap((line) => line.taxRates).map((rate) => [key(rate), rate]));
	const list = [...rates.keys()].sort(compare);
	const maskOf = (line: PricingLine): number =>
		line.taxRates.reduce((mask, rate) => mask | (1 << list.indexOf(key(rate))), 0);
	const masks = [...new Set(lines.map(maskOf))].sort((a, b) => a - b);
	const amountOf = (mask: number, isCounted: (line: PricingLine) => boolean): bigint =>
		lines
			.filter((line) => maskOf(line) === mask && isCounted(line))
			.reduce((sum, line) => sum + BigInt(line.amountMinor), 0n);

	const isEligible = (line: PricingLine): boolean =>
		promotion !== undefined && (promotion.category === undefined || promotion.category === line.item);
	const basisPoints = BigInt(promotion?.basisPoints ?? 0);
	const eligible = masks.map((mask) => amountOf(mask, isEligible) * basisPoints);
	const off = largestRemainder(
		eligible,
		10_000n,
		halfUp(
			eligible.reduce((sum, each) => sum + each, 0n),
			10_000n,
		),
	);
	const amounts = masks.map((mask, at) => amountOf(mask, () => true) - off[at]!);

	const sums = list.map(() => ({ base: 0n, tax: 0n }));
	for (const [at, mask] of masks.entries()) {
		const own = list.map((_, bit) => bit).filter((bit) => (mask >> bit) & 1);
		const weights = own.map((bit) => BigInt(rates.get(list[bit]!)!.rateMillipercent));
		const together = weights.reduce((sum, weight) => sum + weight, 0n);
		const tax = halfUp(amounts[at]! * together, taxMode === TaxMode.inclusive ? 100_000n + together : 100_000n);
		const shares =
			together === 0n
				? weights
				: largestRemainder(
						weights.map((weight) => weight * tax),
						together,
						tax,
					);
		for (const [place, bit] of own.entries()) {
			sums[bit]!.base += amounts[at]!;
			sums[bit]!.tax += shares[place]!;
		}
	}
	const taxMinor = sums.reduce((sum, each) => sum + each.tax, 0n);
	const goods = amounts.reduce((sum, each) => sum + each, 0n);
	return {
		discounts: masks.flatMap((mask, at) =>
			off[at] ? [{ promotion: "P", name: "Promotion", amountMinor: -Number(off[at]), taxes: mask }] : [],
		),
		taxes: list.map((each, bit) => ({
			...rates.get(each)!,
			baseMinor: Number(sums[bit]!.base),
			taxMinor: Number(sums[bit]!.tax),
		})),
		totalMinor: Number(taxMode === TaxMode.exclusive ? goods + taxMinor : goods),
		taxMinor: Number(taxMinor),
	};
}
