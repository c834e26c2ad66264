// What a journal knows after reading its newest segment. Mounting writes nothing.
import { nextHead } from "../core/chain.js";
import { limits } from "../core/limits.js";
import type { Digest } from "../core/ports.js";
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
	/** Last durable record and the head after it. */
	readonly sequence: number;
	readonly head: Uint8Array;
	/** Where the frames of the newest segment end. */
	readonly offset: number;
	/** Nothing may be written behind `offset`: a cut or a fault left bits there. */
	readonly sealed: boolean;
	/** A record of this segment is lost, and with it the head: this epoch's chain can not be continued. */
	readonly broken: boolean;
	/** There is a record or a checkpoint in it. */
	readonly holds: boolean;
	readonly recordsSinceCheckpoint: number;
	readonly archived: RecordMark | undefined;
}

/** The newest segment that holds anything, and the segment to open next; both undefined for a partition without any. */
export interface MountResult {
	readonly newest: Mounted | undefined;
	readonly candidate: number;
}

/** A segment without record or checkpoint was cut off at its first: it is passed over here, and its sector is erased and opened again. */
export function mount(ring: Ring, digest: Digest, genesis: (epoch: number) => Uint8Array): MountResult {
	let header = ring.newest();
	if (header === undefined) return { newest: undefined, candidate: 0 };
	const behind = header.segment + 1;
	const epoch = ring.probe(behind % ring.sectors) === undefined ? ring.hiddenEpoch(behind, header.epoch) : undefined;
	if (epoch !== undefined) {
		// Its header is damaged, its records are not: what the header said follows from the segment before.
		const before = readSegment(ring, digest, header);
		const isNew = epoch !== before.epoch;
		const firstSequence = isNew ? 1 : before.sequence + 1;
		const implied = { segment: behind, epoch, firstSequence, head: isNew ? genesis(epoch) : before.head, repaired: true };
		const mounted = readSegment(ring, digest, implied);
		return { newest: { ...mounted, broken: mounted.broken || (before.broken && !isNew) }, candidate: behind + 1 };
	}
	for (;;) {
		const mounted = readSegment(ring, digest, header);
		if (mounted.holds) return { newest: mounted, candidate: mounted.segment + 1 };
		const before = ring.previous(header.segment);
		if (before === undefined) return { newest: undefined, candidate: header.segment };
		header = before;
	}
}

/**
 * The archived mark of the segments before, for a newest one that has none: the write that opened it may have been cut where the mark
 * stood. Undefined where nothing was archived yet.
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

function readSegment(ring: Ring, digest: Digest, header: SegmentHeader): Mounted {
	const reader = new SegmentReader(ring, header.segment);
	let sequence = header.firstSequence - 1;
	let head = header.head;
	let since = 0;
	let signed = false;
	let archived: RecordMark | undefined;
	let broken = false;
	// Damage may be the trace of a write that was cut off just short of its end.
	let damaged = header.repaired === true;
	let written = 0;
	for (;;) {
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
