// Signs the journal's last records when nobody uses the till, so that no evening ends with unsigned records. A signature
// takes a tenth of a second on a board without native Ed25519, so it must not come between two touches of a sale.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Timer, Timers, Trace } from "../core/ports.js";
import type { Journal } from "../journal/journal.js";
import type { Till } from "../till/till.js";

export interface IdleSigningOptions {
	readonly journal: Pick<Journal, "unsignedRecords" | "checkpoint">;
	readonly till: Pick<Till, "isIdle">;
	readonly timers: Timers;
	readonly trace: Trace;
}

export class IdleSigning {
	readonly #options: IdleSigningOptions;
	#timer: Timer | undefined;
	/** The timer signs as soon as it can. */
	#isDue = false;
	/** Uptime of the last record, touch or scan. */
	#usedAtMs: number;
	/** How long the till must be left alone. */
	#waitMs: number = limits.checkpointIdleMs;

	/** After a boot, records that an earlier power-on left unsigned wait as new ones do. */
	constructor(options: IdleSigningOptions) {
		this.#options = options;
		this.#usedAtMs = options.timers.uptimeMs();
		this.waitIfNeeded();
	}

	/** Somebody touches or scans. */
	used(): void {
		this.#usedAtMs = this.#options.timers.uptimeMs();
	}

	/** A record was written. */
	recorded(): void {
		this.used();
		const { journal, timers } = this.#options;
		// A signature in JavaScript takes a board a tenth of a second: not in the turn that makes a sale durable.
		if (journal.unsignedRecords >= limits.checkpointEveryRecords && !this.#isDue) {
			this.close();
			this.#isDue = true;
			this.#timer = timers.start(0, () => this.sign());
		} else this.waitIfNeeded();
	}

	/** The shift is closed: the last records are signed soon, since the terminal may be switched off now. */
	shiftClosed(): void {
		if (this.#options.journal.unsignedRecords === 0 || this.#isDue) return;
		this.#waitMs = limits.checkpointQuietMs;
		this.#timer?.cancel();
		this.#timer = undefined;
		this.waitIfNeeded();
	}

	/** Signs now, before the terminal stops. A fault leaves the records durable but unsigned. */
	sign(): void {
		this.close();
		const { journal, trace } = this.#options;
		if (journal.unsignedRecords === 0) return;
		try {
			journal.checkpoint();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			trace(`checkpoint: ${error.message}`);
			// Room may be made without a record. After a failed write the next record tries again: repeated attempts
			// without one would wear the flash.
			if (error.code === "JOURNAL_FULL") this.waitIfNeeded();
		}
	}

	/** Idempotent. */
	close(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
		this.#isDue = false;
		this.#waitMs = limits.checkpointIdleMs;
	}

	private waitIfNeeded(): void {
		if (this.#timer === undefined && this.#options.journal.unsignedRecords > 0) this.wait(this.#waitMs);
	}

	private wait(delayMs: number): void {
		this.#timer = this.#options.timers.start(delayMs, () => {
			const { till, timers } = this.#options;
			const unusedMs = timers.uptimeMs() - this.#usedAtMs;
			if (till.isIdle && unusedMs >= this.#waitMs) this.sign();
			else this.wait(till.isIdle ? this.#waitMs - unusedMs : this.#waitMs);
		});
	}
}
