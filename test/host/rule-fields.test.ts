// Rules as the dashboard's form has them: every rule of docs/pricing.md comes out of the form as it went in, and in
// plain words.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compilePricing } from "../../host/control/pricing-file.js";
import { fieldsOf, kindOf, newFields, newId, ruleOf, type RuleText } from "../../host/web/dashboard/prices/rule.js";
import { sentenceOf } from "../../host/web/dashboard/prices/sentence.js";

const document = readFileSync(new URL("../../docs/pricing.md", import.meta.url), "utf8");
const rules = [...document.matchAll(/^```json rules\n([\s\S]*?)^```$/gm)].flatMap(([, text]) =>
	text!
		.split(/\n(?=\{)/)
		.filter((each) => each.trim() !== "")
		.map((each) => JSON.parse(each) as RuleText),
);
const names: Readonly<Record<string, string>> = { COF: "Coffee", CRO: "Croissant", CAK: "Cake", WAT: "Water" };
const words = { currency: "EUR", decimals: 2, nameOf: (sku: string) => names[sku] ?? sku };
const compiled = (rule: RuleText) => compilePricing({ flags: ["rain"], rules: [rule] }, "UTC").rules[0];

describe("a rule in the form", () => {
	it("of every kind that the document shows comes out as it went in", () => {
		expect(new Set(rules.map(({ kind }) => kind)).size).toBe(7);
		for (const rule of rules) {
			const { rule: read, problems } = ruleOf(fieldsOf(rule, 2), 2);
			expect(problems).toEqual({});
			expect(compiled(read)).toEqual(compiled(rule));
		}
	});

	it("keeps what the form does not show", () => {
		const rule = { ...rules[0], isAllotted: true, customer: { groups: [1, 3], visitsMin: 2, usesMax: 1 } };
		expect(compiled(ruleOf(fieldsOf(rule, 2), 2).rule)).toEqual(compiled(rule));
	});

	it("of a kind that the form does not know is named, and not turned into another", () => {
		const rule = { id: "R", name: "R", kind: "roundDown", toMinor: 50 };
		expect(kindOf(rule)).toBeUndefined();
		expect(sentenceOf(rule, words)).toBe("a rule of kind roundDown");
	});

	it.each([
		["1,5", 150, 2],
		["0.50", 50, 2],
		["12", 12, 0],
		["3", 3_000, 3],
	])("takes %s as %i minor units where there are %i decimals", (amount, amountMinor, decimals) => {
		const fields = { ...newFields("amount"), name: "A", id: "A", amount };
		expect(ruleOf(fields, decimals)).toMatchObject({ rule: { amountMinor }, problems: {} });
	});

	it.each(["", "x", "-1", "1.234", "1e9", "NaN", "9".repeat(20)])(
		"shows what is wrong with the amount %s",
		(amount) => {
			const fields = { ...newFields("amount"), name: "A", id: "A", amount };
			expect(ruleOf(fields, 2).problems).toEqual({ value: "It takes an amount such as 2.50." });
		},
	);

	it("gets an identifier of its name that no other rule has", () => {
		expect(newId("10 % früh", [])).toBe("10-FRUH");
		expect(newId("Rain", ["RAIN", "RAIN-2"])).toBe("RAIN-3");
		expect(newId("雨", [])).toBe("RULE");
		expect(newId("x".repeat(4_096), []).length).toBeLessThanOrEqual(24);
	});
});

describe("a rule in plain words", () => {
	it("says what each example of the document does", () => {
		expect(rules.map((rule) => sentenceOf(rule, words))).toEqual([
			"10 % off “hot”",
			"5 % off everything, from 10.00 EUR on",
			"0.50 EUR off Coffee, Croissant each",
			"3.00 EUR off everything in all",
			"“bakery” at 3.00 EUR each",
			"buy 2, get 1 free: “hot”",
			"buy 1 of Coffee, get 1 of Cake 1.00 EUR off, at most 2 times a sale",
			"50 % off the cheapest of “hot” from 2 on",
			"“hot” + Croissant, Cake for 4.50 EUR",
			"3 of Water for 4.00 EUR",
			"0.25 EUR charged on each of Water",
			"0.50 EUR charged on a sale of everything, while rain",
			"10 % charged on everything",
			"20 % off “hot”, not with others of group 1",
			"0.30 EUR off Coffee each, not with others of group 1",
			"10 % off everything, only on full prices",
			"50 % off everything, at most 1.00 EUR a sale",
			"50 % off everything, Fri 17:00–19:00, from 2026-06-01, until 2026-06-30, not with other offers after it",
			"10 % off everything, 18:00–02:00",
			"1.00 EUR off everything in all, for customers from visit 5 on",
		]);
	});
});
