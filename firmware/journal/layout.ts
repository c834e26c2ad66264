// The byte layout of the journal, as docs/journal-format.md defines it. One sector is one segment; all integers are
// big-endian.

/** "TJ". */
export const magicHigh = 0x54;
export const magicLow = 0x4a;
export const magicBytes = 2;
export const formatVersion = 1;

/** Written as soon as an erase is verified complete: magic, version, geometry, segment sequence, owner, epoch. */
export const preambleBytes = 16;
export const epochOffset = 12;
/** Preamble, first record sequence, chain head before it, CRC-32C. */
export const headerBytes = 56;
export const headerCrcOffset = 52;

/** Two bytes of length with its check before the content, four bytes of CRC-32C after it. */
export const framePrefixBytes = 2;
export const frameOverheadBytes = 6;

/** Codes up to this are records of that many bytes; higher codes are the journal's own frames. */
export const recordCodeMax = 2_040;
export const checkpointCode = 2_041;
export const segmentEndCode = 2_042;
export const archivedMarkCode = 2_043;

const signatureBytes = 64;

/** Bytes of content of a frame of this code; undefined for a code that this format does not have. */
export function contentBytes(code: number): number | undefined {
	if (code >= 1 && code <= recordCodeMax) return code;
	if (code === checkpointCode) return signatureBytes;
	if (code === segmentEndCode || code === archivedMarkCode) return 8;
	return undefined;
}

/** The next multiple of `align`, a power of two. */
export function alignUp(value: number, align: number): number {
	return (value + align - 1) & ~(align - 1);
}

export function readU32(bytes: Uint8Array, offset: number): number {
	return ((bytes[offset]! << 24) | (bytes[offset + 1]! << 16) | (bytes[offset + 2]! << 8) | bytes[offset + 3]!) >>> 0;
}

export function writeU32(bytes: Uint8Array, offset: number, value: number): void {
	bytes[offset] = value >>> 24;
	bytes[offset + 1] = value >>> 16;
	bytes[offset + 2] = value >>> 8;
	bytes[offset + 3] = value;
}
