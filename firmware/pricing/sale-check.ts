// Checks whether the sums of a recorded sale agree (invariant 6). Pure, and never throws: the host checks whatever a
// terminal signed.
import { type SaleDiscount, type SaleLine, TaxMode, type TaxSplit, type Tender } from "../wire/record.js";
import { tenderOf } from "../wire/tenders/registry.js";
import { addTax, newTaxSum, type TaxSum } from "./tax.js";

export interface SaleSums {
	readonly lines: readonly SaleLine[];
	readonly discounts: readonly SaleDiscount[];
	readonly taxes: readonly TaxSplit[];
	/** One of `TaxMode`, or of a newer version. */
	readonly taxMode: number;
	readonly totalMinor: number;
	readonly roundingMinor: number;
	readonly tenders: readonly Tender[];
	readonly changeMinor: number;
}

/** The number of bits of a mask in JavaScript's integer arithmetic. */
const taxesMax = 30;
/** 100 % in thousandths of a percent. */
const whole = 100_000;

/**
 * A description of what does not add up, for the log; undefined for a sound sale. Taxes and total of a tax mode that
 * this version does not know are not checked.
 */
export function saleFault(sale: SaleSums): string | undefined {
	return (
		linesFault(sale) ??
		(isKnownMode(sale.taxMode) ? totalFault(sale, sale.taxMode) : undefined) ??
		tendersFault(sale)
	);
}

function isKnownMode(taxMode: number): taxMode is TaxMode {
	return taxMode === TaxMode.inclusive || taxMode === TaxMode.exclusive;
}

function linesFault({ lines, discounts, taxes }: SaleSums): string | undefined {
	if (taxes.length > taxesMax) return `${taxes.length} taxes`;
	const masksEnd = 2 ** taxes.length;
	for (const { sku, name, quantity, unitMinor, amountMinor, taxes: mask } of lines) {
		if (amountMinor !== quantity * unitMinor)
			return `line ${sku || name}: ${quantity} × ${unitMinor}, amount ${amountMinor}`;
		if (mask >= masksEnd) return `line ${sku || name}: taxes ${mask} of ${taxes.length}`;
	}
	for (const { promotion, amountMinor, taxes: mask } of discounts) {
		if (amountMinor > 0) return `discount ${promotion}: amount ${amountMinor}`;
		if (mask >= masksEnd) return `discount ${promotion}: taxes ${mask} of ${taxes.length}`;
	}
	return sharesFault(lines, discounts);
}

/** Shares are of goods with the discount's taxes, sum to it, and leave no line less than nothing. */
function sharesFault(lines: readonly SaleLine[], discounts: readonly SaleDiscount[]): string | undefined {
	const left = lines.map(({ amountMinor }) => amountMinor);
	for (const { promotion, amountMinor, taxes: mask, shares } of discounts) {
		if (shares === undefined) continue;
		if (shares.length % 2 !== 0) return `discount ${promotion}: ${shares.length} numbers of shares`;
		let total = 0;
		for (let at = 0; at < shares.length; at += 2) {
			const index = shares[at]!;
			const shareMinor = shares[at + 1]!;
			const line = lines[index];
			if (line === undefined || line.fee !== undefined || line.taxes !== mask)
				return `discount ${promotion}: share of line ${index}`;
			total += shareMinor;
			left[index]! += shareMinor;
			if (shareMinor > 0 || left[index]! < 0) return `discount ${promotion}: ${shareMinor} of line ${index}`;
		}
		if (total !== amountMinor) return `discount ${promotion}: amount ${amountMinor}, shares ${total}`;
	}
	return undefined;
}

function totalFault({ lines, discounts, taxes, totalMinor }: SaleSums, taxMode: TaxMode): string | undefined {
	const amounts = new Map<number, number>();
	for (const each of [...lines, ...discounts])
		amounts.set(each.taxes, (amounts.get(each.taxes) ?? 0) + each.amountMinor);
	const goods = sum([...amounts.values()]);
	const sums = taxes.map(newTaxSum);
	for (const [mask, amountMinor] of amounts) {
		if (!isExact(sums, amountMinor)) return `amounts or rates too large: ${amountMinor}`;
		addTax(sums, mask, amountMinor, taxMode);
	}
	for (const [at, { rateMillipercent, baseMinor, taxMinor }] of taxes.entries()) {
		const due = sums[at]!;
		if (baseMinor !== due.baseMinor) return `tax ${rateMillipercent}: base ${baseMinor}, goods ${due.baseMinor}`;
		if (taxMinor !== due.taxMinor) return `tax ${rateMillipercent}: ${taxMinor}, due ${due.taxMinor}`;
	}
	const total = taxMode === TaxMode.exclusive ? goods + sum(taxes.map((tax) => tax.taxMinor)) : goods;
	return total === totalMinor ? undefined : `lines ${total}, total ${totalMinor}`;
}

function tendersFault({ totalMinor, roundingMinor, tenders, changeMinor }: SaleSums): string | undefined {
	if (changeMinor < 0) return `change ${changeMinor}`;
	if (roundingMinor !== 0 && tenders.every((tender) => tenderOf(tender.kind)?.isRoundedToCoins === false))
		return `cash rounding ${roundingMinor} without cash`;
	const tendered = sum(tenders.map((tender) => tender.amountMinor));
	const due = sum([totalMinor, roundingMinor, changeMinor]);
	return tendered === due ? undefined : `tendered ${tendered}, due with change ${due}`;
}

/** NaN, which equals nothing, where the sum exceeds the safe integers. */
function sum(values: readonly number[]): number {
	let total = 0;
	for (const value of values) {
		total += value;
		if (!Number.isSafeInteger(total)) return NaN;
	}
	return total;
}

/** Whether tax at all of these rates can be computed on an amount and shared among them within the safe integers. */
function isExact(taxes: readonly TaxSum[], amountMinor: number): boolean {
	const rates = sum(taxes.map((tax) => tax.rateMillipercent));
	const largestTax = Math.abs(amountMinor) * (1 + rates / whole);
	// The product is of a remainder, which is below its divisor: 100 % and all rates at most.
	const largest = 2 * Math.max(largestTax, (Math.min(largestTax, whole + rates) + 1) * (whole + rates));
	return largest < Number.MAX_SAFE_INTEGER && taxes.every((tax) => tax.rateMillipercent >= 0);
}
