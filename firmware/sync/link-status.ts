// The network state for the status bar: since when there is no connection, how many records wait, and how long they
// will take at the measured rate.
import { limits } from "../core/limits.js";
import type { Timers } from "../core/ports.js";

export interface LinkStatus {
	/** Uptime at which the host was last heard; undefined while online. */
	readonly offlineSinceMs: number | undefined;
	/** Records that the host has not committed. */
	readonly queued: number;
	/** Undefined until a batch was measured. */
	readonly etaSeconds: number | undefined;
}

/** Weight of the newest batch in the measured rate. */
const newestWeight = 0.5;

export class LinkMeter {
	readonly #timers: Timers;
	#offlineSinceMs: number | undefined;
	/** Round trips dominate, so time is counted for each batch, however full. */
	#msPerBatch: number | undefined;

	/** A terminal begins offline. */
	constructor(timers: Timers) {
		this.#timers = timers;
		this.#offlineSinceMs = timers.uptimeMs();
	}

	get isOnline(): boolean {
		return this.#offlineSinceMs === undefined;
	}

	online(): void {
		this.#offlineSinceMs = undefined;
	}

	offline(): void {
		this.#offlineSinceMs ??= this.#timers.uptimeMs();
	}

	/** A batch was committed `elapsedMs` after it was sent. */
	measure(elapsedMs: number): void {
		const known = this.#msPerBatch ?? elapsedMs;
		this.#msPerBatch = known + (elapsedMs - known) * newestWeight;
	}

	status(queued: number): LinkStatus {
		const batches = Math.ceil(queued / limits.batchRecordsMax);
		return {
			offlineSinceMs: this.#offlineSinceMs,
			queued,
			etaSeconds: this.#msPerBatch === undefined ? undefined : Math.ceil((batches * this.#msPerBatch) / 1_000),
		};
	}
}
