// Space, wear and damage of the journal. core/life.ts turns them into sales and years.
import type { Damage, DamagedRecord } from "./damage.js";
import { headerBytes } from "./layout.js";
import type { Ring } from "./ring.js";

export interface JournalStatistics {
	readonly segments: number;
	/** Bytes of frames that one segment holds. */
	readonly segmentBytes: number;
	/** Segments that can be opened without losing anything that is not archived. */
	readonly freeSegments: number;
	readonly freeBytes: number;
	/** Erases of the sector that was erased most often. */
	readonly wear: number;
	/** Sectors set aside since mount. */
	readonly badSectors: number;
	/** Records that could not be read since mount, without repeats, the first 16. */
	readonly damagedRecords: readonly DamagedRecord[];
	/** Reads in which one flipped bit was corrected. */
	readonly repairedReads: number;
}

export interface JournalState {
	readonly newest: number | undefined;
	readonly claimed: number;
	readonly tail: number;
	readonly free: number;
	/** Bytes of the newest segment that are used or lost. */
	readonly offset: number;
	readonly condemned: number;
	readonly damaged: Damage;
}

export function journalStatistics(ring: Ring, state: JournalState): JournalStatistics {
	const { flash, sectors } = ring;
	const open = state.newest === undefined ? 0 : flash.sectorBytes - state.offset;
	return {
		segments: sectors,
		segmentBytes: flash.sectorBytes - headerBytes,
		freeSegments: state.free,
		freeBytes: open + state.free * (flash.sectorBytes - headerBytes),
		wear: Math.floor(Math.max(0, state.claimed + sectors) / sectors),
		badSectors: state.condemned,
		damagedRecords: state.damaged.places,
		repairedReads: state.damaged.repairs,
	};
}
