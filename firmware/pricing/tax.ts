// Tax of one receipt. It is computed once for each combination of rates that lines share, rounded half up, and divided
// among its rates by largest remainder.
import { proportionHalfUp, share } from "../core/money.js";
import { TaxMode, type TaxRate } from "../wire/record.js";

/** 100 % in thousandths of a percent. */
const whole = 100_000;

/** A tax of a receipt while it is summed up. */
export interface TaxSum extends TaxRate {
	baseMinor: number;
	taxMinor: number;
}

export function newTaxSum(rate: TaxRate): TaxSum {
	const { rateMillipercent, authority, jurisdiction } = rate;
	return { rateMillipercent, authority, jurisdiction, baseMinor: 0, taxMinor: 0 };
}

export function isSameRate(a: TaxRate, b: TaxRate): boolean {
	return (
		a.rateMillipercent === b.rateMillipercent && a.authority === b.authority && a.jurisdiction === b.jurisdiction
	);
}

/** The order of a receipt's taxes: by rate, authority, jurisdiction. */
export function compareRates(a: TaxRate, b: TaxRate): number {
	if (a.rateMillipercent !== b.rateMillipercent) return a.rateMillipercent - b.rateMillipercent;
	if (a.authority !== b.authority) return a.authority < b.authority ? -1 : 1;
	return a.jurisdiction < b.jurisdiction ? -1 : a.jurisdiction > b.jurisdiction ? 1 : 0;
}

/** Bit i is set where taxes[i] is one of these rates. Rates that are not among the taxes are left out. */
export function maskOf(taxes: readonly TaxRate[], rates: readonly TaxRate[]): number {
	let mask = 0;
	for (let rate = 0; rate < rates.length; rate++)
		for (let at = 0; at < taxes.length; at++) if (isSameRate(taxes[at]!, rates[rate]!)) mask |= 1 << at;
	return mask;
}

/** The tax included in an amount (mode inclusive) or added to it (exclusive), for the sum of its rates. */
function taxOf(amountMinor: number, rateMillipercent: number, taxMode: TaxMode): number {
	return proportionHalfUp(
		amountMinor,
		rateMillipercent,
		taxMode === TaxMode.inclusive ? whole + rateMillipercent : whole,
	);
}

/** Adds the base and tax of one combination of rates to each of its taxes; returns the tax. */
export function addTax(taxes: readonly TaxSum[], mask: number, amountMinor: number, taxMode: TaxMode): number {
	const only = (mask & (mask - 1)) === 0 ? taxes[31 - Math.clz32(mask)] : undefined;
	if (only !== undefined) {
		const taxMinor = taxOf(amountMinor, only.rateMillipercent, taxMode);
		only.baseMinor += amountMinor;
		only.taxMinor += taxMinor;
		return taxMinor;
	}
	const mine = taxes.filter((_, at) => ((mask >> at) & 1) === 1);
	const rates = mine.map((tax) => tax.rateMillipercent);
	const taxMinor = taxOf(
		amountMinor,
		rates.reduce((sum, rate) => sum + rate, 0),
		taxMode,
	);
	// Rates of zero have no proportion to divide by.
	const parts = taxMinor === 0 ? undefined : share(taxMinor, rates);
	for (let at = 0; at < mine.length; at++) {
		mine[at]!.baseMinor += amountMinor;
		mine[at]!.taxMinor += parts?.[at] ?? 0;
	}
	return taxMinor;
}
