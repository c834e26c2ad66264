import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findCurrency, symbolOf } from "../../firmware/core/currencies.js";
import { amountCharacters, textCharacters } from "../../tools/fonts/characters.js";

/** Rows of the vectors; no field after the name is quoted. */
const rows = readFileSync(new URL("vectors/iso4217.csv", import.meta.url), "utf8")
	.trim()
	.split(/\r?\n/)
	.slice(1)
	.map((row) => /,([^,]*),([^,]*),([^,]*),([^,]*)$/.exec(row)!)
	.map(([, code, number, minorUnit, withdrawn]) => ({
		code: code!,
		number: number!,
		minorUnit: minorUnit!,
		withdrawn: withdrawn!,
	}));
const inUse = rows.filter((row) => row.code !== "" && row.withdrawn === "");
const paying = new Map(inUse.filter((row) => row.minorUnit !== "-").map((row) => [row.code, row]));
const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));

describe("the currency table", () => {
	it("has exactly the codes of ISO 4217 in use with a minor unit, with number and decimals", () => {
		expect(paying.size).toBe(165);
		const found = letters
			.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)))
			.filter((code) => findCurrency(code));
		expect(found).toEqual([...paying.keys()].sort());
		for (const [code, { number, minorUnit }] of paying)
			expect(findCurrency(code)).toMatchObject({ code, number, decimals: Number(minorUnit) });
	});

	it("follows ISO 4217 where Intl does not", () => {
		const decimalsOf = (code: string): number | undefined => findCurrency(code)?.decimals;
		expect([..."HUF IDR COP IQD ISK UYW CLF".split(" ")].map(decimalsOf)).toEqual([2, 2, 2, 3, 0, 4, 4]);
		expect(findCurrency("XCG")).toMatchObject({ number: "532" });
	});

	it("has no withdrawn currency, none without a minor unit, and no invalid code", () => {
		for (const code of [
			"BGN",
			"HRK",
			"ANG",
			"XAU",
			"XXX",
			"XTS",
			"",
			"EU",
			"EURO",
			"eur",
			"978",
			"R97",
			"2AF",
			"UR9",
			"   ",
		])
			expect(findCurrency(code)).toBeUndefined();
	});

	it("returns the symbol where one is usual, and otherwise the code", () => {
		expect(["EUR", "GBP", "SEK", "CZK", "BRL", "ZAR", "ARS"].map(symbolOf)).toEqual([
			"€",
			"£",
			"kr",
			"Kč",
			"R$",
			"R",
			"$",
		]);
		expect(["CHF", "XOF", "???", "", "EU", " EU", "€ G"].map(symbolOf)).toEqual([
			"CHF",
			"XOF",
			"???",
			"",
			"EU",
			" EU",
			"€ G",
		]);
		expect(findCurrency("EUR")!.symbol).toBe("€");
	});

	it("has symbols only for existing currencies, all with glyphs in the screen fonts", () => {
		for (const code of paying.keys()) {
			const symbol = symbolOf(code);
			expect(symbol.length).toBeGreaterThan(0);
			expect(symbol.length).toBeLessThanOrEqual(3);
			for (const character of symbol) {
				expect(textCharacters).toContain(character.codePointAt(0));
				expect(amountCharacters).toContain(character.codePointAt(0));
			}
		}
	});
});
