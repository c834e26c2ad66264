// Dims the display when nobody uses it: the backlight takes most of a waiting terminal's power. On a low battery it
// dims sooner and further.
import type { Backlight, BatteryLevel, Timer, Timers } from "../core/ports.js";

interface Light {
	/** Shares of full brightness, in use and not. */
	readonly used: number;
	readonly unused: number;
	/** Without a touch or a scan; up to a third more, since use is checked only now and then. */
	readonly dimAfterMs: number;
}

/** Dim is not dark: change, total and buttons stay readable. */
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

/** How often use is checked within `dimAfterMs`. */
const looksPerDim = 3;

export class Dimmer {
	readonly #backlight: Backlight;
	readonly #timers: Timers;
	#timer: Timer | undefined;
	#light = lights.ok;
	#isUsed = false;
	/** Checks in a row that found the terminal unused. */
	#unusedLooks = 0;
	#isDim = false;

	/** The light is full after power-on. */
	constructor({ backlight, timers }: DimmerOptions) {
		this.#backlight = backlight;
		this.#timers = timers;
		this.wait();
	}

	/** A touch or a scan. True when it woke a dim display. Each scan calls it, so it only sets a flag. */
	use(): boolean {
		this.#isUsed = true;
		if (!this.#isDim) return false;
		this.#isDim = false;
		this.#backlight.level(this.#light.used);
		this.wait();
		return true;
	}

	/** Dim, on a low battery: whatever else waits for somebody may pause, too. */
	get isSparing(): boolean {
		return this.#isDim && this.#light !== lights.ok;
	}

	useBattery(level: BatteryLevel): void {
		const light = lights[level];
		if (light === this.#light) return;
		this.#light = light;
		this.#backlight.level(this.#isDim ? light.unused : light.used);
		if (!this.#isDim) this.wait();
	}

	/** Idempotent. */
	close(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	private wait(): void {
		this.#unusedLooks = 0;
		this.lookLater();
	}

	private lookLater(): void {
		this.#timer?.cancel();
		this.#timer = this.#timers.start(this.#light.dimAfterMs / looksPerDim, () => this.look());
	}

	private look(): void {
		this.#unusedLooks = this.#isUsed ? 0 : this.#unusedLooks + 1;
		this.#isUsed = false;
		if (this.#unusedLooks < looksPerDim) return this.lookLater();
		this.#timer = undefined;
		this.#isDim = true;
		this.#backlight.level(this.#light.unused);
	}
}
