import { describe, expect, it } from "vitest";
import { fromUtf8, readUtf8, toUtf8, writeUtf8 } from "../../firmware/core/utf8.js";

const platform = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function platformText(bytes: Uint8Array): string | undefined {
	try {
		return platform.decode(bytes);
	} catch {
		return undefined;
	}
}

describe("UTF-8", () => {
	it("encodes and decodes every character", () => {
		for (let block = 0; block < 0x110000; block += 0x400) {
			let text = "";
			for (let code = block; code < block + 0x400; code++) text += String.fromCodePoint(code);
			const bytes = toUtf8(text);
			expect(Buffer.compare(bytes, Buffer.from(text))).toBe(0);
			expect(fromUtf8(bytes) === platformText(bytes)).toBe(true);
		}
	});

	it("refuses the same bytes as the platform: each first byte with following bytes at every limit", () => {
		const seconds = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
		const others = [0x7f, 0x80, 0xbf, 0xc0];
		const followers: number[][] = [[], ...seconds.map((second) => [second])];
		for (const [second] of followers.slice(1)) for (const third of others) followers.push([second!, third]);
		for (const [second, third] of followers.filter(({ length }) => length === 2)) {
			for (const fourth of others) followers.push([second!, third!, fourth]);
		}
		let accepted = 0;
		for (let first = 0x80; first < 0x100; first++) {
			for (const following of followers) {
				const bytes = Uint8Array.of(first, ...following);
				const text = fromUtf8(bytes);
				if (text !== platformText(bytes)) expect.fail(`${Buffer.from(bytes).toString("hex")} becomes ${text}`);
				if (text !== undefined) accepted++;
			}
		}
		expect(accepted).toBeGreaterThan(300);
	});

	it("reads and writes a range of a longer buffer without accessing bytes outside it", () => {
		const bytes = new Uint8Array(20).fill(0xff);
		expect(writeUtf8("aß€😀", bytes, 5)).toBe(15);
		expect([...bytes.subarray(0, 5), ...bytes.subarray(15)]).toEqual(new Array(10).fill(0xff));
		expect(readUtf8(bytes, 5, 15)).toBe("aß€😀");
		for (let end = 5; end <= 15; end++) expect(readUtf8(bytes, 5, end)).toBe(platformText(bytes.subarray(5, end)));
	});

	it("writes U+FFFD for lone surrogates as TextEncoder does", () => {
		const units = ["a", "\ud800", "\udbff", "\udc00", "\udfff", "€"];
		for (const a of units) {
			for (const b of units) {
				for (const c of units) {
					for (const before of [0, 61, 62, 63, 64]) {
						const text = "x".repeat(before) + a + b + c;
						expect(Buffer.compare(toUtf8(text), new TextEncoder().encode(text))).toBe(0);
					}
				}
			}
		}
	});
});
