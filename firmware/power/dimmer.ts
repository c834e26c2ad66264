// Dims the display when it is not used: the backlight takes most of an idle terminal's power. On a low battery it dims
// earlier and further.
import type { Backlight, BatteryLevel, Timer, Timers } from "../core/ports.js";

interface Light {
	/** Shares of full brightness, while used and unused. */
	readonly used: number;
	readonly unused: number;
	/** Time without a touch or scan before dimming. The actual time is up to a third longer because use is polled. */
	readonly dimAfterMs: number;
}

/** A dimmed display still has to be readable: change, total and buttons. */
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

/** Number of polls within `dimAfterMs`. */
const checksPerDim = 3;

export class Dimmer {
	readonly #backlight: Backlight;
	readonly #timers: Timers;
	#timer: Timer | undefined;
	#light = lights.ok;
	#isUsed = false;
	/** Consecutive checks that found the terminal unused. */
	#unusedChecks = 0;
	#isDim = false;

	/** The backlight is at full brightness after power-on. */
	constructor({ backlight, timers }: DimmerOptions) {
		this.#backlight = backlight;
		this.#timers = timers;
		this.wait();
	}

	/**
	 * Notes a touch or a scan. Returns true if it woke a dimmed display. Called for each scan, so it only sets a flag.
	 */
	use(): boolean {
		this.#isUsed = true;
		if (!this.#isDim) return false;
		this.#isDim = false;
		this.#backlight.level(this.#light.used);
		this.wait();
		return true;
	}

	/** Dimmed on a low battery: other devices that wait for the user may pause, too. */
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
		this.#unusedChecks = 0;
		this.checkLater();
	}

	private checkLater(): void {
		this.#timer?.cancel();
		this.#timer = this.#timers.start(this.#light.dimAfterMs / checksPerDim, () => this.check());
	}

	private check(): void {
		this.#unusedChecks = this.#isUsed ? 0 : this.#unusedChecks + 1;
		this.#isUsed = false;
		if (this.#unusedChecks < checksPerDim) return this.checkLater();
		this.#timer = undefined;
		this.#isDim = true;
		this.#backlight.level(this.#light.unused);
	}
}
