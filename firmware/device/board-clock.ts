import { ClockQuality, type WallClock, type WallTime } from "../core/ports.js";

/** A clock chip with its own battery. */
export interface KeptClock {
	read(): number | undefined;
	set(ms: number): void;
}

export interface BoardClockOptions {
	readonly uptimeMs: () => number;
	readonly chip: KeptClock | undefined;
	/** Tells the system's own clock, which certificates are checked against. */
	readonly onSet: (ms: number) => void;
}

/**
 * Wall time by the monotonic timer, begun from the clock chip where there is one, corrected by whoever knows better.
 */
export class BoardClock implements WallClock {
	#options: BoardClockOptions;
	#offsetMs = 0;
	#quality: ClockQuality = ClockQuality.unset;

	constructor(options: BoardClockOptions) {
		this.#options = options;
		let kept: number | undefined;
		try {
			kept = options.chip?.read();
		} catch {
			// A chip that stopped answering is a chip that keeps no time.
		}
		if (kept === undefined) return;
		this.#offsetMs = kept - options.uptimeMs();
		this.#quality = ClockQuality.kept;
		options.onSet(kept);
	}

	read(): WallTime {
		return { ms: Math.max(0, Math.round(this.#options.uptimeMs() + this.#offsetMs)), quality: this.#quality };
	}

	set(ms: number, quality: ClockQuality): void {
		this.#offsetMs = ms - this.#options.uptimeMs();
		this.#quality = quality;
		this.#options.onSet(ms);
		try {
			this.#options.chip?.set(ms);
		} catch {
			// The time is right until power goes; that the chip failed shows at the next boot as an unset clock.
		}
	}
}
