// Damage found by reading so far: which record, in which sector. The list is bounded; the counters continue.
import { limits } from "../core/limits.js";

export interface DamagedRecord {
	readonly sector: number;
	readonly epoch: number;
	readonly sequence: number;
}

export class Damage {
	/** Damaged places without repeats, at most `journalDamagedPlacesMax`. */
	readonly places: DamagedRecord[] = [];
	/** How often a frame or header was read after one flipped bit was corrected. */
	repairs = 0;

	note(sector: number, epoch: number, sequence: number): void {
		if (this.places.length >= limits.journalDamagedPlacesMax) return;
		if (this.places.some((place) => place.epoch === epoch && place.sequence === sequence)) return;
		this.places.push({ sector, epoch, sequence });
	}
}
