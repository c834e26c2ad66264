// The header of a segment.
import { crc32c } from "../../firmware/core/crc32c.js";
import { headerBytes, u32At, withoutFlip } from "./sector-reader.js";

export const formatVersion = 1;
const crcOffset = 52;

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

/** The header at the start of `bytes`; undefined where there is none. */
export function readHeader(bytes: Uint8Array): HeaderFields | undefined {
	if (bytes.length < headerBytes || bytes[0] !== 0x54 || bytes[1] !== 0x4a) return undefined;
	let header: Uint8Array = bytes.slice(0, headerBytes);
	let repaired = false;
	if (crc32c(header, 0, 0, crcOffset) !== u32At(header, crcOffset)) {
		const fixed = header[2] === formatVersion && u32At(header, crcOffset) !== 0xffff_ffff ? withoutFlip(header, 0) : undefined;
		if (fixed?.[0] !== 0x54 || fixed[1] !== 0x4a || fixed[2] !== formatVersion) return undefined;
		header = fixed;
		repaired = true;
	}
	return {
		version: header[2]!,
		sectorBytes: 2 ** ((header[3]! & 15) + 8),
		alignBytes: 2 ** (header[3]! >> 4),
		segment: u32At(header, 4),
		owner: u32At(header, 8),
		epoch: u32At(header, 12),
		firstSequence: u32At(header, 16),
		head: header.slice(20, crcOffset),
		repaired,
	};
}
