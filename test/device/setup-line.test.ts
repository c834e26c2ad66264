import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ByteStream, StreamListener } from "../../firmware/core/ports.js";
import { toUtf8 } from "../../firmware/core/utf8.js";
import { setupLine } from "../../firmware/device/setup-connection.js";
import { parseWifiCode, type WifiCode } from "../../firmware/device/wifi-code.js";

function open() {
	const codes: WifiCode[] = [];
	let waiting: number[] = [];
	let listener: StreamListener = {};
	const source = setupLine(
		{
			io: class implements ByteStream {
				constructor(given: StreamListener) {
					listener = given;
				}
				read() {
					return waiting.length > 0 ? Uint8Array.from(waiting.splice(0)).buffer : undefined;
				}
				write(): void {
					// Nothing is written to a scanner here.
				}
				close(): void {
					waiting = [];
				}
			},
		},
		(code) => codes.push(code),
	);
	let passed = "";
	const stream = new source.io({
		onReadable: () => {
			for (let bytes = stream.read(7); bytes; bytes = stream.read(7))
				passed += String.fromCharCode(...new Uint8Array(bytes));
		},
	});
	const scan = (text: string, chunk = 3) => {
		const bytes = toUtf8(text);
		for (let i = 0; i < bytes.length; i += chunk) {
			waiting.push(...bytes.subarray(i, i + chunk));
			listener.onReadable?.(waiting.length);
		}
	};
	return { codes, scan, passed: () => passed };
}

describe("the scanner's serial line on a board", () => {
	it("removes Wi-Fi codes and passes everything else, however the data is split", () => {
		for (const chunk of [1, 2, 5, 100]) {
			const { codes, scan, passed } = open();
			scan("4006381333931\rWIFI:T:WPA;S:Stall Nr. 7;P:caf\\;e \\\\ 1;;\rWIFE\rTM1:a\r\n", chunk);
			expect(codes).toEqual([{ name: "Stall Nr. 7", passphrase: "caf;e \\ 1" }]);
			expect(passed()).toBe("4006381333931\rWIFE\rTM1:a\r\n");
		}
	});

	it("changes no byte of any other scan", () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ unit: "binary-ascii", maxLength: 30 }), { maxLength: 6 }),
				fc.integer({ min: 1, max: 9 }),
				(lines, chunk) => {
					const text = lines.filter((line) => !line.startsWith("WIFI:")).join("\r") + "\r";
					fc.pre(!/(^|[\r\n])WIFI:/.test(text));
					const { codes, scan, passed } = open();
					scan(text, chunk);
					expect(passed()).toBe(text);
					expect(codes).toEqual([]);
				},
			),
			{ seed: 19, numRuns: 200 },
		);
	});

	it.each([
		["WIFI:S:open;;", { name: "open", passphrase: "" }],
		["WIFI:P:12345678;T:WPA;H:true;S:n;;", { name: "n", passphrase: "12345678" }],
		["WIFI:T:WPA;S:n;P:short;;", undefined],
		["WIFI:T:WEP;S:n;P:12345678;;", undefined],
		["WIFI:T:WPA;P:12345678;;", undefined],
		["WIFI:", undefined],
		["4006381333931", undefined],
	])("reads %s", (text, expected) => {
		expect(parseWifiCode(text)).toEqual(expected);
	});
});
