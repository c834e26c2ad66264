import type { Timer, Timers } from "../core/ports.js";

/** A new image has this long to reach "ready to sell". */
export const trialMs = 60_000;

export interface BootLoader {
	isTrial(): boolean;
	confirm(): void;
	rollBack(): void;
}

/** The first run of a new image: confirmed when the terminal is ready to sell, rolled back when it is not in time. A crash rolls back by itself. */
export class Trial {
	#boot: BootLoader;
	#timer: Timer | undefined;

	constructor(options: { readonly boot: BootLoader; readonly timers: Timers }) {
		this.#boot = options.boot;
		if (!options.boot.isTrial()) return;
		this.#timer = options.timers.start(trialMs, () => {
			this.#timer = undefined;
			options.boot.rollBack();
		});
	}

	/** Call when the terminal is ready to sell; the first call counts. */
	ready(): void {
		if (!this.#timer) return;
		this.#timer.cancel();
		this.#timer = undefined;
		this.#boot.confirm();
	}
}
