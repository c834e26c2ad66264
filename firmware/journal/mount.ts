// Finds the end of the journal by reading its newest segment. Mounting writes nothing.
import { nextHead } from "../core/chain.js";
import { limits } from "../core/limits.js";
import type { Digest } from "../core/ports.js";
import { isOpened, recoverHeader, statedEnd } from "./damaged-header.js";
import type { Frame } from "./frame.js";
import { archivedMarkCode, checkpointCode, readU32, recordCodeMax } from "./layout.js";
import type { SegmentHeader } from "./header.js";
import type { Ring } from "./ring.js";
import { SegmentReader } from "./segment-reader.js";

export interface RecordMark {
	readonly epoch: number;
	readonly sequence: number;
}

export interface Mounted {
	readonly segment: number;
	readonly epoch: number;
	/** The last durable record and the head after it. */
	readonly sequence: number;
	readonly head: Uint8Array;
	/** Where the frames of the newest segment end. */
	readonly offset: number;
	/** Nothing may be written after `offset`: a power cut or a fault left bits there. */
	readonly sealed: boolean;
	/** A record of this segment is lost, and the head with it: this epoch's chain cannot be continued. */
	readonly broken: boolean;
	/** The segment holds a record or a checkpoint. */
	readonly holds: boolean;
	readonly recordsSinceCheckpoint: number;
	readonly archived: RecordMark | undefined;
}

/** The newest segment that holds anything, and the segment to open next; both undefined for an empty partition. */
export interface MountResult {
	readonly newest: Mounted | undefined;
	readonly candidate: number;
}

export interface MountOptions {
	readonly ring: Ring;
	readonly digest: Digest;
	/** The head before an epoch's first record. */
	readonly genesis: (epoch: number) => Uint8Array;
	readonly enrolledEpoch: number;
}

/**
 * A segment without a record or checkpoint was interrupted at its first one. It is skipped here; its sector is erased
 * and opened again.
 */
export function mount(options: MountOptions): MountResult {
	const { ring } = options;
	const header = ring.newest();
	const last = lastOpened(ring, header);
	if (header === undefined) refuseOtherVersion(options, last);
	let candidate = last ?? 0;
	let mounted = last === undefined ? undefined : readTo(options, last, last === header?.segment ? header : undefined);
	for (; mounted !== undefined; mounted = readTo(options, mounted.segment - 1)) {
		if (mounted.holds) return { newest: mounted, candidate: mounted.segment + 1 };
		candidate = mounted.segment;
	}
	return { newest: undefined, candidate };
}

/**
 * The last segment that was opened, searched from the newest header found. It may be followed by segments with damaged
 * headers and by sectors that were set aside, but by nothing after a sector that is erased or still holds the ring's
 * last turn.
 */
function lastOpened(ring: Ring, newest: SegmentHeader | undefined): number | undefined {
	let last = newest?.segment;
	const end = (newest?.segment ?? 0) + ring.sectors;
	for (let segment = newest === undefined ? 0 : newest.segment + 1; segment < end; segment++) {
		const position = segment % ring.sectors;
		const bytes = ring.headerBytesAt(position);
		const header = ring.headerIn(bytes, position);
		if (header?.segment === segment) last = segment;
		else if (header !== undefined || ring.isUnopened(bytes, position)) break;
		else if (isOpened(ring, segment, bytes)) last = segment;
	}
	return last;
}

/**
 * Where no header is found, bytes that begin like another version are refused, unless the first segment is proven to be
 * of this one.
 */
function refuseOtherVersion({ ring, genesis, enrolledEpoch }: MountOptions, last: number | undefined): void {
	let segment = 0;
	while (last !== undefined && segment < last && !isOpened(ring, segment)) segment++;
	const recovery = { ring, segment, before: undefined, epochs: [enrolledEpoch], genesis };
	if (last === undefined || recoverHeader(recovery) === undefined) ring.refuseOtherVersion();
}

