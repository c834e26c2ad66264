// Suggests amounts that a customer is likely to hand over, so that most cash sales take one touch.
import type { Currency } from "../core/currencies.js";
import { limits } from "../core/limits.js";

/**
 * Coins worth suggesting, then notes, in minor units, as the issuing banks list them in circulation: "code
 * coins|notes;". It is one text because each number of an object takes sixteen bytes of a board's flash.
 */
const denominations =
	"EUR 100 200|500 1000 2000 5000 10000 20000;GBP 100 200|500 1000 2000 5000;USD |100 500 1000 2000 5000 10000;" +
	"CHF 100 200 500|1000 2000 5000 10000 20000 100000;SEK 500 1000|2000 5000 10000 20000 50000 100000;" +
	"NOK 1000 2000|5000 10000 20000 50000 100000;DKK 1000 2000|5000 10000 20000 50000;" +
	"PLN 100 200 500|1000 2000 5000 10000 20000 50000;CZK 1000 2000 5000|10000 20000 50000 100000 200000 500000;" +
	"HUF 5000 10000 20000|50000 100000 200000 500000 1000000 2000000;JPY 100 500|1000 5000 10000;" +
	"KWD |250 500 1000 5000 10000 20000;AUD 100 200|500 1000 2000 5000 10000;CAD 100 200|500 1000 2000 5000 10000;" +
	"NZD 100 200|500 1000 2000 5000 10000;";

/** Most pieces of one kind in a suggestion: nobody pays 7.40 with seven fifties. */
const pileMax = 9;

/**
 * Ascending amounts above `dueMinor` that can be paid in notes (also in coins, where the due is below every note). The
 * exact amount has a button of its own.
 */
export function suggestNotes(dueMinor: number, currency: Currency): number[] {
	const amounts: number[] = [];
	for (const piece of piecesFor(dueMinor, currency)) {
		const amount = Math.ceil((dueMinor + 1) / piece) * piece;
		if (amount / piece <= pileMax && amount <= limits.totalMinorMax && !amounts.includes(amount))
			amounts.push(amount);
	}
	return amounts.sort((a, b) => a - b).slice(0, limits.cashNotesMax);
}

function piecesFor(dueMinor: number, { code, decimals }: Currency): number[] {
	const at = denominations.indexOf(`${code} `);
	if (at < 0) return roundPieces(dueMinor, decimals);
	const divide = denominations.indexOf("|", at);
	const notes = denominations
		.slice(divide + 1, denominations.indexOf(";", divide))
		.split(" ")
		.map(Number);
	const coins = denominations.slice(at + 4, divide);
	return dueMinor < notes[0]! && coins !== "" ? [...coins.split(" ").map(Number), ...notes] : notes;
}

/**
 * For currencies without a list: ones, twos and fives of the due's magnitude, which are notes or coins in nearly all
 * currencies.
 */
function roundPieces(dueMinor: number, decimals: number): number[] {
	let unit = 10 ** decimals;
	while (unit * 10 <= dueMinor) unit *= 10;
	return [1, 2, 5, 10, 20, 50].map((times) => times * unit);
}
