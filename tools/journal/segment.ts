// The decoded content of one segment.

export interface ImageFrame {
	readonly kind: "record" | "checkpoint" | "segmentEnd" | "archivedMark" | "damaged";
	readonly content: Uint8Array;
	readonly offset: number;
	readonly end: number;
	/** Number of records in a damaged stretch, if its own bytes state it; otherwise undefined. */
	readonly records?: number | undefined;
	/** One flipped bit was corrected. */
	readonly repaired?: boolean | undefined;
}

export interface ImageSegment {
	readonly sector: number;
	readonly segment: number;
	readonly epoch: number;
	readonly firstSequence: number;
	/**
	 * Undefined if the header is damaged. The fields above are then reconstructed; a `firstSequence` of -1 follows from
	 * the preceding segment.
	 */
	readonly head: Uint8Array | undefined;
	readonly frames: readonly ImageFrame[];
	/** Offset after the last frame, and after the last byte that is not erased. */
	readonly framesEnd: number;
	readonly writtenEnd: number;
	/** Flipped bits in the header were corrected. */
	readonly repaired: boolean;
}
