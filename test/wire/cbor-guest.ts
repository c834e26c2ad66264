// Runs inside XS, and in Node for comparison: shows as text what the codec decodes and encodes.
import { equal, fromHex, toHex } from "../../firmware/core/bytes.js";
import { Fault } from "../../firmware/core/fault.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import { linesOf } from "./xs-batch.js";

const cbor = new CborCodec();

// Bytes come into XS as an ArrayBuffer.
type Given = ArrayBuffer | Uint8Array<ArrayBuffer>;

/** The decoded value and whether it encodes to the same bytes, or the fault. */
export function decode(given: Given): string {
	return outcome(() => {
		const bytes = new Uint8Array(given);
		const value = cbor.decode(bytes);
		return `${show(value)} ${equal(cbor.encode(value as WireValue), bytes)}`;
	});
}

/** For each message of a batch: what `decode` shows, and the prefixes of 0 to 3 elements in turn. */
export function decodeAll(batch: Given): string {
	let index = 0;
	return linesOf(batch, (bytes) => {
		const count = index++ % 4;
		return `${decode(bytes as Uint8Array<ArrayBuffer>)} ${outcome(() => show(cbor.decodePrefix(bytes, count)))}`;
	});
}

/** Encodes a value in the notation of `show`; returns hex. */
export function encode(shown: string): string {
	return outcome(() => toHex(cbor.encode(JSON.parse(shown, revive) as WireValue)));
}

/** `encode` for each line. */
export function encodeAll(lines: string): string {
	return lines.split("\n").map(encode).join("\n");
}

/** JSON in which texts begin with "'" and byte strings are hex. */
export function show(value: unknown): string {
	return JSON.stringify(value, (_key, part: unknown) => {
		if (part instanceof Uint8Array) return toHex(part);
		return typeof part === "string" ? `'${part}` : part;
	});
}

function revive(_key: string, part: unknown): unknown {
	if (typeof part !== "string") return part;
	return part.startsWith("'") ? part.slice(1) : fromHex(part);
}

function outcome(run: () => string): string {
	try {
		return run();
	} catch (error) {
		if (error instanceof Fault) return error.message;
		throw error;
	}
}

// A three-line sale as in docs/records.md, to measure its cost.
const line = (sku: string, name: string): WireValue => [sku, name, 1, 350, 350, 1];
const sale: WireValue = [
	...[16, 3, 3_600_000, 1_700_000_000_000, 3, 2, 1, [1, 417, 1_050, 0], 0, "GBP", 4],
	[line("1001", "Flat white"), line("1002", "Almond croissant"), line("1003", "Sourdough loaf")],
	...[[], [[20_000, 1_050, 175]], 0, [[2, 1_050, "tok-417", 416]], 0],
];
const saleBytes = cbor.encode(sale);
const kept: CborCodec[] = [];

export function open(): void {
	kept.push(new CborCodec());
}

export function encodeSale(): number {
	return cbor.encode(sale).length;
}

export function decodeSale(): void {
	cbor.decode(saleBytes);
}

export function decodeSalePrefix(): void {
	cbor.decodePrefix(saleBytes, 9);
}

export function encodeText(text: string): number {
	return cbor.encode(text).length;
}

export function decodeText(given: Given): number {
	return (cbor.decode(new Uint8Array(given)) as string).length;
}
