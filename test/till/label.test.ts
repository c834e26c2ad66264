import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/builder.js";
import type { SaleTicket } from "../../firmware/core/ticket.js";
import { layOut } from "../../firmware/drivers/escpos/layout.js";
import { english } from "../../firmware/words/english.js";
import { readCode } from "../../firmware/drivers/scanner/scanner.js";
import { RecordKind, type SaleRecord } from "../../firmware/wire/record.js";
import { saleFault } from "../../firmware/pricing/sale-check.js";
import { ean13 } from "../catalog/market.js";
import { TillHarness, stallCatalog } from "./harness.js";

const cheese = { sku: "COMTE", name: "Comté", category: "", priceMinor: 1_290, taxClass: "zero" };
const catalog: CatalogSource = {
	...stallCatalog,
	weightPrefixes: [23, 25],
	items: [
		...stallCatalog.items,
		// GTIN-14 of variable measure, and its two in-store numbers: one with a price, one with a weight.
		{ ...cheese, barcodes: ["90614141000015", "2112345", "2354321"] },
		{ ...cheese, sku: "GUM", name: "Gum", priceMinor: 95, barcodes: ["96385074"] },
	],
};
const open = (source = catalog): TillHarness => new TillHarness({ catalog: source }).openShift();

function sold(stall: TillHarness): SaleRecord {
	stall.act("pay", "cash", "exact");
	const record = stall.records().at(-1)!;
	if (record.kind !== RecordKind.sale) throw new Error(`kind ${record.kind}`);
	return record;
}

/** As the scanner delivers it. */
function code(line: string): string {
	const read = readCode(line);
	if (read === undefined) throw new Error(`refused: ${line}`);
	return read;
}

describe("a label with a weight", () => {
	it("costs its weight at the item's price per kilogram, rounded half up", () => {
		const stall = open().scan(code("]e001906141410000153103000482"));
		const record = sold(stall);
		expect(record.lines).toEqual([
			{
				sku: "COMTE",
				name: "Comté",
				quantity: 1,
				unitMinor: 622,
				amountMinor: 622,
				taxes: 1,
				weightGrams: 482,
				perKilogramMinor: 1_290,
			},
		]);
		expect(record.document.totalMinor).toBe(622);
		expect(saleFault({ ...record, totalMinor: record.document.totalMinor })).toBeUndefined();
	});

	it("shows weight and price per kilogram on the receipt, and only the weight on a gift receipt", () => {
		const stall = open().scan(code("01906141410000153103000482"));
		sold(stall);
		const ticket = stall.printer.printed.at(-1)!.ticket as SaleTicket;
		const print = (withoutPrices: boolean): string =>
			layOut({ ...ticket, withoutPrices }, { columns: 32, words: english.ticket, isCopy: false })
				.map((line) => (line.kind === "text" ? `${line.left}|${line.right}` : ""))
				.join("\n");
		expect(print(false)).toContain("1 × Comté|6.22 A\n    0.482 kg × 12.90|");
		expect(print(true)).toContain("1 × Comté|\n    0.482 kg|");
	});

	it("gets a separate line for each piece, and shows its weight", () => {
		const stall = open().scan(
			"01906141410000153103000482",
			"01906141410000153103000482",
			"0190614141000015310300100",
		);
		expect(stall.body).toMatchObject({
			kind: "sell",
			units: 2,
			last: { name: "0.482 kg Comté", quantity: 1, amountMinor: 622 },
		});
		expect(stall.till.view().notice).toBeDefined();
		expect(sold(stall).lines).toHaveLength(2);
	});

	it("of a kilogram shares no line with the item itself, which costs the same", () => {
		const record = sold(open().scan(code(ean13("235432101000")), "COMTE"));
		expect(record.lines.map(({ quantity, weightGrams }) => [quantity, weightGrams])).toEqual([
			[1, 1_000],
			[1, undefined],
		]);
	});

	it("gives the same amount as exact arithmetic for every weight", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 99_999 }), (grams) => {
				const stall = open().scan(ean13(`2354321${String(grams).padStart(5, "0")}`));
				const exact = Number((1_290n * BigInt(grams) * 2n + 1_000n) / 2_000n);
				if (exact === 0) expect(stall.till.isIdle).toBe(true);
				else expect(sold(stall).lines[0]).toMatchObject({ amountMinor: exact, weightGrams: grams });
			}),
			{ seed: 5, numRuns: 40 },
		);
	});
});

