// Corrects one flipped bit (read disturb, a leaking cell) by the CRC-32C: for messages as short as these, every
// single-bit error has a syndrome of its own. Slow, and used only where there is damage.
import { crc32c } from "../core/crc32c.js";
import type { Flash } from "../core/ports.js";
import { decodeCode, frameEnd, type Frame } from "./frame.js";
import { contentBytes, frameOverheadBytes, framePrefixBytes, readU32, writeU32 } from "./layout.js";

const zero = /* @__PURE__ */ Uint8Array.of(0);

/**
 * Corrects one flipped bit of a message of `length` bytes or of the CRC after it; false when that does not explain the
 * damage.
 */
export function repairBit(bytes: Uint8Array, length: number, seed: number): boolean {
	const stored = readU32(bytes, length);
	const syndrome = (crc32c(bytes, seed, 0, length) ^ stored) >>> 0;
	if (syndrome === 0) return true;
	if ((syndrome & (syndrome - 1)) === 0) {
		writeU32(bytes, length, stored ^ syndrome);
		return true;
	}
	const deltas = new Uint32Array(8);
	for (let bit = 0; bit < 8; bit++) deltas[bit] = ~crc32c(Uint8Array.of(1 << bit), 0xffff_ffff);
	for (let at = length - 1; at >= 0; at--) {
		for (let bit = 0; bit < 8; bit++) {
			if (deltas[bit] === syndrome) {
				bytes[at]! ^= 1 << bit;
				return true;
			}
			deltas[bit] = ~crc32c(zero, ~deltas[bit]! >>> 0);
		}
	}
	return false;
}

/** The frame at `offset` when a single flipped bit is all that is wrong with it. */
export function repairFrame(flash: Flash, base: number, offset: number, seed: number): Frame | undefined {
	if (offset + frameOverheadBytes > flash.sectorBytes) return undefined;
	const prefix = new Uint8Array(framePrefixBytes);
	flash.read(base + offset, prefix);
	const word = (prefix[0]! << 8) | prefix[1]!;
	const sound = decodeCode(word) !== undefined;
	// Two sound words differ in more than two bits, so a flip inside the word leads back to one code only, and the CRC
	// confirms it.
	for (let bit = sound ? 16 : 0; bit < 17; bit++) {
		const code = decodeCode(bit === 16 ? word : word ^ (1 << bit));
		if (code === undefined) continue;
		const length = contentBytes(code)!;
		const end = frameEnd(offset, length, flash.alignBytes);
		if (end > flash.sectorBytes) continue;
		const whole = new Uint8Array(framePrefixBytes + length + 4);
		flash.read(base + offset, whole);
		if (bit < 16) {
			whole[0]! ^= (1 << bit) >>> 8;
			whole[1]! ^= (1 << bit) & 0xff;
		}
		const crcAt = framePrefixBytes + length;
		const isRepaired =
			bit < 16 ? crc32c(whole, seed, 0, crcAt) === readU32(whole, crcAt) : repairBit(whole, crcAt, seed);
		if (isRepaired && decodeCode((whole[0]! << 8) | whole[1]!) === code)
			return { code, content: whole.subarray(framePrefixBytes, crcAt), end };
	}
	return undefined;
}
