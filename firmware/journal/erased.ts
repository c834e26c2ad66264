// The erased state, seen through the chip's own bits: under flash encryption an erased sector reads as noise.
import type { Flash } from "../core/ports.js";

const pieceBytes = 256;

/** The offset from which every byte up to `to` is erased; `from` when all are. */
export function writtenEnd(flash: Flash, from: number, to: number): number {
	let end = from;
	if (from >= to) return end;
	const piece = new Uint8Array(Math.min(pieceBytes, to - from));
	for (let at = from; at < to; at += piece.length) {
		const part = to - at < piece.length ? piece.subarray(0, to - at) : piece;
		flash.readRaw(at, part);
		for (let i = part.length - 1; i >= 0; i--) {
			if (part[i] !== 0xff) {
				end = at + i + 1;
				break;
			}
		}
	}
	return end;
}
