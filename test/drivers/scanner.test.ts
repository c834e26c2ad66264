import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../firmware/core/fault.js";
import { parseElementString } from "../../firmware/core/element-string.js";
import { readCode, Scanner } from "../../firmware/drivers/scanner/scanner.js";
import { SimulatedScanner } from "../../simulator/peripherals/scanner/scanner.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";

function open(baud = 9_600): {
	clock: Clockwork;
	model: SimulatedScanner;
	driver: Scanner;
	scans: string[];
	faults: Fault[];
} {
	const clock = new Clockwork();
	const model = new SimulatedScanner({ world: clock, baud });
	const scans: string[] = [];
	const faults: Fault[] = [];
	const driver = new Scanner(model.source, {
		scanned: (text) => scans.push(text),
		lists: () => false,
		scanRefused: (fault) => faults.push(fault),
	});
	return { clock, model, driver, scans, faults };
}

describe("a code", () => {
	// Published examples: GS1 General Specifications (EAN-13, GTIN-12, GTIN-8), Wikipedia's EAN-8 and UPC-A articles.
	it.each(["4006381333931", "9780201379624", "036000291452", "73513537", "96385074", "10614141000415"])(
		"with a right check digit is read: %s",
		(code) => {
			expect(readCode(code)).toBe(code);
		},
	);

	it("with one wrong digit is refused, whichever it is", () => {
		const code = "4006381333931";
		for (let at = 0; at < code.length; at++) {
			for (let digit = 0; digit < 10; digit++) {
				const wrong = code.slice(0, at) + digit + code.slice(at + 1);
				if (wrong !== code) expect(readCode(wrong)).toBeUndefined();
			}
		}
	});

	it("of another length or with letters is read as text", () => {
		expect(readCode("COFFEE-01")).toBe("COFFEE-01");
		expect(readCode("123456")).toBe("123456");
		expect(readCode("]C012345678")).toBe("12345678");
	});

	it("may be a QR text of 512 characters", () => {
		const text = `TM1:host.example:8883:market:${"a".repeat(512 - 29)}`;
		expect(text).toHaveLength(512);
		const { clock, model, scans } = open();
		model.scan(text);
		clock.run(2_000);
		expect(scans).toEqual([text]);
	});
});

describe("element strings", () => {
	it("give the article and its weight", () => {
		// (01) 90614141000015 (3103) 001750: 1.750 kg, a trade item of variable measure.
		expect(parseElementString("01906141410000153103001750")).toEqual({
			gtin: "90614141000015",
			weightGrams: 1_750,
			price: undefined,
			priceDecimals: 0,
		});
	});

	it("give the price, which has variable length, and what follows its separator", () => {
		expect(parseElementString("0104006381333931392212501\u001d3102000175")).toEqual({
			gtin: "4006381333931",
			weightGrams: 1_750,
			price: 12_501,
			priceDecimals: 2,
		});
	});

	it("are refused with a wrong check digit, if truncated, and if they are anything else", () => {
		expect(parseElementString("0190614141000016")).toBeUndefined();
		expect(parseElementString("019061414100001")).toBeUndefined();
		expect(readCode("]e0hello")).toBeUndefined();
		expect(readCode("]e001906141410000153103001750")).toBe("01906141410000153103001750");
	});
});

describe("the serial line", () => {
	it("loses none of a burst of twenty codes", () => {
		const { clock, model, scans } = open(115_200);
		const codes = Array.from({ length: 20 }, (_, index) => `ITEM-${index}`);
		for (const code of codes) model.scan(code);
		clock.run(1_000);
		expect(scans).toEqual(codes);
	});

	it("accepts CR, LF and both as the end of one code", () => {
		const { clock, model, scans } = open();
		model.send(Buffer.from("A\rB\nC\r\n\r\nD\r"));
		clock.run(1_000);
		expect(scans).toEqual(["A", "B", "C", "D"]);
	});

	it("counts noise and reads the next code", () => {
		const { clock, model, driver, scans, faults } = open();
		model.send(Uint8Array.of(0x00, 0xff, 0x13, 0x0d));
		model.scan("x".repeat(600));
		model.scan("4006381333930");
		model.scan("4006381333931");
		clock.run(5_000);
		expect(scans).toEqual(["4006381333931"]);
		expect(driver.noiseCount).toBe(3);
		expect(faults.map((fault) => fault.code)).toEqual(Array.from({ length: 3 }, () => "SCANNER_NOISE"));
	});

	it("never throws or returns more than 512 characters, whatever arrives", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
				const { clock, model, scans } = open(115_200);
				model.send(bytes);
				clock.run(1_000);
				expect(scans.every((text) => text.length > 0 && text.length <= 512)).toBe(true);
			}),
			{ seed: 7, numRuns: 60 },
		);
	});
});
