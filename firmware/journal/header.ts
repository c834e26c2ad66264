// The header of a segment: which terminal wrote it, its place in the ring, and where in the chain it begins.
import { crc32c } from "../core/crc32c.js";
import {
	formatVersion,
	headerBytes,
	headerCrcOffset,
	magicHigh,
	magicLow,
	preambleBytes,
	readU32,
	writeU32,
} from "./layout.js";

export interface SegmentHeader {
	/** Only grows over the life of the partition; its remainder by the number of sectors is the position. */
	readonly segment: number;
	readonly epoch: number;
	/** The sequence of the first record here, or of the next record where the segment holds none. */
	readonly firstSequence: number;
	/** The chain head before that record. */
	readonly head: Uint8Array;
	/** One flipped bit was corrected to read it. */
	readonly repaired?: boolean;
}

/** What identifies this terminal's headers: its fingerprint and the geometry that they were written for. */
export interface Owner {
	readonly fingerprint: number;
	readonly geometry: number;
}

export function geometryByte(sectorBytes: number, alignBytes: number): number {
	return ((31 - Math.clz32(alignBytes)) << 4) | (31 - Math.clz32(sectorBytes) - 8);
}

export function encodePreamble(owner: Owner, segment: number, epoch: number): Uint8Array {
	const bytes = new Uint8Array(preambleBytes);
	bytes[0] = magicHigh;
	bytes[1] = magicLow;
	bytes[2] = formatVersion;
	bytes[3] = owner.geometry;
	writeU32(bytes, 4, segment);
	writeU32(bytes, 8, owner.fingerprint);
	writeU32(bytes, 12, epoch);
	return bytes;
}

/** Writes the header's bytes after its preamble to the start of `into`; the CRC covers the preamble too. */
export function encodeHeaderRest(into: Uint8Array, owner: Owner, header: SegmentHeader): void {
	writeU32(into, 0, header.firstSequence);
	into.set(header.head, 4);
	const crc = crc32c(
		into,
		crc32c(encodePreamble(owner, header.segment, header.epoch)),
		0,
		headerCrcOffset - preambleBytes,
	);
	writeU32(into, headerCrcOffset - preambleBytes, crc);
}

/** Whether a single flipped bit could be all that is wrong with these bytes as a header of this terminal. */
export function resemblesHeader(bytes: Uint8Array, owner: Owner): boolean {
	// An erased sector begins like this, and a prepared one has no CRC yet.
	if (bytes[0] === 0xff || readU32(bytes, headerCrcOffset) === 0xffff_ffff) return false;
	const format = ((magicHigh << 24) | (magicLow << 16) | (formatVersion << 8) | owner.geometry) >>> 0;
	const difference = readU32(bytes, 0) ^ format;
	const ownerDifference = readU32(bytes, 8) ^ owner.fingerprint;
	return isOneBit(difference) && isOneBit(ownerDifference) && (difference === 0 || ownerDifference === 0);
}

/** Undefined where there is none. */
function isOneBit(bits: number): boolean {
	return (bits & (bits - 1)) === 0;
}

/** Whether the bytes begin like a header of another version of this format. */
export function hasOtherVersion(bytes: Uint8Array): boolean {
	return bytes[0] === magicHigh && bytes[1] === magicLow && bytes[2] !== formatVersion && bytes[2] !== 0xff;
}

export type HeaderVerdict = "ours" | "foreign" | "version" | "none";

/** Whose header these 56 bytes are, decided by a sound CRC only. */
export function judgeHeader(bytes: Uint8Array, owner: Owner): HeaderVerdict {
	if (bytes[0] !== magicHigh || bytes[1] !== magicLow) return "none";
	if (crc32c(bytes, 0, 0, headerCrcOffset) !== readU32(bytes, headerCrcOffset)) return "none";
	if (bytes[2] !== formatVersion) return "version";
	return readU32(bytes, 8) === owner.fingerprint && bytes[3] === owner.geometry ? "ours" : "foreign";
}

export function decodeHeader(bytes: Uint8Array, repaired: boolean): SegmentHeader {
	return {
		segment: readU32(bytes, 4),
		epoch: readU32(bytes, 12),
		firstSequence: readU32(bytes, preambleBytes),
		head: bytes.slice(preambleBytes + 4, headerBytes - 4),
		repaired,
	};
}
