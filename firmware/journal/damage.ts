// What reading has found wrong so far: which record, in which sector. Bounded; the counters go on.
import { limits } from "../core/limits.js";

export interface DamagedRecord {
	readonly sector: number;
	readonly epoch: number;
	readonly sequence: number;
}

export class Damage {
	/** Places, each once, at most `journalDamagedPlacesMax`. */
	readonly places: DamagedRecord[] = [];
	/** Frames and headers read in spite of one flipped bit, each time they were read. */
	repairs = 0;

	note(sector: number, epoch: number, sequence: number): void {
		if (this.places.length >= limits.journalDamagedPlacesMax) return;
		if (this.places.some((place) => place.epoch === epoch && place.sequence === sequence)) return;
		this.places.push({ sector, epoch, sequence });
	}
}
