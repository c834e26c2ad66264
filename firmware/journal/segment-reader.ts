// Reads the frames of one segment in order, a frame at a time.
import type { Frame } from "./frame.js";
import { readFrame, segmentSeed } from "./frame.js";
import { headerBytes } from "./layout.js";
import type { Ring } from "./ring.js";

export class SegmentReader {
	readonly segment: number;
	readonly seed: number;
	/** Offset in the segment of the next frame. */
	offset = headerBytes;
	#ring: Ring;

	constructor(ring: Ring, segment: number) {
		this.#ring = ring;
		this.segment = segment;
		this.seed = segmentSeed(segment);
	}

	/** The next sound frame; undefined where the frames end or are damaged. */
	next(): Frame | undefined {
		const frame = readFrame(this.#ring.flash, this.#ring.base(this.segment), this.offset, this.seed);
		if (frame !== undefined) this.offset = frame.end;
		return frame;
	}
}
