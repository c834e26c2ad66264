// What a journal knows after reading its newest segment. Mounting writes nothing.
import { nextHead } from "../core/chain.js";
import type { Digest } from "../core/ports.js";
import { writtenEnd } from "./erased.js";
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
	readonly recordsSinceCheckpoint: number;
	readonly archived: RecordMark | undefined;
}

/** The newest segment that holds anything, and the segment to open next; both undefined for a partition without any. */
export interface MountResult {
	readonly newest: Mounted | undefined;
	readonly candidate: number;
}

/** A segment without a frame was cut off at its first: it is passed over here, and its sector is erased and opened again. */
export function mount(ring: Ring, digest: Digest): MountResult {
	let header = ring.newest();
	if (header === undefined) return { newest: undefined, candidate: 0 };
	for (;;) {
		const mounted = readNewest(ring, digest, header);
		if (mounted !== undefined) return { newest: mounted, candidate: mounted.segment + 1 };
		const before = ring.previous(header.segment);
		if (before === undefined) return { newest: undefined, candidate: header.segment };
		header = before;
	}
}

function readNewest(ring: Ring, digest: Digest, header: SegmentHeader): Mounted | undefined {
	const reader = new SegmentReader(ring, header.segment);
	const begin = reader.offset;
	let sequence = header.firstSequence - 1;
	let head = header.head;
	let since = 0;
	let archived: RecordMark | undefined;
	for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
		if (frame.code <= recordCodeMax) {
			sequence++;
			head = nextHead(digest, head, frame.content);
			since++;
		} else if (frame.code === checkpointCode) since = 0;
		else if (frame.code === archivedMarkCode) archived = { epoch: readU32(frame.content, 0), sequence: readU32(frame.content, 4) };
	}
	if (reader.offset === begin) return undefined;
	const base = ring.base(header.segment);
	const from = base + reader.offset;
	const sealed = writtenEnd(ring.flash, from, base + ring.flash.sectorBytes) !== from;
	return {
		segment: header.segment,
		epoch: header.epoch,
		sequence,
		head,
		offset: reader.offset,
		sealed,
		recordsSinceCheckpoint: since,
		archived,
	};
}
