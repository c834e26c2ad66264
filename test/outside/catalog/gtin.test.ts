// An article number is one number however it is spelled. biip #77 and barkick #3 (UPC-E), odoo PR #259199 (the same
// code with and without a leading zero), opensourcepos #2521 (two items of one barcode).
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HostFault } from "../../../host/faults.js";
import { itemsOf, type Row, rungUp } from "../till/scanning-stall.js";

function withCheck(body: string): string {
	let sum = 0;
	for (let at = 0; at < body.length; at++) sum += Number(body[body.length - 1 - at]) * (at % 2 === 0 ? 3 : 1);
	return body + String((10 - (sum % 10)) % 10);
}

/** The table of the General Specifications, figure 5.2.2.4.2-2, by hand. */
function upcAOf(upcE: string): string {
	const [system, a, b, c, d, e, f, check] = upcE;
	if (f! <= "2") return `${system}${a}${b}${f}0000${c}${d}${e}${check}`;
	if (f === "3") return `${system}${a}${b}${c}00000${d}${e}${check}`;
	if (f === "4") return `${system}${a}${b}${c}${d}00000${e}${check}`;
	return `${system}${a}${b}${c}${d}${e}0000${f}${check}`;
}

function upcE(system: string, six: string): string {
	return `${system}${six}${withCheck(upcAOf(`${system}${six}0`).slice(0, 11)).at(-1)}`;
}

const digits = (length: number): fc.Arbitrary<string> =>
	fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });

/** All spellings of a random number: of eight digits, of a UPC-E, of a UPC-A, of an EAN-13 or of a case of it. */
const spelled: fc.Arbitrary<readonly string[]> = fc.oneof(
	// EAN-8, but for the few that are a UPC-E too.
	digits(6).map((body) => {
		const ean8 = withCheck(`4${body}`);
		return [ean8, `0000${ean8}`, `00000${ean8}`, `000000${ean8}`];
	}),
	fc.tuple(fc.constantFrom("0", "1"), digits(6)).map(([system, six]) => {
		const short = upcE(system, six);
		const upcA = upcAOf(short);
		return [short, upcA, `0${upcA}`, `00${upcA}`];
	}),
	// Number systems 2 and 4 are the shop's own.
	fc.tuple(fc.constantFrom("0", "1", "3", "6", "7", "8"), digits(10)).map(([system, body]) => {
		const upcA = withCheck(system + body);
		return [upcA, `0${upcA}`, `00${upcA}`];
	}),
	digits(11).map((body) => {
		const ean13 = withCheck(`4${body}`);
		return [ean13, `0${ean13}`];
	}),
	fc.tuple(fc.constantFrom(..."12345678"), digits(12)).map(([level, body]) => [withCheck(level + body)]),
);

function refusal(rows: readonly Row[]): HostFault {
	try {
		itemsOf(rows);
	} catch (error) {
		if (error instanceof HostFault) return error;
	}
	throw new Error("imported");
}