/** Reads the last segment up to `last`, and segments with damaged headers on the way; undefined where there is none. */
function readTo(options: MountOptions, last: number, sound?: SegmentHeader): Mounted | undefined {
	const { ring, digest, genesis, enrolledEpoch } = options;
	let header = sound ?? (last < 0 ? undefined : (ring.header(last) ?? ring.previous(last)));
	let mounted = header && readSegment(ring, digest, header);
	const first = header === undefined ? Math.max(0, last - ring.sectors + 1) : header.segment + 1;
	for (let segment = first; segment <= last; segment++) {
		if (!isOpened(ring, segment)) continue;
		const end = mounted && statedEnd(ring, segment, mounted.segment);
		// The last record was written again in this segment.
		if (mounted && header && end !== undefined && end < mounted.offset)
			mounted = readSegment(ring, digest, header, end);
		const before = mounted && { ...mounted, head: mounted.broken ? undefined : mounted.head };
		const recovered = recoverHeader({ ring, segment, before, epochs: [enrolledEpoch], genesis });
		// The first segment of a partition begins the epoch of its enrolment.
		header = recovered?.header ?? {
			segment,
			epoch: enrolledEpoch,
			firstSequence: 1,
			head: genesis(enrolledEpoch),
			repaired: true,
		};
		mounted = readSegment(ring, digest, header);
		if (recovered?.isSure === false) mounted = { ...mounted, broken: true };
	}
	return mounted;
}

/**
 * The archived mark of the earlier segments, for a newest segment without one: the write that opened it may have been
 * interrupted at the mark. Undefined where nothing was archived yet.
 */
export function earlierMark(ring: Ring, newest: number): RecordMark | undefined {
	let header = ring.previous(newest);
	for (let step = 0; header !== undefined && step < limits.journalMarkStepsMax; step++) {
		const reader = new SegmentReader(ring, header.segment);
		for (let frame = reader.next(); frame !== undefined && frame.code > recordCodeMax; frame = reader.next()) {
			if (frame.code === archivedMarkCode) return markIn(frame);
		}
		header = ring.previous(header.segment);
	}
	return undefined;
}

function markIn(frame: Frame): RecordMark {
	return { epoch: readU32(frame.content, 0), sequence: readU32(frame.content, 4) };
}

/** Reads a segment's frames up to the offset `end`. */
function readSegment(ring: Ring, digest: Digest, header: SegmentHeader, end = Infinity): Mounted {
	const reader = new SegmentReader(ring, header.segment);
	let sequence = header.firstSequence - 1;
	let head = header.head;
	let since = 0;
	let signed = false;
	let archived: RecordMark | undefined;
	let broken = false;
	// Damage may come from a write that was interrupted just before its end.
	let damaged = header.repaired === true;
	let written = 0;
	while (reader.offset < end) {
		const frame = reader.next();
		if (frame === undefined) {
			written = reader.writtenEnd();
			const gap = reader.skip(written);
			if (gap === undefined) break;
			damaged = true;
			for (let lost = 0; lost < gap.records; lost++) {
				sequence++;
				ring.damage.note(header.segment % ring.sectors, header.epoch, sequence);
				broken = true;
			}
			continue;
		}
		damaged ||= reader.repaired;
		if (frame.code <= recordCodeMax) {
			sequence++;
			head = nextHead(digest, head, frame.content);
			since++;
		} else if (frame.code === checkpointCode) {
			since = 0;
			signed = true;
		}
		if (frame.code === archivedMarkCode) archived = markIn(frame);
	}
	return {
		segment: header.segment,
		epoch: header.epoch,
		sequence,
		head,
		offset: reader.offset,
		sealed: damaged || written !== reader.offset,
		broken,
		holds: signed || sequence >= header.firstSequence,
		recordsSinceCheckpoint: since,
		archived,
	};
}
