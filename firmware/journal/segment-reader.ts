// Reads the frames of one segment in order, one at a time, and continues after damage where it can.
import type { Frame } from "./frame.js";
import { decodeCode, frameEnd, readFrame, segmentSeed } from "./frame.js";
import { contentBytes, frameOverheadBytes, framePrefixBytes, headerBytes, recordCodeMax } from "./layout.js";
import { writtenEnd } from "./erased.js";
import { repairFrame } from "./repair.js";
import type { Ring } from "./ring.js";

export interface Gap {
	/** Records lost in the gap. */
	readonly records: number;
	/** Whether that number is certain. */
	readonly exact: boolean;
}

export class SegmentReader {
	readonly segment: number;
	readonly seed: number;
	/** Offset in the segment of the next frame. */
	offset = headerBytes;
	/** Whether the last frame read had to be repaired. */
	repaired = false;
	#ring: Ring;
	#base: number;

	constructor(ring: Ring, segment: number) {
		this.#ring = ring;
		this.segment = segment;
		this.seed = segmentSeed(segment);
		this.#base = ring.base(segment);
	}

	/** The next sound frame; undefined where the frames end, or are damaged in more than one bit. */
	next(): Frame | undefined {
		const flash = this.#ring.flash;
		let frame = readFrame(flash, this.#base, this.offset, this.seed);
		this.repaired = false;
		if (frame === undefined && !this.isErasedHere()) {
			frame = repairFrame(flash, this.#base, this.offset, this.seed);
			if (frame !== undefined) {
				this.repaired = true;
				this.#ring.damage.repairs++;
			}
		}
		if (frame !== undefined) this.offset = frame.end;
		return frame;
	}

	/** Offset after the last byte that is not erased; the current offset where all following bytes are erased. */
	writtenEnd(): number {
		return (
			writtenEnd(this.#ring.flash, this.#base + this.offset, this.#base + this.#ring.flash.sectorBytes) -
			this.#base
		);
	}

	/** Skips damage up to the next sound frame below `written`; undefined, and nothing moved, where there is none. */
	skip(written = this.writtenEnd()): Gap | undefined {
		const flash = this.#ring.flash;
		const prefix = new Uint8Array(framePrefixBytes);
		const step = flash.alignBytes;
		for (
			let at = this.offset;
			at + frameOverheadBytes <= written;
			at += at % step === 0 ? step : step - (at % step)
		) {
			flash.read(this.#base + at, prefix);
			const word = (prefix[0]! << 8) | prefix[1]!;
			const length = contentBytes(word >>> 5);
			if (length === undefined) continue;
			if (at === this.offset) {
				const end = frameEnd(at, length, step);
				if (end >= written || decodeCode(word) === undefined || this.soundAt(end) === undefined) continue;
				this.offset = end;
				return { records: word >>> 5 <= recordCodeMax ? 1 : 0, exact: true };
			}
			if (at + frameOverheadBytes + length > written || this.soundAt(at) === undefined) continue;
			this.offset = at;
			return { records: 1, exact: false };
		}
		return undefined;
	}

	/** Counts the sound records from here to the offset `end`, and damaged ones whose length is still readable. */
	countRecords(end = Infinity): number {
		const from = this.offset;
		let count = 0;
		while (this.offset < end) {
			const frame = this.next();
			if (frame !== undefined) {
				if (frame.code <= recordCodeMax) count++;
				continue;
			}
			const gap = this.skip();
			if (gap === undefined) break;
			count += gap.records;
		}
		this.offset = from;
		return count;
	}

	private soundAt(offset: number): Frame | undefined {
		return readFrame(this.#ring.flash, this.#base, offset, this.seed);
	}

	private isErasedHere(): boolean {
		const end = Math.min(this.offset + frameOverheadBytes, this.#ring.flash.sectorBytes);
		return writtenEnd(this.#ring.flash, this.#base + this.offset, this.#base + end) === this.#base + this.offset;
	}
}
