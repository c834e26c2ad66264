// The header of a segment.
import { crc32c } from "../../firmware/core/crc32c.js";
import { headerBytes, u32At, withoutFlip } from "./sector-reader.js";

export const formatVersion = 1;
export const crcOffset = 52;

export interface HeaderFields {
	readonly version: number;
	readonly sectorBytes: number;
	readonly alignBytes: number;
	readonly segment: number;
	readonly owner: number;
	readonly epoch: number;
	readonly firstSequence: number;
	readonly head: Uint8Array;
	readonly repaired: boolean;
}

/** The header at the start of `bytes`, with at most one flipped bit corrected; undefined if there is none. */
export function readHeader(bytes: Uint8Array): HeaderFields | undefined {
	if (bytes.length < headerBytes) return undefined;
	const header = bytes.slice(0, headerBytes);
	if (crc32c(header, 0, 0, crcOffset) === u32At(header, crcOffset))
		return hasMagic(header) ? { ...fieldsOf(header), repaired: false } : undefined;
	const fixed = u32At(header, crcOffset) === 0xffff_ffff ? undefined : withoutFlip(header, 0);
	return fixed && hasMagic(fixed) && fixed[2] === formatVersion ? { ...fieldsOf(fixed), repaired: true } : undefined;
}

function hasMagic(header: Uint8Array): boolean {
	return header[0] === 0x54 && header[1] === 0x4a;
}

export function fieldsOf(header: Uint8Array): Omit<HeaderFields, "repaired"> {
	return {
		version: header[2]!,
		sectorBytes: 2 ** ((header[3]! & 15) + 8),
		alignBytes: 2 ** (header[3]! >> 4),
		segment: u32At(header, 4),
		owner: u32At(header, 8),
		epoch: u32At(header, 12),
		firstSequence: u32At(header, 16),
		head: header.slice(20, crcOffset),
	};
}
