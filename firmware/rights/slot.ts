// The bytes of the rights partition: slots of 32 bytes, the first of each sector its header (docs/vouchers.md).
// Integers are big-endian.
import { readU32 } from "../core/bytes.js";
import { crc32c } from "../core/crc32c.js";

export const slotBytes = 32;
const crcAt = 28;

/** A right's counters as of one record. A coupon has none: that it is there says that it was used. */
export interface RightEntry {
	readonly kind: number;
	/** 8 bytes. */
	readonly key: Uint8Array;
	/** The newest record that the entry includes. */
	readonly epoch: number;
	readonly sequence: number;
	readonly issued: number;
	readonly left: number;
}

export interface SectorHeader {
	readonly bucket: number;
	readonly generation: number;
	/** Of the store: another board's sectors are not this one's. */
	readonly store: number;
}

/** "TR". */
const magicHigh = 0x54;
const magicLow = 0x52;
const formatVersion = 1;
const keyAt = 8;
const keyBytes = 8;
const epochAt = 4;
const sequenceAt = 16;
const issuedAt = 20;
const leftAt = 24;

function writeU32(bytes: Uint8Array, at: number, value: number): void {
	bytes[at] = value >>> 24;
	bytes[at + 1] = value >>> 16;
	bytes[at + 2] = value >>> 8;
	bytes[at + 3] = value;
}

function seal(bytes: Uint8Array): Uint8Array {
	writeU32(bytes, crcAt, crc32c(bytes, 0, 0, crcAt));
	return bytes;
}

function isWhole(bytes: Uint8Array): boolean {
	return readU32(bytes, crcAt) === crc32c(bytes, 0, 0, crcAt);
}

/** Kind, three zeros, epoch, key, sequence, issued, left, checksum. */
export function encodeEntry({ kind, key, epoch, sequence, issued, left }: RightEntry, into: Uint8Array): void {
	into.fill(0);
	into[0] = kind;
	writeU32(into, epochAt, epoch);
	into.set(key, keyAt);
	writeU32(into, sequenceAt, sequence);
	writeU32(into, issuedAt, issued);
	writeU32(into, leftAt, left);
	seal(into);
}

/** Whether the slot names this subject; it may not be whole. */
export function isSlotOf(bytes: Uint8Array, kind: number, key: Uint8Array): boolean {
	if (bytes[0] !== kind) return false;
	for (let at = 0; at < keyBytes; at++) if (bytes[keyAt + at] !== key[at]) return false;
	return true;
}

/** Undefined for a slot that was not written to its end. */
export function readEntry(bytes: Uint8Array): RightEntry | undefined {
	if (!isWhole(bytes)) return undefined;
	return {
		kind: bytes[0]!,
		key: bytes.slice(keyAt, keyAt + keyBytes),
		epoch: readU32(bytes, epochAt),
		sequence: readU32(bytes, sequenceAt),
		issued: readU32(bytes, issuedAt),
		left: readU32(bytes, leftAt),
	};
}

/** Magic, version, bucket, generation, store, zeros, checksum. */
export function encodeHeader({ bucket, generation, store }: SectorHeader, into: Uint8Array): void {
	into.fill(0);
	into[0] = magicHigh;
	into[1] = magicLow;
	into[2] = formatVersion;
	into[3] = bucket;
	writeU32(into, epochAt, generation);
	writeU32(into, keyAt, store);
	seal(into);
}

/** Undefined for a sector without one, or of another format. */
export function readHeader(bytes: Uint8Array): SectorHeader | undefined {
	if (bytes[0] !== magicHigh || bytes[1] !== magicLow || bytes[2] !== formatVersion || !isWhole(bytes))
		return undefined;
	return { bucket: bytes[3]!, generation: readU32(bytes, epochAt), store: readU32(bytes, keyAt) };
}

/** The checksum of a subject spreads it over buckets and slots. */
export function hashOf(kind: number, key: Uint8Array): number {
	return crc32c(key, kind);
}
