import type { Lamp, LampSignal, Timer, Timers } from "../core/ports.js";

/** A lamp that can only be on or off. */
export interface LampPin {
	write(value: 0 | 1): void;
}

/** Half of the blinking period; undefined for a steady light. `help` blinks fast to attract attention. */
const halfMs: Readonly<Record<LampSignal, number | undefined>> = { fine: undefined, waiting: 1_000, help: 150 };

export class BlinkingLamp implements Lamp {
	#pin: LampPin;
	#timers: Timers;
	#timer: Timer | undefined;

	constructor(options: { readonly pin: LampPin; readonly timers: Timers }) {
		this.#pin = options.pin;
		this.#timers = options.timers;
	}

	show(signal: LampSignal): void {
		this.#timer?.cancel();
		this.#timer = undefined;
		this.turn(1, halfMs[signal]);
	}

	private turn(value: 0 | 1, ms: number | undefined): void {
		this.#pin.write(value);
		if (ms !== undefined) this.#timer = this.#timers.start(ms, () => this.turn(value === 1 ? 0 : 1, ms));
	}
}
