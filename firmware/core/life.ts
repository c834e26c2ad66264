// Space left and life of a journal's flash, in terms a stallholder understands.

export interface LifeOptions {
	/** What a sector holds besides its header, and how many there are. */
	readonly segmentBytes: number;
	readonly sectors: number;
	readonly freeBytes: number;
	/** Segments no sale may use. */
	readonly reservedSegments: number;
	/** Mean bytes of a record in flash, its frame included, and how many records one sale writes. */
	readonly recordBytes: number;
	readonly recordsPerSale: number;
	readonly salesPerDay: number;
	/** Erases the chip endures (100,000 for common NOR), and those already spent. */
	readonly enduranceCycles: number;
	readonly wear: number;
}

export interface Life {
	readonly salesLeft: number;
	/** 0 new, 1 worn out. */
	readonly wearRatio: number;
	/** At the present sales per day; Infinity when nothing is sold. */
	readonly yearsLeft: number;
}

const daysPerYear = 365.25;

/** Space and life in terms a stallholder understands. Half a record is lost at the end of a segment on average. */
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
