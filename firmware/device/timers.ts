import Time from "time";
import NativeTimer from "timer";
import type { Timer, Timers } from "../core/ports.js";

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
		let timer: NativeTimer | undefined = NativeTimer.set(() => {
			timer = undefined;
			onExpire();
		}, delayMs);
		return {
			cancel() {
				NativeTimer.clear(timer);
				timer = undefined;
			},
		};
	}
}
