// Dims the display when nobody uses it: the light is what a waiting terminal spends most on. A tired battery dims sooner and lower.
import type { Backlight, BatteryLevel, Timer, Timers } from "../core/ports.js";

interface Light {
	/** Shares of the full light, in use and not. */
	readonly used: number;
	readonly unused: number;
	/** Without a finger or a scan. */
	readonly dimAfterMs: number;
}

/** Dim is not dark: change and total stay readable, and a finger knows where to go. */
const lights: Readonly<Record<BatteryLevel, Light>> = {
	ok: { used: 1, unused: 0.3, dimAfterMs: 180_000 },
	low: { used: 0.7, unused: 0.15, dimAfterMs: 45_000 },
	critical: { used: 0.5, unused: 0.1, dimAfterMs: 20_000 },
	empty: { used: 0.3, unused: 0.05, dimAfterMs: 20_000 },
};

export interface DimmerOptions {
	readonly backlight: Backlight;
	readonly timers: Timers;
}

export class Dimmer {
	readonly #backlight: Backlight;
	readonly #timers: Timers;
	#timer: Timer | undefined;
	#light = lights.ok;
	#usedMs: number;
	#isDim = false;

	/** The light is full after power-on. */
	constructor({ backlight, timers }: DimmerOptions) {
		this.#backlight = backlight;
		this.#timers = timers;
		this.#usedMs = timers.uptimeMs();
		this.#wait(this.#light.dimAfterMs);
	}

	/** A finger or a scan. True when it woke a dim display. */
	use(): boolean {
		this.#usedMs = this.#timers.uptimeMs();
		if (!this.#isDim) return false;
		this.#isDim = false;
		this.#backlight.level(this.#light.used);
		this.#wait(this.#light.dimAfterMs);
		return true;
	}

	useBattery(level: BatteryLevel): void {
		const light = lights[level];
		if (light === this.#light) return;
		this.#light = light;
		this.#backlight.level(this.#isDim ? light.unused : light.used);
		if (this.#isDim) return;
		this.#timer?.cancel();
		this.#look();
	}

	/** Idempotent. */
	close(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	#wait(delayMs: number): void {
		this.#timer = this.#timers.start(delayMs, () => this.#look());
	}

	/** A use only notes its time, which costs next to nothing: whether it was long ago is asked here. */
	#look(): void {
		const leftMs = this.#usedMs + this.#light.dimAfterMs - this.#timers.uptimeMs();
		if (leftMs > 0) return this.#wait(leftMs);
		this.#timer = undefined;
		this.#isDim = true;
		this.#backlight.level(this.#light.unused);
	}
}
