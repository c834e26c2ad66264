import { limits } from "../core/limits.js";
import { isPlausible } from "../core/plausible-time.js";
import { ClockQuality, type WallClock, type WallTime } from "../core/ports.js";

/** A clock chip with its own battery. */
export interface KeptClock {
	read(): number | undefined;
	set(ms: number): void;
}

export interface BoardClockOptions {
	readonly uptimeMs: () => number;
	readonly chip: KeptClock | undefined;
	/** When the firmware was built, in milliseconds since 1970. */
	readonly builtMs: number;
	/**
	 * Called when the time is set or read from the chip, to set the system's clock, which TLS checks certificates by.
	 */
	readonly onSet: (ms: number) => void;
}

/** Wall time by the monotonic timer. It starts from the clock chip, if there is one, and is corrected by `set`. */
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
			// A chip that does not answer is treated as one that has lost its time.
		}
		if (kept === undefined || !this.accepts(kept)) return;
		this.#offsetMs = kept - options.uptimeMs();
		this.#quality = ClockQuality.kept;
		options.onSet(kept);
	}

	read(): WallTime {
		return { ms: Math.max(0, Math.round(this.#options.uptimeMs() + this.#offsetMs)), quality: this.#quality };
	}

	/** Whether a time that nobody has signed can be right. */
	accepts(ms: number): boolean {
		return isPlausible(ms, this.#options.builtMs, limits.firmwareAgeMsMax);
	}

	set(ms: number, quality: ClockQuality): void {
		this.#offsetMs = ms - this.#options.uptimeMs();
		this.#quality = quality;
		if (quality === ClockQuality.unset) return;
		this.#options.onSet(ms);
		try {
			this.#options.chip?.set(ms);
		} catch {
			// The time is right until the power fails. A chip that has failed leaves the clock unset at the next boot.
		}
	}
}
