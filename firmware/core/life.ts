// Remaining space and life of a journal's flash, in terms that a stallholder understands.

export interface LifeOptions {
	/** Bytes of a sector besides its header, and the number of sectors. */
	readonly segmentBytes: number;
	readonly sectors: number;
	readonly freeBytes: number;
	/** Segments that no sale may use. */
	readonly reservedSegments: number;
	/** Mean bytes of a record in flash, its frame included, and how many records one sale writes. */
	readonly recordBytes: number;
	readonly recordsPerSale: number;
	readonly salesPerDay: number;
	/** Erases that the chip endures (100,000 for common NOR), and how many were made. */
	readonly enduranceCycles: number;
	readonly wear: number;
}

export interface Life {
	readonly salesLeft: number;
	/** 0 new, 1 worn out. */
	readonly wearRatio: number;
	/** At the current sales per day; Infinity when nothing is sold. */
	readonly yearsLeft: number;
}

const daysPerYear = 365.25;

/** Half a record is lost at the end of a segment on average. */
export function estimateLife(options: LifeOptions): Life {
	const recordsPerSegment = Math.max(1, (options.segmentBytes - options.recordBytes / 2) / options.recordBytes);
	const usableBytes = Math.max(0, options.freeBytes - options.reservedSegments * options.segmentBytes);
	const recordsLeft = (usableBytes / options.segmentBytes) * recordsPerSegment;
	const turnsPerDay = (options.salesPerDay * options.recordsPerSale) / recordsPerSegment / options.sectors;
	const cyclesLeft = Math.max(0, options.enduranceCycles - options.wear);
	return {
		salesLeft: Math.floor(recordsLeft / options.recordsPerSale),
		wearRatio: Math.min(1, options.wear / options.enduranceCycles),
		yearsLeft: turnsPerDay === 0 ? Infinity : cyclesLeft / turnsPerDay / daysPerYear,
	};
}