describe("a label with a price", () => {
	it.each([
		["(392n)", "]e00190614141000015392200645", 645],
		["(392n) with more decimals than the currency has", "]e001906141410000153923006455", 646],
		["(393n) in the stall's currency", "]e00190614141000015393297800645", 645],
		["an in-store code", ean13("211234500645"), 645],
	])("of %s costs the stated price", (_name, line, amountMinor) => {
		const record = sold(open().scan(code(line)));
		expect(record.lines).toEqual([
			{ sku: "COMTE", name: "Comté", quantity: 1, unitMinor: amountMinor, amountMinor, taxes: 1 },
		]);
	});

	it("and a weight costs the price, and keeps the weight", () => {
		const record = sold(open().scan(code("]e0019061414100001531030005003922006450")));
		expect(record.lines[0]).toMatchObject({ amountMinor: 6_450, weightGrams: 500, perKilogramMinor: 0 });
	});

	it.each([
		["in another currency", "]e00190614141000015393284000645", "LABEL_UNUSABLE"],
		["of nothing", ean13("211234500000"), "PRICE_OUT_OF_RANGE"],
		["beyond every price", "]e001906141410000153920999999999999999", "PRICE_OUT_OF_RANGE"],
	])("%s is refused with a notice", (_name, line, notice) => {
		const stall = open().scan(code(line));
		expect(stall.till.isIdle).toBe(true);
		expect(stall.till.view().notice).toBe(notice);
		expect(stall.sounds.at(-1)).toBe("refused");
	});
});

describe("an element string without a measure", () => {
	it("rings up a GTIN of 13 or 8 digits as the plain code does", () => {
		const stall = open().scan(code("]C10104006381333931"), "4006381333931", code("]C10100000096385074"));
		expect(sold(stall).lines).toMatchObject([
			{ sku: "COF", quantity: 2 },
			{ sku: "GUM", quantity: 1 },
		]);
	});

	it("is refused for an item of variable measure, which has no price without one", () => {
		const stall = open().scan(code("]e00190614141000015"));
		expect(stall.till.isIdle).toBe(true);
		expect(stall.till.view().notice).toBe("LABEL_UNUSABLE");
	});
});

describe("an in-store code", () => {
	it("that is itself in the catalog is that item at its own price", () => {
		const whole = ean13("211234512345");
		const source = {
			...catalog,
			items: [...catalog.items, { ...cheese, sku: "BOX", name: "Box", priceMinor: 500, barcodes: [whole] }],
		};
		expect(sold(open(source).scan(whole)).lines).toMatchObject([{ sku: "BOX", amountMinor: 500 }]);
	});

	it("of an unknown item or with a wrong check digit is refused", () => {
		const stall = open().scan(ean13("299999900100"));
		expect(stall.till.view().notice).toBe("ITEM_UNKNOWN");
		const right = ean13("211234500645");
		const wrong = right.slice(0, 12) + ((Number(right[12]) + 1) % 10);
		expect(readCode(wrong)).toBeUndefined();
		// It may still come from a tag or a keypad.
		stall.scan(wrong);
		expect(stall.till.view().notice).toBe("SCANNER_NOISE");
		expect(stall.till.isIdle).toBe(true);
	});
});

it("no text makes a scan throw or ring up an item for free", () => {
	const digits = fc.string({ unit: fc.constantFrom(..."0123456789\u001d"), maxLength: 60 });
	const prefixed = fc
		.tuple(fc.constantFrom("0190614141000015", "2112345", "0104006381333931", "9"), digits)
		.map(([a, b]) => a + b);
	fc.assert(
		fc.property(fc.oneof(digits, prefixed, fc.string({ maxLength: 80 })), (text) => {
			const stall = open().scan(text);
			if (!stall.till.isIdle) for (const line of sold(stall).lines) expect(line.amountMinor).toBeGreaterThan(0);
		}),
		{ seed: 11, numRuns: 300 },
	);
});
