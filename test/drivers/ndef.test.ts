import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { Fault } from "../../firmware/core/fault.js";
import { decodeNdef, encodeNdef, type NdefRecord } from "../../firmware/drivers/pn532/ndef.js";

describe("NDEF", () => {
	it("writes the published bytes of a URI and a text record", () => {
		// NFC Forum RTD-URI 1.0, appendix A.1: http://www.nfc.com
		expect(toHex(encodeNdef([{ kind: "uri", uri: "http://www.nfc.com" }]))).toBe("d1010855016e66632e636f6d");
		// RTD-Text 1.0, appendix A: "Hello, world!" in en
		expect(toHex(encodeNdef([{ kind: "text", language: "en", text: "Hello, world!" }]))).toBe(
			"d101105402656e48656c6c6f2c20776f726c6421",
		);
	});

	it("uses the longest matching prefix of a URI", () => {
		const bytes = encodeNdef([{ kind: "uri", uri: "urn:epc:id:sgtin:1" }]);
		expect(bytes[4]).toBe(0x1e);
		expect(decodeNdef(bytes)).toEqual([{ kind: "uri", uri: "urn:epc:id:sgtin:1" }]);
	});

	it("reads UTF-16 text with and without a byte order mark", () => {
		for (const [hex, text] of [
			["d10107548265 6e00e90021".replaceAll(" ", ""), "é!"],
			["d101095482656efeff00e90021", "é!"],
			["d101095482656efffee9002100", "é!"],
		] as const) {
			const bytes = fromHex(hex)!;
			expect(decodeNdef(bytes)).toEqual([{ kind: "text", language: "en", text }]);
		}
	});

	it("reads a formatted empty message as no records", () => {
		expect(decodeNdef(fromHex("d00000")!)).toEqual([]);
		expect(decodeNdef(new Uint8Array(0))).toEqual([]);
	});

	it("round-trips any records", () => {
		const ascii = fc.string({ unit: fc.constantFrom(..."abcdefghij:/.-"), minLength: 1, maxLength: 20 });
		const payload = fc.uint8Array({ maxLength: 100 });
		const any: fc.Arbitrary<NdefRecord> = fc.oneof(
			fc.record({
				kind: fc.constant("text" as const),
				text: fc.string({ unit: "grapheme", maxLength: 20 }),
				language: fc.constantFrom("en", "de-CH"),
			}),
			fc.record({ kind: fc.constant("uri" as const), uri: fc.webUrl({ size: "small" }) }),
			fc.record({ kind: fc.constant("mime" as const), type: ascii, payload }),
			fc.record({ kind: fc.constant("external" as const), type: ascii, payload }),
			fc.record({
				kind: fc.constant("other" as const),
				format: fc.constant(5),
				type: fc.constant(new Uint8Array(0)),
				payload,
			}),
		);
		fc.assert(
			fc.property(fc.array(any, { maxLength: 4 }), (records) => {
				expect(decodeNdef(encodeNdef(records))).toEqual(records);
			}),
			{ seed: 11, numRuns: 200 },
		);
		const long: NdefRecord[] = [{ kind: "external", type: "example.org:x", payload: new Uint8Array(600).fill(1) }];
		expect(decodeNdef(encodeNdef(long))).toEqual(long);
	});

	it("refuses anything else with a fault, and every truncation of a valid message", () => {
		const refuses = (bytes: Uint8Array) => {
			try {
				decodeNdef(bytes);
				return false;
			} catch (error) {
				expect(error).toBeInstanceOf(Fault);
				return true;
			}
		};
		const whole = encodeNdef([
			{ kind: "text", language: "en", text: "five" },
			{ kind: "uri", uri: "tel:112" },
		]);
		for (let length = 1; length < whole.length; length++)
			expect(refuses(whole.subarray(0, length)), `cut at ${length}`).toBe(true);
		expect(refuses(fromHex("b10101540061")!)).toBe(true);
		expect(refuses(new Uint8Array(1_000))).toBe(true);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
				refuses(bytes);
			}),
			{ seed: 3, numRuns: 500 },
		);
	});
});

it("reads past the identifiers of records", () => {
	const text = [0x02, ...Buffer.from("enS1")];
	const withId = (header: number) => [header | 0x08, 1, text.length, 2, 0x54, 0x41, 0x42, ...text];
	const bytes = Uint8Array.from([...withId(0x91), ...withId(0x51)]);
	const record = { kind: "text", language: "en", text: "S1" };
	expect(decodeNdef(bytes)).toEqual([record, record]);
});
