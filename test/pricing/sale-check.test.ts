import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cashRounding } from "../../firmware/core/cash-rounding.js";
import { limits } from "../../firmware/core/limits.js";
import { saleLines } from "../../firmware/pricing/record-form.js";
import { saleFault, type SaleSums } from "../../firmware/pricing/sale-check.js";
import { Settlement } from "../../firmware/pricing/settlement.js";
import { TaxMode, TenderKind } from "../../firmware/wire/record.js";
import { anyBasket, priceWith as price, rate, taxedLine } from "./baskets.js";

const seed = 20_261_128;

/** Any basket, paid in any way. */
const anySale = fc
	.record({
		basket: anyBasket,
		cardMinor: fc.integer({ min: 1, max: 100_000 }),
		overMinor: fc.integer({ min: 0, max: 2_000 }),
	})
	.map(({ basket: { lines, promotion, taxMode }, cardMinor, overMinor }): SaleSums => {
		const priced = price(lines, promotion, taxMode);
		const settlement = new Settlement({ totalMinor: priced.totalMinor, cashRounding: cashRounding("CH", "CHF") });
		if (priced.totalMinor > 0)
			settlement.takeExact(TenderKind.card, settlement.exactDue(cardMinor), "tok", { epoch: 1, sequence: 1 });
		if (!settlement.isSettled) settlement.takeCash(settlement.cashDue(undefined) + overMinor, undefined);
		const { tenders, roundingMinor, changeMinor } = settlement;
		return {
			...priced,
			lines: saleLines(lines, { ...priced, outcome: undefined }),
			taxMode,
			tenders,
			roundingMinor,
			changeMinor,
		};
	});

const lines = [taxedLine(240, [rate(10_000)], 2), taxedLine(260, [rate(10_000), rate(20_000)])];
const priced = price(lines, undefined, TaxMode.exclusive);
const sale: SaleSums = {
	...priced,
	lines: saleLines(lines, { ...priced, outcome: undefined }),
	taxMode: TaxMode.exclusive,
	roundingMinor: 0,
	tenders: [{ kind: TenderKind.cash, amountMinor: 1_000, reference: "" }],
	changeMinor: 1_000 - priced.totalMinor,
};

/** The same sale with one number changed: which, and by how much. */
function tamper(whole: SaleSums, which: number, by: number): SaleSums {
	const copy = structuredClone(whole) as unknown as Record<string, unknown>;
	const places: { holder: Record<string, unknown>; key: string }[] = [];
	const look = (holder: Record<string, unknown>, path: string): void => {
		for (const [key, value] of Object.entries(holder)) {
			const isName = [
				"sku",
				"name",
				"reference",
				"authority",
				"jurisdiction",
				"promotion",
				"kind",
				"attempt",
				"taxMode",
			].includes(key);
			if (isName || (key === "taxMinor" && path === "")) continue;
			if (typeof value === "number") places.push({ holder, key });
			else if (typeof value === "object" && value !== null)
				look(value as Record<string, unknown>, `${path}${key}.`);
		}
	};
	look(copy, "");
	const { holder, key } = places[which % places.length]!;
	holder[key] = (holder[key] as number) + by;
	return copy as unknown as SaleSums;
}

