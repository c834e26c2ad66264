// Checks the erased state by the chip's own bits: with flash encryption, an erased sector decrypts to noise.
import type { Flash } from "../core/ports.js";

const pieceBytes = 256;

/** The offset from which all bytes up to `to` are erased; `from` when all are. */
export function writtenEnd(flash: Flash, from: number, to: number): number {
	let end = from;
	if (from >= to) return end;
	const words = new Uint32Array((Math.min(pieceBytes, to - from) + 3) >>> 2);
	const piece = new Uint8Array(words.buffer);
	for (let at = from; at < to; at += piece.length) {
		const length = Math.min(piece.length, to - at);
		if (length < piece.length) piece.fill(0xff, length);
		flash.readRaw(at, length < piece.length ? piece.subarray(0, length) : piece);
		// Compared by words, because most of the bytes are erased.
		let word = words.length - 1;
		while (word >= 0 && words[word] === 0xffff_ffff) word--;
		if (word < 0) continue;
		let last = 4 * word + 3;
		while (piece[last] === 0xff) last--;
		end = at + last + 1;
	}
	return end;
}
