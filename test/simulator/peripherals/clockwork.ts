// A minimal virtual clock for tests of single peripherals: events in order of time, advanced by the test.
import type { Timer, Timers } from "../../../firmware/core/ports.js";

interface Entry {
	readonly atMs: number;
	readonly order: number;
	readonly run: () => void;
}

export class Clockwork implements Timers {
	nowMs = 0;
	#order = 0;
	#entries: Entry[] = [];

	schedule(delayMs: number, run: () => void): Timer {
		const entry = { atMs: this.nowMs + delayMs, order: this.#order++, run };
		this.#entries.push(entry);
		return { cancel: () => (this.#entries = this.#entries.filter((one) => one !== entry)) };
	}

	uptimeMs(): number {
		return this.nowMs;
	}

	start(delayMs: number, onExpire: () => void): Timer {
		return this.schedule(delayMs, onExpire);
	}

	/** Lets time pass; stops early when `done` holds. Returns whether it holds. */
	run(durationMs: number, done: () => boolean = () => false): boolean {
		const endMs = this.nowMs + durationMs;
		while (!done()) {
			let next: Entry | undefined;
			for (const entry of this.#entries) {
				if (
					next === undefined ||
					entry.atMs < next.atMs ||
					(entry.atMs === next.atMs && entry.order < next.order)
				)
					next = entry;
			}
			if (next === undefined || next.atMs > endMs) {
				this.nowMs = endMs;
				return done();
			}
			const due = next;
			this.#entries = this.#entries.filter((one) => one !== due);
			this.nowMs = due.atMs;
			due.run();
		}
		return true;
	}

	/** A board's timers: they stop permanently when the board loses power. */
	board(): Timers & { powerOff(): void } {
		const startMs = this.nowMs;
		let isOn = true;
		return {
			uptimeMs: () => this.nowMs - startMs,
			start: (delayMs, onExpire) =>
				this.schedule(delayMs, () => {
					if (isOn) onExpire();
				}),
			powerOff: () => (isOn = false),
		};
	}
}
