// Recovers the header of a segment whose frames can still be read: their CRC is seeded with the segment's sequence,
// which proves that the segment was opened. The header's fields are recomputed from the segments around it
// (docs/journal-format.md); the damaged bytes alone never decide.
import { crc32c } from "../core/crc32c.js";
import { Fault } from "../core/fault.js";
import { readFrame, segmentSeed } from "./frame.js";
import { decodeHeader, encodePreamble, type SegmentHeader } from "./header.js";
import {
	checkpointCode,
	epochOffset,
	headerBytes,
	headerCrcOffset,
	readU32,
	recordCodeMax,
	segmentEndCode,
} from "./layout.js";
import { repairBit } from "./repair.js";
import type { Ring } from "./ring.js";
import { SegmentReader } from "./segment-reader.js";

const headOffset = 20;
const headBytes = 32;
/** The chance that random bytes agree in so many places is 10⁻¹²; damaged headers keep more than this. */
const equalBytesMin = 8;
/**
 * Epochs follow each other without a gap, except where the records that would have begun those between found no room.
 */
const epochStepsMax = 16;

/** The segment before a damaged one. */
export interface SegmentBefore {
	readonly segment: number;
	readonly epoch: number;
	/** Its last record, and the head after it where that is known. */
	readonly sequence: number;
	readonly head: Uint8Array | undefined;
}

export interface RecoveredHeader {
	readonly header: SegmentHeader;
	/** False where the chain may not continue from this header, because it is only the best guess. */
	readonly isSure: boolean;
}

export interface Recovery {
	readonly ring: Ring;
	readonly segment: number;
	/** Undefined where no earlier segment is held. */
	readonly before: SegmentBefore | undefined;
	/** Epochs that are possible beside those that follow from `before` and from the segment's own bytes. */
	readonly epochs: readonly number[];
	/** The head before an epoch's first record. */
	readonly genesis: (epoch: number) => Uint8Array;
}

/** What the recovery of the oldest segment needs to know of the open journal. */
interface OpenJournal {
	readonly epoch: number;
	genesis(epoch: number): Uint8Array;
}

/**
 * Whether a segment with a damaged header is at its place: its first frame is sound, or its preamble and two later
 * frames are.
 */
export function isOpened(ring: Ring, segment: number, bytes = ring.headerBytesAt(segment % ring.sectors)): boolean {
	if (readFrame(ring.flash, ring.base(segment), headerBytes, segmentSeed(segment)) !== undefined) return true;
	if (!hasPreamble(ring, segment, bytes)) return false;
	// A single later frame may be what a power cut left of the write that was to open the segment.
	const reader = new SegmentReader(ring, segment);
	if (reader.skip() === undefined) return false;
	let kept = 0;
	for (let frame = reader.next(); frame !== undefined && kept < 2; frame = reader.next())
		if (frame.code <= checkpointCode) kept++;
	return kept === 2;
}

/**
 * The header for which the CRC is right: bytes 0–11 are known, the epoch is the stated one or one of `epochs`, and one
 * bit of the rest may be wrong. Undefined when there is none.
 */
export function provenHeader(ring: Ring, segment: number, epochs: readonly number[]): SegmentHeader | undefined {
	const found = ring.headerBytesAt(segment % ring.sectors);
	const candidates = [readU32(found, epochOffset), ...epochs];
	for (const epoch of candidates) {
		const bytes = withPreamble(ring, segment, epoch, found);
		if (crc32c(bytes, 0, 0, headerCrcOffset) === readU32(bytes, headerCrcOffset)) return decodeHeader(bytes, true);
	}
	let best: Uint8Array | undefined;
	let least = Infinity;
	for (const epoch of candidates) {
		const bytes = withPreamble(ring, segment, epoch, found);
		if (!repairBit(bytes, headerCrcOffset, 0) || !hasPreamble(ring, segment, bytes)) continue;
		const wrong = differentBits(bytes, found);
		if (wrong >= least) continue;
		least = wrong;
		best = bytes;
	}
	return best && decodeHeader(best, true);
}

/**
 * The header of a segment that has a segment before it, or of the very first; undefined where neither CRC nor chain
 * determines it.
 */
