// Labels of in-store scales, whose digits mean what each country or shop chooses. opensourcepos #3188: EAN-13 with a
// verifier digit, prices with other decimals, and weights; UPC-A with number system 2. And GS1 labels with weights
// finer than a gram, or with identifiers that contradict each other.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCatalog } from "../../../firmware/catalog/builder.js";
import { itemEntry } from "../../../firmware/catalog/format.js";
import { Fault } from "../../../firmware/core/fault.js";
import { english } from "../../../firmware/words/english.js";
import { checkSettings } from "../../../host/settings.js";
import { HostFault } from "../../../host/faults.js";
import { ean13 } from "../../catalog/market.js";
import { stallCatalog } from "../../till/harness.js";
import { ScanningStall, itemsOf, type Row, rungUp } from "./scanning-stall.js";

/** A price of 12.90 for the kilogram. */
const cheese = (barcodes: string): readonly Row[] => [{ sku: "S", barcodes, priceMinor: 1_290 }];
const upcA = (eleven: string): string => ean13(`0${eleven}`).slice(1);

describe("a label of a scale whose layout is configured", () => {
	it.each([
		// opensourcepos #3188, the table of that scale.
		["a verifier and hundredths", "20IIIIIVPP.PPC", "2040119", ean13("204011970645"), "Item S 645"],
		["a verifier and tenths", "21IIIIIVPPP.PC", "2140119", ean13("214011970065"), "Item S 650"],
		["a verifier and whole units", "22IIIIIVPPPPC", "2240119", ean13("224011970645"), "Item S 645"],
		["whole units", "22IIIIIVPPPP.C", "2240119", ean13("224011970006"), "Item S 600"],
		// The label that was reported, with the check digit that it must have had.
		["a verifier and grams, its label", "23IIIIIVWWWWC", "2340119", ean13("234011900500"), "Item S 645"],
		["a verifier that is set, and grams", "23IIIIIVWWWWC", "2340119", ean13("234011990500"), "Item S 645"],
		["a verifier and tens of grams", "24IIIIIVWW.WWC", "2440119", ean13("244011900050"), "Item S 645"],
		["a verifier and hundreds of grams", "25IIIIIVWWW.WC", "2540119", ean13("254011900005"), "Item S 645"],
		["five digits of price", "28IIIIIPPPPPC", "2840119", ean13("284011910645"), "Item S 10645"],
		["a price of six digits", "29IIIIPPPPPPC", "294011", ean13("294011010645"), "Item S 10645"],
		["a verifier and five digits", "27IIIIVPPPPPC", "274011", ean13("274011910645"), "Item S 10645"],
		["UPC-A", "2IIIIIVPPPPC", "2040119", upcA("24011970645"), "ITEM_UNKNOWN"],
		["UPC-A, listed by six digits", "2IIIIIVPPPPC", "240119", upcA("24011970645"), "Item S 645"],
		["UPC-A, listed by seven", "2IIIIIVPPPPC", "0240119", upcA("24011970645"), "Item S 645"],
		["UPC-A, sent as EAN-13", "2IIIIIVPPPPC", "240119", `0${upcA("24011970645")}`, "Item S 645"],
		["UPC-A of five digits", "02IIIIIPPPPPC", "240119", upcA("24011910645"), "Item S 10645"],
		["UPC-A with a weight", "2IIIIIWWWWWC", "240119", upcA("24011900500"), "Item S 645"],
	])("is read by it: %s", (_name, layout, listed, label, expected) => {
		const shown = rungUp(cheese(listed), label, { scaleLabels: [layout] });
		expect(shown.replace("0.500 kg ", "")).toBe(expected);
	});

	it("rings up exactly what the scale printed, for every price and weight", () => {
		const item = fc.integer({ min: 0, max: 99_999 }).map((value) => String(value).padStart(5, "0"));
		const value = fc.integer({ min: 1, max: 9_999 });
		fc.assert(
			fc.property(item, value, fc.integer({ min: 0, max: 9 }), (five, amount, verifier) => {
				const four = String(amount).padStart(4, "0");
				const price = ean13(`22${five}${verifier}${four}`);
				const scaleLabels = ["22IIIIIVPPPPC", "23IIIIIVWWWWC"];
				expect(rungUp(cheese(`22${five}`), price, { scaleLabels })).toBe(`Item S ${amount}`);
				const weight = ean13(`23${five}${verifier}${four}`);
				const costs = Number((1_290n * BigInt(amount) * 2n + 1_000n) / 2_000n);
				const shown = rungUp(cheese(`23${five}`), weight, { scaleLabels });
				expect(shown).toBe(
					costs === 0 ? "PRICE_OUT_OF_RANGE" : `0.000 kg Item S ${costs}`.replace("0.000", kg(amount)),
				);
			}),
			{ seed: 3_188, numRuns: 60 },
		);
	});
});

function kg(grams: number): string {
	return (grams / 1_000).toFixed(3);
}