describe("the sums of a sale", () => {
	it("agree for anything priced and paid here", () => {
		fc.assert(
			fc.property(anySale, (each) => {
				expect(saleFault(each)).toBeUndefined();
			}),
			{ seed, numRuns: 1_000 },
		);
	});

	it("disagree if any number is changed, except a rate or mask that gives the same tax", () => {
		fc.assert(
			fc.property(anySale, fc.nat(), fc.constantFrom(-1, 1, 100), (each, which, by) => {
				const changed = tamper(each, which, by);
				const isMask =
					JSON.stringify(changed.lines.map((line) => line.taxes)) !==
					JSON.stringify(each.lines.map((line) => line.taxes));
				const isDiscountMask =
					JSON.stringify(changed.discounts.map((discount) => discount.taxes)) !==
					JSON.stringify(each.discounts.map((one) => one.taxes));
				const isRate = changed.taxes.some(
					(tax, at) => tax.rateMillipercent !== each.taxes[at]!.rateMillipercent,
				);
				const isFreeQuantity = changed.lines.some(
					(line, at) =>
						(line.quantity !== each.lines[at]!.quantity || line.unitMinor !== each.lines[at]!.unitMinor) &&
						line.amountMinor === 0,
				);
				fc.pre(!isMask && !isDiscountMask && !isRate && !isFreeQuantity);
				expect(saleFault(changed)).toBeTypeOf("string");
			}),
			{ seed, numRuns: 2_000 },
		);
	});

	it("are checked number by number, and the first wrong one is reported", () => {
		expect(saleFault(sale)).toBeUndefined();
		const [first, second] = sale.lines;
		expect(saleFault({ ...sale, lines: [{ ...first!, quantity: 3 }, second!] })).toBe(
			"line S: 3 × 240, amount 480",
		);
		expect(saleFault({ ...sale, lines: [{ ...first!, taxes: 4 }, second!] })).toBe("line S: taxes 4 of 2");
		expect(saleFault({ ...sale, lines: [{ ...first!, taxes: 2 }, second!] })).toMatch(
			/^tax 10000: base 740, goods 260/,
		);
		expect(saleFault({ ...sale, taxes: [{ ...sale.taxes[0]!, taxMinor: 75 }, sale.taxes[1]!] })).toMatch(
			/^tax 10000: 75, due 74/,
		);
		expect(saleFault({ ...sale, totalMinor: 740 })).toMatch(/^lines 866, total 740/);
		expect(saleFault({ ...sale, changeMinor: 0 })).toMatch(/^tendered 1000, due with change 866/);
		expect(saleFault({ ...sale, changeMinor: -1 })).toBe("change -1");
		expect(saleFault({ ...sale, discounts: [{ promotion: "P", name: "P", amountMinor: 1, taxes: 1 }] })).toBe(
			"discount P: amount 1",
		);
		expect(saleFault({ ...sale, discounts: [{ promotion: "P", name: "P", amountMinor: -1, taxes: 4 }] })).toBe(
			"discount P: taxes 4 of 2",
		);
	});

	it("are checked for amounts up to a reader's limit", () => {
		const amountMinor = limits.amountMinorMax - 1;
		const taxMinor = 166_666_666_666;
		const tax = { ...rate(20_000), baseMinor: amountMinor, taxMinor };
		const large: SaleSums = {
			lines: [{ sku: "S", name: "", quantity: 1, unitMinor: amountMinor, amountMinor, taxes: 1 }],
			...{ discounts: [], taxes: [tax], taxMode: TaxMode.inclusive, totalMinor: amountMinor },
			...{
				roundingMinor: 0,
				tenders: [{ kind: TenderKind.card, amountMinor, reference: "tok" }],
				changeMinor: 0,
			},
		};
		expect(saleFault(large)).toBe("tax 20000: 166666666666, due 166666666667");
		expect(saleFault({ ...large, taxes: [{ ...tax, taxMinor: taxMinor + 1 }] })).toBeUndefined();
	});

	it("allow no cash rounding without a cash payment", () => {
		const tender = { kind: TenderKind.card, amountMinor: 870, reference: "tok" };
		const card = { ...sale, roundingMinor: 4, tenders: [tender], changeMinor: 0 };
		expect(saleFault(card)).toBe("cash rounding 4 without cash");
		// A tender of a newer version may be a kind of cash.
		expect(saleFault({ ...card, tenders: [{ ...tender, kind: 9 }] })).toBeUndefined();
	});

	it("are not checked with a tax mode of a newer version, except lines and tenders", () => {
		const newer = { ...sale, taxMode: 7, totalMinor: 900, changeMinor: 100 };
		expect(saleFault(newer)).toBeUndefined();
		expect(saleFault({ ...newer, changeMinor: 99 })).toMatch(/^tendered/);
		expect(saleFault({ ...newer, lines: [{ ...sale.lines[0]!, amountMinor: 1 }] })).toMatch(/^line/);
	});

	it("never throw, whatever the signed numbers", () => {
		const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger());
		const count = number.map(Math.abs);
		const hostile = fc.record({
			lines: fc.array(
				fc.record({
					sku: fc.constant("S"),
					name: fc.constant(""),
					quantity: count,
					unitMinor: count,
					amountMinor: number,
					taxes: count,
				}),
				{ maxLength: 4 },
			),
			discounts: fc.array(
				fc.record({ promotion: fc.constant("P"), name: fc.constant(""), amountMinor: number, taxes: count }),
				{
					maxLength: 2,
				},
			),
			taxes: fc.array(
				fc.record({
					rateMillipercent: count,
					authority: fc.constant(""),
					jurisdiction: fc.constant(""),
					baseMinor: number,
					taxMinor: number,
				}),
				{
					maxLength: 40,
				},
			),
			taxMode: fc.integer({ min: 0, max: 2 }),
			totalMinor: number,
			roundingMinor: number,
			tenders: fc.array(fc.record({ kind: count, amountMinor: number, reference: fc.constant("") }), {
				maxLength: 3,
			}),
			changeMinor: number,
		});
		fc.assert(
			fc.property(hostile, (each) => {
				// Amounts equal to their products, so that the tax checks are reached.
				const products = {
					...each,
					lines: each.lines.map((line) => ({ ...line, amountMinor: line.quantity * line.unitMinor })),
				};
				for (const one of [
					each,
					products,
					{ ...products, discounts: [], lines: products.lines.map((line) => ({ ...line, taxes: 1 })) },
				])
					expect(["string", "undefined"]).toContain(typeof saleFault(one));
			}),
			{ seed, numRuns: 3_000 },
		);
	});
});

describe("the shares of a discount", () => {
	const [first, second] = sale.lines;
	const withShares = (...shares: number[]): SaleSums => ({
		...sale,
		lines: [...sale.lines, { ...first!, quantity: 0, amountMinor: 0, fee: "BAG" }],
		discounts: [{ promotion: "P", name: "P", amountMinor: 0, taxes: first!.taxes, shares }],
	});

	it("are of goods with the same taxes, not above zero, at most the line, and sum to the discount", () => {
		expect(second!.taxes).not.toBe(first!.taxes);
		expect(saleFault(withShares())).toBeUndefined();
		expect(saleFault(withShares(0, 0))).toBeUndefined();
		for (const shares of [[0], [1, 0], [2, 0], [9, 0], [-1, 0], [0, 1], [0, -1], [0, -481, 0, 481], [0.5, 0]])
			expect(saleFault(withShares(...shares)), shares.join()).toMatch(/^discount P: /);
	});
});
