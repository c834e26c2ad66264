// The bytes of the partition `texts`, as docs/texts.md defines them. One sector holds texts of one time; integers are
// big-endian.
import { ascii, readU32, u32 } from "../core/bytes.js";
import { crc32c } from "../core/crc32c.js";
import { limits } from "../core/limits.js";
import type { Flash } from "../core/ports.js";
import { type PrivateText, saltBytes } from "../core/private-text.js";
import { alignUp, writeU32 } from "../journal/layout.js";

/** "TT", version, geometry, sequence, owner, CRC-32C of the twelve bytes before it. */
export const sectorHeadBytes = 16;
/** Length, its complement, and the first four bytes of the text's digest. */
export const frameHeadBytes = 6;
export const tagBytes = 4;
/** "T". */
const magic = 0x54;
const kindBytes = 1;
const crcBytes = 4;
const formatVersion = 1;

export interface SectorHead {
	/** Only grows over the life of the partition. */
	readonly sequence: number;
}

/** Whose texts these are: a CRC of merchant and terminal. */
export function ownerOf({ merchant, terminal }: { readonly merchant: string; readonly terminal: string }): number {
	return crc32c(ascii(`${merchant}\0${terminal}\0`));
}

function geometryOf({ sectorBytes, alignBytes }: Flash): number {
	return ((31 - Math.clz32(alignBytes)) << 4) | (31 - Math.clz32(sectorBytes) - 8);
}

export function encodeSectorHead(flash: Flash, owner: number, sequence: number, into: Uint8Array): void {
	into[0] = into[1] = magic;
	into[2] = formatVersion;
	into[3] = geometryOf(flash);
	into.set(u32(sequence), 4);
	into.set(u32(owner), 8);
	writeU32(into, 12, crc32c(into, 0, 0, 12));
}

/** Undefined for a sector that has no head of this owner and geometry. */
export function readSectorHead(flash: Flash, owner: number, base: number): SectorHead | undefined {
	const head = new Uint8Array(sectorHeadBytes);
	flash.read(base, head);
	if (head[0] !== magic || head[1] !== magic) return undefined;
	const expected = new Uint8Array(sectorHeadBytes);
	const sequence = readU32(head, 4);
	encodeSectorHead(flash, owner, sequence, expected);
	for (let at = 0; at < sectorHeadBytes; at++) if (head[at] !== expected[at]) return undefined;
	return { sequence };
}

/** Where the body of a frame at `offset` begins: with flash encryption, it has blocks of its own to be cleared. */
export function bodyOffset(offset: number, align: number): number {
	return alignUp(offset + frameHeadBytes, align);
}

/** Bytes of a body whose text has `length` bytes. */
export function bodyBytes(length: number): number {
	return saltBytes + kindBytes + length + crcBytes;
}

export function frameEnd(offset: number, length: number, align: number): number {
	return alignUp(bodyOffset(offset, align) + bodyBytes(length), align);
}

/** The length that a frame's head says; undefined where it is no head. */
export function lengthIn(head: Uint8Array): number | undefined {
	const length = head[0]!;
	return head[1] === (length ^ 0xff) && length >= 1 && length <= limits.textBytesMax ? length : undefined;
}

/** Writes a frame to the start of `into`, which keeps what it holds between head and body. */
export function encodeFrame(
	into: Uint8Array,
	text: PrivateText,
	digest: Uint8Array,
	seed: number,
	align: number,
): void {
	const { salt, kind, utf8 } = text;
	into[0] = utf8.length;
	into[1] = utf8.length ^ 0xff;
	into.set(digest.subarray(0, tagBytes), 2);
	let at = bodyOffset(0, align);
	const crc = crc32c(into, seed, 0, frameHeadBytes);
	const bodyAt = at;
	into.set(salt, at);
	at += saltBytes;
	into[at++] = kind;
	into.set(utf8, at);
	at += utf8.length;
	writeU32(into, at, crc32c(into, crc, bodyAt, at));
}

/** The text in a frame's body; undefined where it was cleared or not written whole. */
export function decodeBody(head: Uint8Array, body: Uint8Array, seed: number): PrivateText | undefined {
	const end = body.length - crcBytes;
	if (crc32c(body, crc32c(head, seed, 0, frameHeadBytes), 0, end) !== readU32(body, end)) return undefined;
	return {
		salt: body.slice(0, saltBytes),
		kind: body[saltBytes]!,
		utf8: body.slice(saltBytes + kindBytes, end),
	};
}
