// What the journal says of itself: space left in sales, wear, years of life.
import { frameOverheadBytes, headerBytes } from "./layout.js";
import type { Ring } from "./ring.js";

export interface JournalStatistics {
	readonly segments: number;
	/** Segments that can be opened without losing anything unarchived. */
	readonly freeSegments: number;
	readonly freeBytes: number;
	/** Erases of the sector that was erased most often. */
	readonly wear: number;
	readonly badSectors: number;
}

export interface JournalState {
	readonly newest: number | undefined;
	readonly claimed: number;
	readonly tail: number;
	readonly free: number;
	/** Bytes of the newest segment that are used or lost. */
	readonly offset: number;
	readonly condemned: number;
}

export function journalStatistics(ring: Ring, state: JournalState): JournalStatistics {
	const { flash, sectors } = ring;
	const open = state.newest === undefined ? 0 : flash.sectorBytes - state.offset;
	return {
		segments: sectors,
		freeSegments: state.free,
		freeBytes: open + state.free * (flash.sectorBytes - headerBytes),
		wear: Math.floor(Math.max(0, state.claimed + sectors) / sectors),
		badSectors: state.condemned,
	};
}

export interface LifeOptions {
	readonly sectorBytes: number;
	readonly sectors: number;
	readonly freeBytes: number;
	/** Segments no sale may use. */
	readonly reservedSegments: number;
	/** Mean payload of a record, and how many records one sale writes. */
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
	const bytesPerRecord = options.recordBytes + frameOverheadBytes;
	const recordsPerSegment = Math.max(1, (options.sectorBytes - headerBytes - bytesPerRecord / 2) / bytesPerRecord);
	const usableBytes = Math.max(0, options.freeBytes - options.reservedSegments * (options.sectorBytes - headerBytes));
	const recordsLeft = (usableBytes / (options.sectorBytes - headerBytes)) * recordsPerSegment;
	const turnsPerDay = (options.salesPerDay * options.recordsPerSale) / recordsPerSegment / options.sectors;
	const cyclesLeft = Math.max(0, options.enduranceCycles - options.wear);
	return {
		salesLeft: Math.floor(recordsLeft / options.recordsPerSale),
		wearRatio: Math.min(1, options.wear / options.enduranceCycles),
		yearsLeft: turnsPerDay === 0 ? Infinity : cyclesLeft / turnsPerDay / daysPerYear,
	};
}
