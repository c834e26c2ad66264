// A frame: two bytes of code (length or kind) with their own check, the content, and a trailing CRC-32C that commits
// it.
import { crc32c } from "../core/crc32c.js";
import type { Flash } from "../core/ports.js";
import { alignUp, contentBytes, frameOverheadBytes, framePrefixBytes, readU32, writeU32 } from "./layout.js";

export interface Frame {
	readonly code: number;
	readonly content: Uint8Array;
	/** Offset in the segment of the next frame. */
	readonly end: number;
}

/**
 * CRC-5/USB over eleven bits: it detects every one- and two-bit error of the sixteen, and 0x0000 and 0xffff both fail
 * it.
 */
function check5(code: number): number {
	let c = 0x1f;
	for (let bit = 0; bit < 11; bit++) {
		c = (c ^ (code >>> bit)) & 1 ? (c >>> 1) ^ 0x14 : c >>> 1;
	}
	return ~c & 0x1f;
}

function encodeCode(code: number): number {
	return (code << 5) | check5(code);
}

/** The code in a prefix word; undefined when its check fails or the format has no such code. */
export function decodeCode(word: number): number | undefined {
	const code = word >>> 5;
	return check5(code) === (word & 0x1f) && contentBytes(code) !== undefined ? code : undefined;
}

/** The seed of every CRC in a segment, so that bytes from an earlier turn of the ring cannot pass for this one's. */
export function segmentSeed(segment: number): number {
	return crc32c(Uint8Array.of(segment >>> 24, segment >>> 16, segment >>> 8, segment));
}

/** Where a frame that begins at `offset` and has `length` bytes of content ends, padding included. */
export function frameEnd(offset: number, length: number, align: number): number {
	return alignUp(offset + frameOverheadBytes + length, align);
}

/** Writes a frame at `at` of `into`; the padding after it keeps what `into` holds there. */
export function encodeFrame(into: Uint8Array, at: number, code: number, content: Uint8Array, seed: number): void {
	const word = encodeCode(code);
	into[at] = word >>> 8;
	into[at + 1] = word;
	into.set(content, at + framePrefixBytes);
	const crcAt = at + framePrefixBytes + content.length;
	writeU32(into, crcAt, crc32c(into, seed, at, crcAt));
}

/** The sound frame at `offset` of the sector at `base`; undefined when there is none. */
export function readFrame(flash: Flash, base: number, offset: number, seed: number): Frame | undefined {
	if (offset + frameOverheadBytes > flash.sectorBytes) return undefined;
	const prefix = new Uint8Array(framePrefixBytes);
	flash.read(base + offset, prefix);
	const code = decodeCode((prefix[0]! << 8) | prefix[1]!);
	if (code === undefined) return undefined;
	const length = contentBytes(code)!;
	const end = frameEnd(offset, length, flash.alignBytes);
	if (end > flash.sectorBytes) return undefined;
	const body = new Uint8Array(length + 4);
	flash.read(base + offset + framePrefixBytes, body);
	if (crc32c(body, crc32c(prefix, seed), 0, length) !== readU32(body, length)) return undefined;
	return { code, content: body.subarray(0, length), end };
}