describe("an article number", () => {
	it.each([
		// biip #77, with the UPC-E of its tests and of barcodefaq.com.
		["04963406", "049000006346"],
		["02345673", "023456000073"],
		// barkick #3: the second digit is 0.
		["00985234", "009800000524"],
		// gs1utils #9
		["07838604", "078000003864"],
		// bwip-js #24
		["04256212", "042100005622"],
	])("is found as UPC-E %s, as UPC-A and as EAN-13", (short, upcA) => {
		const spellings = [short, upcA, `0${upcA}`, `00${upcA}`, `]E00${upcA}`, `]E0${short}`, `]E0${upcA}`];
		for (const listed of spellings.slice(0, 4))
			for (const scanned of spellings) {
				expect(rungUp([{ sku: "S", barcodes: listed }], scanned), `${listed}, ${scanned}`).toBe("Item S 250");
				expect(rungUp([{ sku: listed }], scanned), `${listed} as SKU, ${scanned}`).toBe(`Item ${listed} 250`);
			}
	});

	it("of any kind is found in every spelling, as a barcode and as a SKU", () => {
		fc.assert(
			fc.property(spelled, fc.nat(), fc.nat(), (spellings, one, other) => {
				const listed = spellings[one % spellings.length]!;
				const scanned = spellings[other % spellings.length]!;
				expect(rungUp([{ sku: "S", barcodes: listed }], scanned)).toBe("Item S 250");
				expect(rungUp([{ sku: listed }], scanned)).toBe(`Item ${listed} 250`);
				const element = `]C101${spellings.at(-1)!}`;
				expect(rungUp([{ sku: "S", barcodes: listed }], element)).toBe("Item S 250");
			}),
			{ seed: 77, numRuns: 150 },
		);
	});

	it("is never another: no spelling finds an item of another number", () => {
		fc.assert(
			fc.property(spelled, spelled, (listed, scanned) => {
				if (listed.some((code) => scanned.includes(code))) return;
				for (const code of scanned)
					expect(rungUp([{ sku: "S", barcodes: listed[0]! }], code)).not.toMatch(/^Item/);
			}),
			{ seed: 3, numRuns: 100 },
		);
	});
});

describe("eight digits that add up as EAN-8 and as UPC-E", () => {
	const both = "01234565";
	const upcA = "012345000065";

	it("are found as both", () => {
		for (const listed of [both, upcA, `0${upcA}`])
			for (const scanned of [both, upcA, `0${upcA}`])
				expect(rungUp([{ sku: "S", barcodes: listed }], scanned)).toBe("Item S 250");
	});

	it("are what the scanner says they are, where it says so", () => {
		const rows = [{ sku: "UPC", barcodes: upcA }];
		expect(rungUp(rows, `]E0${both}`)).toBe("Item UPC 250");
		expect(rungUp(rows, `]E4${both}`)).toBe("ITEM_UNKNOWN");
		expect(rungUp([{ sku: "EAN", barcodes: both }], `]E4${both}`)).toBe("Item EAN 250");
	});

	it("are refused beside the item of their other reading", () => {
		const fault = refusal([
			{ sku: "A", barcodes: both },
			{ sku: "B", barcodes: upcA },
		]);
		expect(fault.lines).toMatchObject([{ line: 3, column: "barcodes", code: "CSV_DUPLICATE" }]);
	});
});

describe("two items of one number", () => {
	it.each([
		["opensourcepos #2521", "036000291452", "0036000291452"],
		["a padded GTIN-14", "4006381333931", "04006381333931"],
		["a UPC-E", "049000006346", "04963406"],
		["a GTIN-8", "96385074", "00000096385074"],
		["the same spelling", "4006381333931", "4006381333931"],
	])("are refused by a sentence that names both lines: %s", (_name, one, other) => {
		for (const [a, b] of [
			[one, other],
			[other, one],
		] as const) {
			const fault = refusal([{ sku: "T" }, { sku: "A", barcodes: a }, { sku: "B", barcodes: `QR-7 ${b}` }]);
			expect(fault.code).toBe("CSV_DUPLICATE");
			expect(fault.detail).toContain("line 4, barcodes");
			expect(fault.detail).toContain('line 3, item "A"');
			expect(fault.detail).toContain(b);
		}
		const fault = refusal([{ sku: one }, { sku: "B", barcodes: other }]);
		expect(fault.detail).toContain("line 3, barcodes");
		expect(fault.detail).toContain("line 2");
	});

	it("may not share it as SKUs either", () => {
		const fault = refusal([{ sku: "036000291452" }, { sku: "0036000291452" }]);
		expect(fault.lines).toMatchObject([{ line: 3, column: "sku" }]);
	});

	it("does not forbid one item both spellings", () => {
		const rows = [{ sku: "036000291452", barcodes: "0036000291452 00036000291452" }];
		expect(rungUp(rows, "036000291452")).toBe("Item 036000291452 250");
	});
});
