// Writes frames into the newest segment, and opens the next one: its header, notes and first frame are one program.
import { encodeFrame, frameEnd, segmentSeed } from "./frame.js";
import { encodeHeaderRest, type SegmentHeader } from "./header.js";
import { headerBytes, preambleBytes } from "./layout.js";
import { programBytes, programVerified } from "./program.js";
import type { Ring } from "./ring.js";

/** A frame to be written. */
export interface FrameContent {
	readonly code: number;
	readonly content: Uint8Array;
}

export interface SegmentEnd {
	readonly segment: number;
	readonly offset: number;
}

export class SegmentWriter {
	/** The newest segment; undefined while there is none. */
	segment: number | undefined;
	/** Offset in it after its last frame. */
	offset = 0;
	/** Nothing may be written after `offset` any more. */
	sealed = true;
	/**
	 * Segments that have bits after their frames that are not a frame, and where those frames end. The next segment
	 * states it.
	 */
	ends: SegmentEnd[] = [];
	#ring: Ring;
	#seed = 0;

	constructor(ring: Ring) {
		this.#ring = ring;
	}

	/** Continues a segment found at mount. */
	resume(segment: number, offset: number, sealed: boolean): void {
		this.segment = segment;
		this.#seed = segmentSeed(segment);
		this.offset = offset;
		this.sealed = sealed;
		if (sealed) this.ends.push({ segment, offset });
	}

	/** Stores a frame; false when it does not fit, or when the chip rejects it, which seals the segment. */
	append(frame: FrameContent): boolean {
		if (this.sealed) return false;
		const flash = this.#ring.flash;
		const end = frameEnd(this.offset, frame.content.length, flash.alignBytes);
		if (end > flash.sectorBytes) return false;
		const bytes = programBytes(end - this.offset);
		encodeFrame(bytes, 0, frame.code, frame.content, this.#seed);
		if (programVerified(flash, this.#ring.base(this.segment!) + this.offset, bytes)) {
			this.offset = end;
			return true;
		}
		this.sealed = true;
		this.ends.push({ segment: this.segment!, offset: this.offset });
		return false;
	}

	/** Opens the prepared sector of `header.segment`; false, with nothing changed, when the chip rejects it. */
	open(header: SegmentHeader, frames: readonly FrameContent[]): boolean {
		const flash = this.#ring.flash;
		let end = headerBytes;
		for (const frame of frames) end = frameEnd(end, frame.content.length, flash.alignBytes);
		const bytes = programBytes(end - preambleBytes);
		encodeHeaderRest(bytes, this.#ring.owner, header);
		const seed = segmentSeed(header.segment);
		let at = headerBytes;
		for (const frame of frames) {
			encodeFrame(bytes, at - preambleBytes, frame.code, frame.content, seed);
			at = frameEnd(at, frame.content.length, flash.alignBytes);
		}
		if (!programVerified(flash, this.#ring.base(header.segment) + preambleBytes, bytes)) {
			this.ends.push({ segment: header.segment, offset: headerBytes });
			return false;
		}
		this.segment = header.segment;
		this.#seed = seed;
		this.offset = end;
		this.sealed = false;
		this.ends = [];
		return true;
	}
}
