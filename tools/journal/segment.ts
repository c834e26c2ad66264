// What the bytes of one segment were read into.

export interface ImageFrame {
	readonly kind: "record" | "checkpoint" | "segmentEnd" | "archivedMark" | "damaged";
	readonly content: Uint8Array;
	readonly offset: number;
	readonly end: number;
	/** Records that a damaged stretch stands for, as far as its own bytes say; undefined when they do not. */
	readonly records?: number | undefined;
	/** Read only after one flipped bit was undone. */
	readonly repaired?: boolean | undefined;
}

export interface ImageSegment {
	readonly sector: number;
	readonly segment: number;
	readonly epoch: number;
	readonly firstSequence: number;
	/**
	 * Undefined where the header is damaged; the fields above then follow from what is around it, the sequence of a -1
	 * from the segment before.
	 */
	readonly head: Uint8Array | undefined;
	readonly frames: readonly ImageFrame[];
	/** Offset behind the last frame, and behind the last byte that is not erased. */
	readonly framesEnd: number;
	readonly writtenEnd: number;
	/** The header was read only after flipped bits were undone. */
	readonly repaired: boolean;
}
