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

/** What the records of a journal take, from its oldest segment on. */
export interface JournalUse {
	/** With frames and signatures, and what is lost at the end of segments. */
	readonly bytes: number;
	readonly records: number;
	readonly sales: number;
}

export type MeanSale = Pick<LifeOptions, "recordBytes" | "recordsPerSale">;

const daysPerYear = 365.25;
/** A sale of three lines, as long as a journal holds too few sales to measure. */
const assumedSale: MeanSale = { recordBytes: 160, recordsPerSale: 1 };
const salesMeasuredMin = 16;
/** A journal's first receipt is looked for among this many records. */
export const firstRecordsMax = 32;

/**
 * Counts all records for the sales, because what is written besides them takes the same room: payment attempts, opened
 * drawers, starts.
 */
export function meanSale({ bytes, records, sales }: JournalUse): MeanSale {
	if (sales < salesMeasuredMin) return assumedSale;
	return { recordBytes: bytes / records, recordsPerSale: records / sales };
}

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
