// Cash rounding: one rule for each country and currency, by law or by practice, applied only here. Only the cash part
// of a payment is rounded. docs/money.md has the addresses of the sources.
import { divideHalfUp } from "./money.js";

export interface CashRounding {
	/** Cash amounts are multiples of this, in minor units; 1 where nothing is rounded. */
	readonly stepMinor: number;
	/** Amounts below this are not rounded; 0 for none. */
	readonly exactBelowMinor: number;
	/** The least that a positive amount rounds to; 0 where it may round to zero. */
	readonly leastMinor: number;
	/** Half a step is rounded down, in the customer's favour, instead of up. */
	readonly halvesDown: boolean;
}

const exact: CashRounding = { stepMinor: 1, exactBelowMinor: 0, leastMinor: 0, halvesDown: false };

/**
 * `country` is an ISO 3166-1 alpha-2 code. Where it is unknown (""), or has no rule of its own, the currency's rule
 * applies.
 */
export function cashRounding(country: string, currencyCode: string): CashRounding {
	return currencyCode === "EUR" ? euroRounding(country) : currencyRounding(currencyCode);
}

/** Coins of one and two cents are legal tender in the whole euro area; these countries round all the same. */
function euroRounding(country: string): CashRounding {
	switch (country) {
		// Code of Economic Law, article VI.7/1, since 1 December 2019: where the amount is more than five cents
		case "BE":
			return { ...exact, stepMinor: 5, exactBelowMinor: 5 };
		case "FI": // Act 890/2000, since 2002: a payment of one or two cents is not rounded
		case "AX": // the same act
			return { ...exact, stepMinor: 5, exactBelowMinor: 3 };
		case "SK": // Act 18/1996 on prices, since 1 July 2022: one and two cents become five
			return { ...exact, stepMinor: 5, leastMinor: 5 };
		case "EE": // by law since 1 January 2025
		case "IT": // Decree-law 50/2017, since 1 January 2018
		case "LT": // by law since 1 May 2025
		case "IE": // practice since 28 October 2015, recommended by the Central Bank
		case "NL": // practice since 1 September 2004, recommended by De Nederlandsche Bank
			return { ...exact, stepMinor: 5 };
		default:
			return exact;
	}
}

function currencyRounding(currencyCode: string): CashRounding {
	switch (currencyCode) {
		case "CHF": // no coin below five Rappen since 2007
		case "AUD": // no coin below five cents since 1992
		case "BBD": // one-cent coin withdrawn in 2014
		case "CAD": // one-cent coin withdrawn on 4 February 2013
		case "KWD": // no coin below five fils
		case "MYR": // rounding mechanism of Bank Negara Malaysia, since 1 April 2008
			return { ...exact, stepMinor: 5 };
		case "NZD": // no coin below ten cents since 2006; the Retailers Association recommends that five go down
			return { ...exact, stepMinor: 10, halvesDown: true };
		case "ILS": // Bank of Israel Law, five-agorot coin withdrawn on 1 January 2008
			return { ...exact, stepMinor: 10 };
		case "DKK": // Order 928/2008, since 1 October 2008
		case "UAH": // National Bank of Ukraine, ten-kopiyka coin withdrawn from 1 October 2025
			return { ...exact, stepMinor: 50 };
		case "HUF": // Act III of 2008: to five forint
			return { ...exact, stepMinor: 500 };
		case "CZK": // Act 634/1992, section 3 c: to the smallest coin, a koruna since 1 September 2008
		case "NOK": // Regulation 294/2011, since 1 May 2012
		case "SEK": // Act 1970:1029 as of 2010
			return { ...exact, stepMinor: 100 };
		// Currencies whose minor unit is not paid in any more (Unicode CLDR 45, supplemental data: cash digits, or
		// digits, 0 where ISO 4217 has 2).
		case "AFN":
		case "ALL":
		case "AMD":
		case "COP":
		case "CRC":
		case "GYD":
		case "IDR":
		case "IRR":
		case "KPW":
		case "LAK":
		case "LBP":
		case "MGA":
		case "MMK":
		case "MNT":
		case "MUR":
		case "PKR":
		case "RSD":
		case "SOS":
		case "SYP":
		case "TWD":
		case "TZS":
		case "UZS":
		case "YER":
			return { ...exact, stepMinor: 100 };
		case "IQD": // the same, of 3 decimals
			return { ...exact, stepMinor: 1_000 };
		default:
			return exact;
	}
}

/** The nearest amount payable in cash. A refund is rounded like its sale, with the sign reversed. */
export function roundToCash(amountMinor: number, rule: CashRounding): number {
	const { stepMinor, exactBelowMinor, leastMinor, halvesDown } = rule;
	const magnitude = Math.abs(amountMinor);
	if (stepMinor === 1 || magnitude === 0 || magnitude < exactBelowMinor) return amountMinor;
	// Amounts are whole, so taking one off makes exact halves round down and changes nothing else.
	const doubled = 2 * magnitude - (halvesDown ? 1 : 0);
	const rounded = Math.max(leastMinor, divideHalfUp(doubled, 2 * stepMinor) * stepMinor);
	return amountMinor < 0 ? 0 - rounded : rounded;
}
