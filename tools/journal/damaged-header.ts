// Reconstructs an unreadable segment header from its own bytes, its neighbours and the chain (docs/journal-format.md).
import { chainContext, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { crc32c } from "../../firmware/core/crc32c.js";
import { digest } from "./crypto.js";
import { headerBytes, SectorReader, u32At, withoutFlip } from "./sector-reader.js";
import { crcOffset, fieldsOf, formatVersion, type HeaderFields } from "./segment-header.js";
import type { ImageFrame, ImageSegment } from "./segment.js";

/** The journal's owner. With it, a damaged header that begins an epoch is recognised with certainty. */
export interface Identity {
	readonly merchant: string;
	readonly terminal: string;
}

export interface Geometry {
	readonly sectorBytes: number;
	readonly alignBytes: number;
	readonly owner: number;
}

/**
 * The context of a damaged header: the preceding segment with its records, and the next segment with a readable header.
 */
export interface Surroundings {
	readonly before: ImageSegment | undefined;
	readonly next: HeaderFields | undefined;
	/** Records from this segment up to the next one. */
	readonly recordsToNext: number;
	readonly identity: Identity | undefined;
}

export interface ImpliedHeader {
	readonly epoch: number;
	/** -1 if it follows from the preceding segment. */
	readonly firstSequence: number;
	/** Undefined if the CRC does not prove it. */
	readonly head: Uint8Array | undefined;
}

/** Random bytes almost never agree in this many places; damaged bytes keep more than this. */
const equalBytesMin = 8;
const epochStepsMax = 16;

function knownBytes(segment: number, { sectorBytes, alignBytes, owner }: Geometry): Uint8Array {
	const bytes = new Uint8Array(12);
	const view = new DataView(bytes.buffer);
	bytes.set([0x54, 0x4a, formatVersion, (Math.log2(alignBytes) << 4) | (Math.log2(sectorBytes) - 8)]);
	view.setUint32(4, segment);
	view.setUint32(8, owner);
	return bytes;
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
	return start.every((byte, at) => bytes[at] === byte);
}

/** Whether a segment was opened in this sector: its first frame is valid, or its preamble and two later frames are. */
export function isOpened(bytes: Uint8Array, segment: number, geometry: Geometry): boolean {
	const reader = new SectorReader(bytes, segment, geometry.alignBytes);
	if (reader.soundFrame(headerBytes) !== undefined) return true;
	if (!startsWith(bytes, knownBytes(segment, geometry))) return false;
	const kept = reader
		.frames()
		.filter(({ kind, offset }) => offset > headerBytes && (kind === "record" || kind === "checkpoint"));
	return kept.length >= 2;
}

function differentBits(a: Uint8Array, b: Uint8Array): number {
	return a.reduce((sum, byte, at) => sum + (byte ^ b[at]!).toString(2).replaceAll("0", "").length, 0);
}

/** The header for which the CRC holds; of several, the one nearest to the bytes found. */
function provenHeader(
	bytes: Uint8Array,
	segment: number,
	geometry: Geometry,
	epochs: readonly number[],
): HeaderFields | undefined {
	const known = knownBytes(segment, geometry);
	const found = bytes.slice(0, headerBytes);
	const candidates = [u32At(found, 12), ...epochs].flatMap((epoch) => {
		const header = found.slice();
		header.set(known);
		new DataView(header.buffer).setUint32(12, epoch);
		if (crc32c(header, 0, 0, crcOffset) === u32At(header, crcOffset)) return [header];
		const fixed = withoutFlip(header, 0);
		return fixed && startsWith(fixed, known) ? [fixed] : [];
	});
	const [best] = candidates.sort((a, b) => differentBits(a, found) - differentBits(b, found));
	return best && { ...fieldsOf(best), repaired: true };
}

function isNear(a: Uint8Array, b: Uint8Array): boolean {
	return a.filter((byte, at) => byte === b[at]).length >= equalBytesMin;
}

/** A number and all numbers that differ from it in up to three bits, nearest first. */
function* around(value: number): Generator<number> {
	for (let flips = 0; flips <= 3; flips++) yield* flipped(value, flips, 0);
}

function* flipped(value: number, flips: number, from: number): Generator<number> {
	if (flips === 0) return void (yield value >>> 0);
	for (let bit = from; bit < 32; bit++) yield* flipped(value ^ (1 << bit), flips - 1, bit + 1);
}

/** Frames of a segment up to the end that a later segment's frames state for it. */
export function framesBefore(
	segment: number,
	frames: readonly ImageFrame[],
	later: readonly ImageFrame[],
): readonly ImageFrame[] {
	const stated = later.find(({ kind, content }) => kind === "segmentEnd" && u32At(content, 0) === segment);
	const end = stated ? u32At(stated.content, 4) : Infinity;
	return frames.filter(({ offset }) => offset < end);
}

/** The head after the last record of a segment; undefined if it cannot be determined. */
function headAfter({ head }: ImageSegment, frames: readonly ImageFrame[]): Uint8Array | undefined {
	if (head === undefined || frames.some(({ kind }) => kind === "damaged")) return undefined;
	return frames.reduce((at, { kind, content }) => (kind === "record" ? nextHead(digest, at, content) : at), head);
}

/** The epoch that a segment begins, by the head in its header; undefined if it begins none. */
function begunEpoch(
	found: Uint8Array,
	known: Uint8Array,
	frames: readonly ImageFrame[],
	{ before, next, identity }: Surroundings,
): number | undefined {
	const foundHead = found.slice(20, crcOffset);
	const stated = u32At(found, 12);
	const above = before?.epoch ?? 0;
	const head = before && headAfter(before, framesBefore(before.segment, before.frames, frames));
	if (head !== undefined && isNear(foundHead, head)) return undefined;
	if (identity) {
		const steps = Array.from({ length: epochStepsMax }, (_, step) => above + 1 + step);
		for (const epoch of [...(next ? [next.epoch] : []), ...steps, ...around(stated)]) {
			if (epoch <= above) continue;
			if (isNear(foundHead, genesisHead(digest, chainContext(digest, { ...identity, epoch })))) return epoch;
		}
		return undefined;
	}
	// Without an identity only the chain remains: a header that is partly readable and does not continue the chain
	// begins another epoch.
	if (head === undefined || !isNear(found.slice(0, known.length), known)) return undefined;
	return stated > above && stated <= (next?.epoch ?? above + 1) ? stated : above + 1;
}

/**
 * The geometry of a journal with only one segment, whose header is damaged: the bytes known from its place are
 * corrected, and then the CRC must hold or the first frame must be valid.
 */
export function impliedGeometry(image: Uint8Array, identity: Identity | undefined): Geometry | undefined {
	if (image.length < headerBytes) return undefined;
	const owner = identity ? u32At(chainContext(digest, { ...identity, epoch: 0 }), 0) : u32At(image, 8);
	const stated = { sectorBytes: 2 ** ((image[3]! & 15) + 8), alignBytes: 2 ** (image[3]! >> 4), owner };
	const usual = [1, 16].flatMap((alignBytes) =>
		Array.from({ length: 9 }, (_, power) => ({ sectorBytes: 2 ** (power + 12), alignBytes, owner })),
	);
	const small = [1, 16].flatMap((alignBytes) =>
		Array.from({ length: 4 }, (_, power) => ({ sectorBytes: 2 ** (power + 8), alignBytes, owner })),
	);
	const all = [stated, ...usual, ...small].filter(
		({ sectorBytes, alignBytes }) => sectorBytes <= image.length && (alignBytes === 1 || alignBytes === 16),
	);
	const proven = all.find((geometry) => provenHeader(image, 0, geometry, [1]) !== undefined);
	if (proven) return proven;
	const scored = all
		.map((geometry) => ({ geometry, frames: soundFrames(image, geometry) }))
		.filter(({ frames }) => frames > 0);
	return scored.sort((a, b) => b.frames - a.frames)[0]?.geometry;
}

/** Number of valid frames in all sectors, each taken for a segment of the ring's first turn. */
function soundFrames(image: Uint8Array, { sectorBytes, alignBytes }: Geometry): number {
	let count = 0;
	for (let segment = 0; (segment + 1) * sectorBytes <= image.length; segment++) {
		const reader = new SectorReader(
			image.subarray(segment * sectorBytes, (segment + 1) * sectorBytes),
			segment,
			alignBytes,
		);
		if (reader.soundFrame(headerBytes)) count += reader.frames().filter(({ kind }) => kind !== "damaged").length;
	}
	return count;
}

/** Reconstructs the fields of a damaged header. */
export function impliedHeader(
	bytes: Uint8Array,
	segment: number,
	geometry: Geometry,
	frames: readonly ImageFrame[],
	surroundings: Surroundings,
): ImpliedHeader {
	const { before, next, recordsToNext } = surroundings;
	const epochs = before ? [before.epoch, before.epoch + 1] : [];
	if (next) epochs.push(next.epoch, next.epoch - 1);
	const proven = provenHeader(bytes, segment, geometry, epochs);
	if (proven) return proven;
	const begun = begunEpoch(bytes, knownBytes(segment, geometry), frames, surroundings);
	if (begun !== undefined) return { epoch: begun, firstSequence: 1, head: undefined };
	if (before) return { epoch: before.epoch, firstSequence: -1, head: undefined };
	if (next === undefined) return { epoch: u32At(bytes, 12), firstSequence: 1, head: undefined };
	if (next.firstSequence > 1)
		return { epoch: next.epoch, firstSequence: Math.max(1, next.firstSequence - recordsToNext), head: undefined };
	const stated = u32At(bytes, 12);
	return {
		epoch: stated < next.epoch ? stated : next.epoch - 1,
		firstSequence: Math.max(1, u32At(bytes, 16)),
		head: undefined,
	};
}
