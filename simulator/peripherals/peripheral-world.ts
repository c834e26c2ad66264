// Time for peripherals: the world's time, which continues when a terminal loses power.
import type { Timer, Timers } from "../../firmware/core/ports.js";

export interface PeripheralWorld {
	readonly nowMs: number;
	schedule(delayMs: number, run: () => void): Timer;
}

export class PeripheralTimers implements Timers {
	readonly #world: PeripheralWorld;

	constructor(world: PeripheralWorld) {
		this.#world = world;
	}

	uptimeMs(): number {
		return this.#world.nowMs;
	}

	start(delayMs: number, onExpire: () => void): Timer {
		return this.#world.schedule(delayMs, onExpire);
	}
}
