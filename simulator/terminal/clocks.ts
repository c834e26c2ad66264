// Wall clock and timers of a simulated board. Two separate things: the wall clock can be wrong, skewed and reset;
// timers run on virtual time alone.
import { ClockQuality, type Timer, type Timers, type WallClock, type WallTime } from "../../firmware/core/ports.js";
import type { World } from "../world.js";

/**
 * A battery-backed clock (like a DS3231): it runs on through power cuts. Its error is what was set wrong and what the
 * world skews.
 */
export class SimulatedRtc implements WallClock {
	readonly #world: World;
	/** Wall time at the world's beginning. */
	readonly #originMs: number;
	#offsetMs = 0;
	#quality: ClockQuality;

	constructor(world: World, originMs: number, quality: ClockQuality = ClockQuality.kept) {
		this.#world = world;
		this.#originMs = originMs;
		this.#quality = quality;
	}

	read(): WallTime {
		return {
			ms: Math.max(0, Math.floor(this.#originMs + this.#world.nowMs + this.#offsetMs)),
			quality: this.#quality,
		};
	}

	set(ms: number, quality: ClockQuality): void {
		this.#offsetMs = ms - this.#originMs - this.#world.nowMs;
		this.#quality = quality;
	}

	/**
	 * The terminal starts: what it was told before is the chip's word from now on, as on a board
	 * (firmware/device/board-clock.ts).
	 */
	powerOn(): void {
		if (this.#quality !== ClockQuality.unset) this.#quality = ClockQuality.kept;
	}

	/** How far it is ahead of the world's true time. */
	get errorMs(): number {
		return this.#offsetMs;
	}

	/** Moves the clock without the firmware's knowledge, as a bad crystal or a flat battery does. */
	skew(byMs: number): void {
		this.#offsetMs += byMs;
	}
}

/**
 * Timers of one boot: uptime counts from its beginning. The machine that runs on them cancels what is left when the
 * power goes.
 */
export class BootTimers implements Timers {
	readonly #world: World;
	readonly #bootMs: number;

	constructor(world: World) {
		this.#world = world;
		this.#bootMs = world.nowMs;
	}

	uptimeMs(): number {
		return Math.floor(this.#world.nowMs - this.#bootMs);
	}

	start(delayMs: number, onExpire: () => void): Timer {
		return this.#world.schedule(Math.max(0, delayMs), onExpire);
	}
}
