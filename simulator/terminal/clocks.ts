// The wall clock and the timers of a simulated board. The wall clock can be wrong, skewed and set; the timers run on
// virtual time alone.
import { limits } from "../../firmware/core/limits.js";
import {
	type ClockChip,
	ClockQuality,
	type Timer,
	type Timers,
	type WallClock,
	type WallTime,
} from "../../firmware/core/ports.js";
import { isPlausible } from "../../firmware/core/plausible-time.js";
import type { World } from "../world.js";

/** What the chip knows while its coin cell lasts. */
export interface RtcState {
	/** Error against the world's true time. */
	readonly offsetMs: number;
	readonly quality: ClockQuality;
	/** The chip runs, but its time is not trusted. */
	readonly isRefused: boolean;
}

/** How long before the world begins its terminals' firmware was built. */
const builtAgeMs = 30 * 86_400_000;

/** A battery-backed clock such as a DS3231, which keeps running through power cuts. */
export class SimulatedRtc implements WallClock {
	readonly #world: World;
	/** Wall time at the start of the world. */
	readonly #originMs: number;
	#offsetMs = 0;
	#quality: ClockQuality;
	/** Stores the state, where it outlives the process, before a change of it returns. */
	onChange: ((state: RtcState) => void) | undefined;
	/** The chip runs, but its time is not trusted. */
	#isRefused = false;

	constructor(world: World, originMs: number, quality: ClockQuality = ClockQuality.kept) {
		this.#world = world;
		this.#originMs = originMs;
		this.#quality = quality;
	}

	read(): WallTime {
		return { ms: this.shownMs, quality: this.#quality };
	}

	set(ms: number, quality: ClockQuality): void {
		this.#isRefused = quality === ClockQuality.unset;
		this.#quality = quality;
		if (!this.#isRefused) this.#offsetMs = ms - this.#originMs - this.#world.nowMs;
		this.keep();
	}

	/** What its chip tells; undefined when that lost its time. */
	readonly chip: ClockChip = {
		read: () => (this.#quality === ClockQuality.unset && !this.#isRefused ? undefined : this.shownMs),
	};

	/**
	 * The terminal boots. As on a board, the time is then only known from the chip, whatever its source was before, and
	 * is refused where it can't be right (firmware/device/board-clock.ts).
	 */
	powerOn(): void {
		if (this.#quality === ClockQuality.unset && !this.#isRefused) return;
		this.#isRefused = !isPlausible(this.shownMs, this.#originMs - builtAgeMs, limits.firmwareAgeMsMax);
		this.#quality = this.#isRefused ? ClockQuality.unset : ClockQuality.kept;
	}

	private get shownMs(): number {
		return Math.max(0, Math.floor(this.#originMs + this.#world.nowMs + this.#offsetMs));
	}

	/** Error against the world's true time; positive when the clock is fast. */
	get errorMs(): number {
		return this.#offsetMs;
	}

	/** Moves the clock without the firmware's knowledge, as a bad crystal or a flat battery does. */
	skew(byMs: number): void {
		this.#offsetMs += byMs;
		this.keep();
	}

	save(): RtcState {
		return { offsetMs: this.#offsetMs, quality: this.#quality, isRefused: this.#isRefused };
	}

	load({ offsetMs, quality, isRefused }: RtcState): void {
		this.#offsetMs = offsetMs;
		this.#quality = quality;
		this.#isRefused = isRefused;
	}

	private keep(): void {
		this.onChange?.(this.save());
	}
}

/** Timers of one boot; uptime counts from its start. The machine cancels pending timers when the power fails. */
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
