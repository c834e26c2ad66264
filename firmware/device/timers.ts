import Time from "time";
import NativeTimer from "timer";
import type { Timer, Timers } from "../core/ports.js";

class BoardTimer implements Timer {
	#native: NativeTimer | undefined;

	constructor(delayMs: number, onExpire: () => void) {
		this.#native = NativeTimer.set(() => {
			this.#native = undefined;
			onExpire();
		}, delayMs);
	}

	cancel(): void {
		NativeTimer.clear(this.#native);
		this.#native = undefined;
	}
}

/** The engine's timers. Its 32-bit millisecond ticks wrap after 49 days; uptime does not. */
export class BoardTimers implements Timers {
	#lastTicks = Time.ticks;
	#uptimeMs = 0;

	uptimeMs(): number {
		const ticks = Time.ticks;
		this.#uptimeMs += Time.delta(this.#lastTicks, ticks);
		this.#lastTicks = ticks;
		return this.#uptimeMs;
	}

	start(delayMs: number, onExpire: () => void): Timer {
		return new BoardTimer(delayMs, onExpire);
	}
}