export function recoverHeader(recovery: Recovery): RecoveredHeader | undefined {
	const { ring, segment, before, epochs, genesis } = recovery;
	const found = ring.headerBytesAt(segment % ring.sectors);
	const around = before === undefined ? epochs : [before.epoch, before.epoch + 1, ...epochs];
	const proven = provenHeader(ring, segment, around);
	if (proven !== undefined) return { header: proven, isSure: true };
	const stated = readU32(found, epochOffset);
	const foundHead = found.subarray(headOffset, headOffset + headBytes);
	const above = before?.epoch ?? 0;
	const isContinued = before?.head !== undefined && isNear(foundHead, before.head);
	for (let step = -around.length; !isContinued && step <= epochStepsMax; step++) {
		const epoch = step < 0 ? around[-1 - step]! : step === 0 ? stated : above + step;
		if (epoch <= above) continue;
		const head = genesis(epoch);
		if (isNear(foundHead, head))
			return { header: { segment, epoch, firstSequence: 1, head, repaired: true }, isSure: true };
	}
	if (before === undefined) return undefined;
	const head = before.head ?? foundHead.slice();
	const header = { segment, epoch: above, firstSequence: before.sequence + 1, head, repaired: true };
	// Where nothing is left of the header, the segment continues the one just before it. Where something is left, it
	// may state a chain that nobody knows.
	const isNext = before.head !== undefined && before.segment === segment - 1 && !isLegible(ring, segment, found);
	return { header, isSure: isContinued || isNext };
}

/** The offset at which the frames of an earlier segment end, as this segment states it; undefined where it does not. */
export function statedEnd(ring: Ring, segment: number, earlier: number): number | undefined {
	const reader = new SegmentReader(ring, segment);
	for (let frame = reader.next(); frame !== undefined && frame.code > recordCodeMax; frame = reader.next()) {
		if (frame.code === segmentEndCode && readU32(frame.content, 0) === earlier) return readU32(frame.content, 4);
	}
	return undefined;
}

/**
 * The oldest segment held after `claimed`, damaged or not. Throws Fault JOURNAL_DAMAGED where nothing can be read any
 * more.
 */
export function oldestSegment(ring: Ring, newest: number, claimed: number, journal: OpenJournal): SegmentHeader {
	for (let segment = Math.max(0, claimed - ring.sectors + 1); segment <= newest; segment++) {
		const position = segment % ring.sectors;
		const bytes = ring.headerBytesAt(position);
		const header = ring.headerIn(bytes, position);
		if (header?.segment === segment) return header;
		if (header !== undefined || !isOpened(ring, segment, bytes)) continue;
		const { epoch } = journal;
		const next = ring.next(segment, newest);
		const epochs = next === undefined ? [epoch] : [next.epoch, next.epoch - 1];
		const genesis = (one: number): Uint8Array => journal.genesis(one);
		const recovered = recoverHeader({ ring, segment, before: undefined, epochs, genesis });
		return (
			recovered?.header ??
			headerBefore(ring, segment, bytes, next) ?? {
				segment,
				epoch,
				firstSequence: 1,
				head: genesis(epoch),
				repaired: true,
			}
		);
	}
	throw new Fault("JOURNAL_DAMAGED", "no segment can be read any more");
}

/** The header of the oldest segment, as far as the next one determines it. Its head stays what was found. */
function headerBefore(
	ring: Ring,
	segment: number,
	found: Uint8Array,
	next: SegmentHeader | undefined,
): SegmentHeader | undefined {
	if (next === undefined) return undefined;
	const { head } = decodeHeader(found, true);
	if (next.firstSequence > 1) {
		let records = 0;
		for (let at = segment; at < next.segment; at++) {
			if (isOpened(ring, at))
				records += new SegmentReader(ring, at).countRecords(statedEnd(ring, next.segment, at));
		}
		return {
			segment,
			epoch: next.epoch,
			firstSequence: Math.max(1, next.firstSequence - records),
			head,
			repaired: true,
		};
	}
	// An epoch ended here; only the bytes found say at which record.
	const stated = decodeHeader(found, true);
	const epoch = stated.epoch < next.epoch ? stated.epoch : next.epoch - 1;
	return { segment, epoch, firstSequence: Math.max(1, stated.firstSequence), head, repaired: true };
}

function withPreamble(ring: Ring, segment: number, epoch: number, found: Uint8Array): Uint8Array {
	const bytes = found.slice();
	bytes.set(encodePreamble(ring.owner, segment, epoch));
	return bytes;
}

/** Whether bytes 0–11 have the expected values. */
function hasPreamble(ring: Ring, segment: number, bytes: Uint8Array): boolean {
	const preamble = encodePreamble(ring.owner, segment, 0);
	for (let at = 0; at < epochOffset; at++) if (bytes[at] !== preamble[at]) return false;
	return true;
}

/** Whether enough of bytes 0–11 is left to show that a header was here. */
function isLegible(ring: Ring, segment: number, bytes: Uint8Array): boolean {
	return isNear(bytes.subarray(0, epochOffset), encodePreamble(ring.owner, segment, 0));
}

function isNear(a: Uint8Array, b: Uint8Array): boolean {
	let same = 0;
	for (let at = 0; at < a.length; at++) if (a[at] === b[at]) same++;
	return same >= equalBytesMin;
}

function differentBits(a: Uint8Array, b: Uint8Array): number {
	let bits = 0;
	for (let at = 0; at < headerBytes; at++) for (let left = a[at]! ^ b[at]!; left !== 0; left &= left - 1) bits++;
	return bits;
}
