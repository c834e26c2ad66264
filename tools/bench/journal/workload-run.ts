// Runs over the journal's workload, with the flash operations that they take.
import type { FlashOperation, NorOptions } from "../../../simulator/flash/nor.js";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { openJournal, Workload } from "../../fault-injection/power-cuts/workload.js";

export const partitionBytes = 1_048_576;

export interface RunFigures {
	readonly records: number;
	readonly payloadBytes: number;
	readonly programmedBytes: number;
	readonly pagePrograms: number;
	readonly erases: number;
	/** The most erases within one append; idle steps in between are not counted. */
	readonly worstErasesPerAppend: number;
	readonly wearMin: number;
	readonly wearMax: number;
	readonly flash: NorFlash;
}

export interface RunOptions extends NorOptions {
	readonly records: number;
	/** Records that are appended before counting begins. */
	readonly warmUp?: number;
	/** Records between two acks; each ack archives all but the last `unarchived`. */
	readonly ackEvery?: number;
	readonly unarchived?: number;
	/** Whether there is idle time between sales, in which the next sector is erased. */
	readonly idle?: boolean;
	readonly checkpointEvery?: number;
	readonly onOperation?: (operation: FlashOperation) => void;
}

/** Appends records, each durable before the next, and counts flash operations. */
export function runWorkload(options: RunOptions): RunFigures {
	const warmUp = options.warmUp ?? 0;
	let counting = warmUp === 0;
	const flash = new NorFlash({
		...options,
		onOperation: (operation) => counting && options.onOperation?.(operation),
	});
	const journal = openJournal(flash, { checkpointEvery: options.checkpointEvery ?? 0 });
	const workload = new Workload();
	let before = { ...flash.counters };
	let payloadBytes = 0;
	let worst = 0;
	for (let n = 1; n <= warmUp + options.records; n++) {
		if (options.idle) while (journal.idle());
		if (n === warmUp + 1) {
			counting = true;
			before = { ...flash.counters };
			payloadBytes = 0;
		}
		const payload = workload.next();
		const erases = flash.counters.erases;
		journal.append(payload);
		worst = Math.max(worst, flash.counters.erases - erases);
		payloadBytes += payload.length;
		if (options.ackEvery && n % options.ackEvery === 0 && n > (options.unarchived ?? 0))
			journal.release(1, n - (options.unarchived ?? 0));
	}
	return {
		records: options.records,
		payloadBytes,
		programmedBytes: flash.counters.programmedBytes - before.programmedBytes,
		pagePrograms: flash.counters.pagePrograms - before.pagePrograms,
		erases: flash.counters.erases - before.erases,
		worstErasesPerAppend: worst,
		wearMin: Math.min(...flash.wear),
		wearMax: Math.max(...flash.wear),
		flash,
	};
}
