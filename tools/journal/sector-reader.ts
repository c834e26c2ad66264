// Reads the header and frames of one sector and corrects single flipped bits.
import { crc32c } from "../../firmware/core/crc32c.js";
import type { ImageFrame } from "./segment.js";

export const headerBytes = 56;
const kinds: Readonly<Record<number, { kind: ImageFrame["kind"]; bytes: number }>> = {
	2041: { kind: "checkpoint", bytes: 64 },
	2042: { kind: "segmentEnd", bytes: 8 },
	2043: { kind: "archivedMark", bytes: 8 },
};
const recordBytesMax = 2_040;

export function u32At(bytes: Uint8Array, offset: number): number {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset);
}

function crc5(code: number): number {
	let register = 0x1f;
	for (let i = 0; i < 11; i++) {
		register ^= (code >> i) & 1;
		register = register & 1 ? (register >> 1) ^ 0x14 : register >> 1;
	}
	return register ^ 0x1f;
}

/** Codes by prefix word; invalid words are missing. */
const codes: ReadonlyMap<number, { kind: ImageFrame["kind"]; bytes: number }> = new Map(
	Array.from({ length: 2_048 }, (_, code): [number, { kind: ImageFrame["kind"]; bytes: number } | undefined] => [
		(code << 5) | crc5(code),
		code >= 1 && code <= recordBytesMax ? { kind: "record", bytes: code } : kinds[code],
	]).filter((entry): entry is [number, { kind: ImageFrame["kind"]; bytes: number }] => entry[1] !== undefined),
);

/**
 * The position of the flipped bit, counted from the end of the message, by the CRC difference it causes. The CRC is
 * linear, so the difference depends on the position only.
 */
const bitBySyndrome: ReadonlyMap<number, number> = (() => {
	const bits = new Map<number, number>();
	for (let bit = 0; bit < 8; bit++) {
		let syndrome = (crc32c(Uint8Array.of(1 << bit)) ^ crc32c(new Uint8Array(1))) >>> 0;
		for (let behind = 0; behind < recordBytesMax + 2; behind++) {
			bits.set(syndrome, 8 * behind + bit);
			// Appends one more zero byte.
			syndrome = ~crc32c(new Uint8Array(1), ~syndrome >>> 0) >>> 0;
		}
	}
	return bits;
})();

/** A message followed by its CRC, with one flipped bit corrected; undefined if one flipped bit is not the cause. */
export function withoutFlip(bytes: Uint8Array, seed: number): Uint8Array | undefined {
	const length = bytes.length - 4;
	const syndrome = (crc32c(bytes, seed, 0, length) ^ u32At(bytes, length)) >>> 0;
	const fixed = bytes.slice();
	if ((syndrome & (syndrome - 1)) === 0) {
		for (let bit = 0; bit < 32; bit++)
			if (syndrome >>> bit === 1) fixed[length + 3 - (bit >> 3)]! ^= 1 << (bit & 7);
		return fixed;
	}
	const bit = bitBySyndrome.get(syndrome);
	if (bit === undefined || bit >= 8 * length) return undefined;
	fixed[length - 1 - (bit >> 3)]! ^= 1 << (bit & 7);
	return fixed;
}

/** One sector's bytes, read as a segment of a known sequence. */
export class SectorReader {
	readonly bytes: Uint8Array;
	readonly seed: number;
	readonly align: number;

	constructor(bytes: Uint8Array, segment: number, align: number) {
		this.bytes = bytes;
		this.align = align;
		const sequence = new Uint8Array(4);
		new DataView(sequence.buffer).setUint32(0, segment);
		this.seed = crc32c(sequence);
	}

	soundFrame(offset: number): ImageFrame | undefined {
		if (offset + 6 > this.bytes.length) return undefined;
		const known = codes.get((this.bytes[offset]! << 8) | this.bytes[offset + 1]!);
		if (known === undefined) return undefined;
		const crcAt = offset + 2 + known.bytes;
		if (crcAt + 4 > this.bytes.length || crc32c(this.bytes, this.seed, offset, crcAt) !== u32At(this.bytes, crcAt))
			return undefined;
		return {
			kind: known.kind,
			content: this.bytes.slice(offset + 2, crcAt),
			offset,
			end: this.frameEnd(offset, known.bytes),
		};
	}

	/** A frame after correcting one flipped bit. */
	repairedFrame(offset: number): ImageFrame | undefined {
		const word = (this.bytes[offset]! << 8) | this.bytes[offset + 1]!;
		const candidates = codes.has(word)
			? [word]
			: Array.from({ length: 16 }, (_, bit) => word ^ (1 << bit)).filter((w) => codes.has(w));
		for (const candidate of candidates) {
			const known = codes.get(candidate)!;
			const end = offset + 2 + known.bytes + 4;
			if (end > this.bytes.length) continue;
			const whole = this.bytes.slice(offset, end);
			whole[0] = candidate >> 8;
			whole[1] = candidate & 0xff;
			const isSound = crc32c(whole, this.seed, 0, whole.length - 4) === u32At(whole, whole.length - 4);
			const fixed = candidate === word ? withoutFlip(whole, this.seed) : isSound ? whole : undefined;
			if (fixed?.[0] !== candidate >> 8 || fixed[1] !== (candidate & 0xff)) continue;
			const content = fixed.slice(2, -4);
			return { kind: known.kind, content, offset, end: this.frameEnd(offset, known.bytes), repaired: true };
		}
		return undefined;
	}

	/** All frames, including damaged stretches between them. */
	frames(): ImageFrame[] {
		const found: ImageFrame[] = [];
		let offset = headerBytes;
		const writtenEnd = this.writtenEnd();
		while (offset < writtenEnd) {
			let frame = this.soundFrame(offset) ?? this.repairedFrame(offset) ?? this.damagedFrame(offset);
			if (frame === undefined) break;
			// A repaired frame at the end may also be a write that was cut off. It counts as it reads.
			frame = { ...frame, end: Math.min(frame.end, this.bytes.length) };
			found.push(frame);
			offset = frame.end;
		}
		return found;
	}

	writtenEnd(): number {
		let end = this.bytes.length;
		while (end > headerBytes && this.bytes[end - 1] === 0xff) end--;
		return end;
	}

	private frameEnd(offset: number, bytes: number): number {
		return Math.ceil((offset + 6 + bytes) / this.align) * this.align;
	}

	/** The damaged stretch from `offset` to the next valid frame; undefined if none follows. */
	private damagedFrame(offset: number): ImageFrame | undefined {
		const known = codes.get((this.bytes[offset]! << 8) | this.bytes[offset + 1]!);
		const end = known && this.frameEnd(offset, known.bytes);
		if (end !== undefined && this.soundFrame(end)) {
			return {
				kind: "damaged",
				content: this.bytes.slice(offset, end),
				offset,
				end,
				records: known?.kind === "record" ? 1 : 0,
			};
		}
		const first = this.align === 1 ? offset + 1 : Math.floor(offset / this.align + 1) * this.align;
		for (let at = first; at < this.bytes.length; at += this.align) {
			if (this.soundFrame(at))
				return { kind: "damaged", content: this.bytes.slice(offset, at), offset, end: at, records: undefined };
		}
		return undefined;
	}
}
