// Signs the journal's last records when nobody uses the till, so that no evening ends with unsigned ones. A signature
// takes a board some hundredths of a second, so it must not come between two touches of a sale.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Timer } from "../core/ports.js";
import type { Journal } from "../journal/journal.js";
import type { TerminalPorts } from "./ports.js";
import type { Till } from "../till/till.js";

export class IdleSigning {
	readonly #ports: Pick<TerminalPorts, "timers" | "trace">;
	readonly #journal: Pick<Journal, "unsignedRecords" | "checkpoint">;
	readonly #till: Pick<Till, "isIdle">;
	#timer: Timer | undefined;
	/** The timer signs as soon as it can. */
	#isDue = false;
	/** Uptime of the last record, touch or scan. */
	#usedAtMs: number;
	/** How long the till must be left alone. */
	#waitMs: number = limits.checkpointIdleMs;

	/** After a boot, records that an earlier power-on left unsigned wait as new ones do. */
	constructor(
		ports: Pick<TerminalPorts, "timers" | "trace">,
		journal: Pick<Journal, "unsignedRecords" | "checkpoint">,
		till: Pick<Till, "isIdle">,
	) {
		this.#ports = ports;
		this.#journal = journal;
		this.#till = till;
		this.#usedAtMs = ports.timers.uptimeMs();
		this.waitIfNeeded();
	}

	/** Somebody touches or scans. */
	used(): void {
		this.#usedAtMs = this.#ports.timers.uptimeMs();
	}

	/** A record was written. */
	recorded(): void {
		this.used();
		// A signature takes a board some hundredths of a second: not in the turn that makes a sale durable.
		if (this.#journal.unsignedRecords >= limits.checkpointEveryRecords && !this.#isDue) {
			this.close();
			this.#isDue = true;
			this.#timer = this.#ports.timers.start(0, () => this.sign());
		} else this.waitIfNeeded();
	}

	/** The shift is closed: the last records are signed soon, since the terminal may be switched off now. */
	shiftClosed(): void {
		if (this.#journal.unsignedRecords === 0 || this.#isDue) return;
		this.#waitMs = limits.checkpointQuietMs;
		this.#timer?.cancel();
		this.#timer = undefined;
		this.waitIfNeeded();
	}

	/** Signs now, before the terminal stops. A fault leaves the records durable but unsigned. */
	sign(): void {
		this.close();
		if (this.#journal.unsignedRecords === 0) return;
		try {
			this.#journal.checkpoint();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			this.#ports.trace(`checkpoint: ${error.message}`);
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
		if (this.#timer === undefined && this.#journal.unsignedRecords > 0) this.wait(this.#waitMs);
	}

	private wait(delayMs: number): void {
		this.#timer = this.#ports.timers.start(delayMs, () => {
			const { isIdle } = this.#till;
			const unusedMs = this.#ports.timers.uptimeMs() - this.#usedAtMs;
			if (isIdle && unusedMs >= this.#waitMs) this.sign();
			else this.wait(isIdle ? this.#waitMs - unusedMs : this.#waitMs);
		});
	}
}