describe("a label of a scale whose layout is not configured", () => {
	it("costs its price while every reading of it is the same", () => {
		expect(rungUp(cheese("2240119"), ean13("224011900645"))).toBe("Item S 645");
		expect(rungUp(cheese("240119"), upcA("24011900645"))).toBe("Item S 645");
	});

	it("is refused where its first digit may be a verifier: 6.45 is not rung up as 706.45", () => {
		for (const [listed, label] of [
			["2240119", ean13("224011970645")],
			["240119", upcA("24011970645")],
			["240119", `0${upcA("24011970645")}`],
		] as const) {
			const counter = new ScanningStall(cheese(listed)).scan(label);
			expect(counter.shown).toBe("LABEL_UNSURE");
			expect(counter.stall.till.isIdle).toBe(true);
		}
		expect(english.faults.LABEL_UNSURE).toContain("two ways");
	});

	it("never costs more than 99.99 by a digit that nobody explained", () => {
		const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 10, maxLength: 10 });
		fc.assert(
			fc.property(fc.constantFrom("02", "20", "22", "29"), digits, (prefix, body) => {
				const counter = new ScanningStall(cheese(prefix + body.slice(0, 5))).scan(ean13(prefix + body));
				const { stall } = counter;
				if (!stall.till.isIdle) expect(Number(counter.shown.split(" ").at(-1))).toBeLessThan(10_000);
			}),
			{ seed: 5, numRuns: 100 },
		);
	});

	it("carries grams where its prefix was given as a weight's", () => {
		expect(rungUp(cheese("2312345"), ean13("231234512000"), { weightPrefixes: [23] })).toBe(
			"12.000 kg Item S 15480",
		);
	});
});

describe("a layout", () => {
	it.each([
		"30IIIIIPPPPPC",
		"22IIIIIPPPPC",
		"22IIIIIPPPPPPC",
		"22IIIIIVVPPPC",
		"22IIIIIIIPPPC",
		"22PPPPPIIIIIC",
		"22IIIIIPPWWWC",
		"22IIIIIPPPPP",
		"22IIIIIVPP,PPC",
		"",
	])("that is none is refused when the host starts: %s", (layout) => {
		expect(() => checkSettings({ scaleLabels: [layout] })).toThrow(HostFault);
		expect(() => checkSettings({ scaleLabels: [layout] })).toThrow(`scale label "${layout}"`);
	});

	it.each([
		[{ scaleLabels: ["22IIIIIPPPPPC", "22IIIIIWWWWWC"] }],
		[{ scaleLabels: ["2IIIIIPPPPPC", "02IIIIIVPPPPC"] }],
		[{ weightPrefixes: [22], scaleLabels: ["22IIIIIPPPPPC"] }],
	])("is one for a prefix", (settings) => {
		expect(() => checkSettings(settings)).toThrow("its prefix has another layout");
	});

	it("keeps a terminal that knows no layouts from selling an item whose labels it would misread", () => {
		const conditions = (barcodes: string, scaleLabels: readonly string[]): number => {
			const image = buildCatalog({ ...stallCatalog, ...itemsOf(cheese(barcodes)), scaleLabels });
			const view = new DataView(image.buffer);
			for (let at = 44; at < 44 + 12 * view.getUint16(16); at += 12)
				if (view.getUint16(at) === 2) return image[view.getUint32(at + 8) + itemEntry.conditions]!;
			throw new Fault("CATALOG_UNREADABLE");
		};
		expect(conditions("2240119", ["22IIIIIVPPPPC"])).toBe(1);
		expect(conditions("2240119", ["23IIIIIVPPPPC"])).toBe(0);
		// It reads these as the layout says, or finds no item by them.
		expect(conditions("2240119", ["22IIIIIPPPPPC"])).toBe(0);
		expect(conditions("2240119", ["22IIIIIWWWWWC"])).toBe(0);
		expect(conditions("224011", ["22IIIIVPPPPPC"])).toBe(0);
		expect(conditions("240119", ["2IIIIIVPPPPC"])).toBe(0);
	});
});

const variable = "90614141000015";
const label = (elements: string): string => `]e001${variable}${elements}`;

describe("a weight finer than a gram", () => {
	it.each([
		["rounds down to the gram", "3104004824", "0.482 kg Item S 622"],
		["rounds a half up", "3104004825", "0.483 kg Item S 623"],
		["of hundredths rounds", "3105048250", "0.483 kg Item S 623"],
		["of less than half a gram is no weight", "3104000004", "LABEL_UNUSABLE"],
		["in tens of grams", "3102000050", "0.500 kg Item S 645"],
		["counts less than the label's price", "31040048253922645", "0.483 kg Item S 645"],
	])("%s", (_name, elements, expected) => {
		expect(rungUp(cheese(variable), label(elements))).toBe(expected);
	});

	it("of an identifier that does not exist is noise", () => {
		expect(rungUp(cheese(variable), label("3106000482"))).toBe("noise");
	});
});

describe("identifiers that contradict each other", () => {
	const gs = "\u001d";
	it.each([
		["two prices", `3922645${gs}3932978700`],
		["two prices of other decimals", `3922645${gs}39206`],
		["two weights of other decimals", `31010000053103000500`],
		["one weight twice", `31030005003103000500`],
		["a lot twice, as 233", `233ABC${gs}233ABD${gs}3103000500`],
		["a lot twice, as 10", `10A${gs}10B${gs}3103000500`],
		["two articles", `01${ean13("400638133393").padStart(14, "0")}3103000500`],
		["the same article twice", `01${variable}3103000500`],
		["an identifier of the company twice", `3103000500${gs}91A${gs}91B`],
	])("are refused by a sentence: %s", (_name, elements) => {
		const counter = new ScanningStall(cheese(variable)).scan(label(elements));
		expect(counter.shown).toBe("LABEL_CONFLICT");
		expect(counter.stall.till.isIdle).toBe(true);
		expect(english.faults.LABEL_CONFLICT).toContain("contradicts itself");
	});

	it("are not identifiers that only look alike", () => {
		const elements = `11261101${"15261201"}310300050010A${gs}21B${gs}240C${gs}241D${gs}91E${gs}92F`;
		expect(rungUp(cheese(variable), label(elements))).toBe("0.500 kg Item S 645");
	});
});
