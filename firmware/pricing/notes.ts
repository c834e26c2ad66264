// Which amounts a customer is likely to hand over, so that most cash sales take one touch.
import { limits } from "../core/limits.js";
import type { Currency } from "../core/money.js";

/** Coins worth suggesting, then notes, in minor units, as the issuing banks list them in circulation. */
interface Denominations {
	readonly coins: readonly number[];
	readonly notes: readonly number[];
}

const denominations: Readonly<Record<string, Denominations>> = {
	EUR: { coins: [100, 200], notes: [500, 1_000, 2_000, 5_000, 10_000, 20_000] },
	GBP: { coins: [100, 200], notes: [500, 1_000, 2_000, 5_000] },
	USD: { coins: [], notes: [100, 500, 1_000, 2_000, 5_000, 10_000] },
	CHF: { coins: [100, 200, 500], notes: [1_000, 2_000, 5_000, 10_000, 20_000, 100_000] },
	SEK: { coins: [500, 1_000], notes: [2_000, 5_000, 10_000, 20_000, 50_000, 100_000] },
	NOK: { coins: [1_000, 2_000], notes: [5_000, 10_000, 20_000, 50_000, 100_000] },
	DKK: { coins: [1_000, 2_000], notes: [5_000, 10_000, 20_000, 50_000] },
	PLN: { coins: [100, 200, 500], notes: [1_000, 2_000, 5_000, 10_000, 20_000, 50_000] },
	CZK: { coins: [1_000, 2_000, 5_000], notes: [10_000, 20_000, 50_000, 100_000, 200_000, 500_000] },
	JPY: { coins: [100, 500], notes: [1_000, 5_000, 10_000] },
	KWD: { coins: [], notes: [250, 500, 1_000, 5_000, 10_000, 20_000] },
};

/** Ascending amounts above `dueMinor` that whole notes (coins too, where the due is below every note) make up; "exact" is a button of its own. */
export function suggestNotes(dueMinor: number, currency: Currency): number[] {
	const known = denominations[currency.code];
	const unit = 10 ** currency.decimals;
	const notes = known?.notes ?? [5 * unit, 10 * unit, 20 * unit, 50 * unit, 100 * unit];
	const pieces = dueMinor < notes[0]! ? [...(known?.coins ?? []), ...notes] : notes;
	const amounts: number[] = [];
	for (const piece of pieces) {
		const amount = Math.ceil((dueMinor + 1) / piece) * piece;
		// Nobody pays 7.40 with seven fifties: a pile of one piece is only likely while it is small.
		if (amount / piece <= 9 && amount <= limits.totalMinorMax && !amounts.includes(amount)) amounts.push(amount);
	}
	return amounts.sort((a, b) => a - b).slice(0, limits.cashNotesMax);
}
