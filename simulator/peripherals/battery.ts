import type { AnalogInput, AnalogSource, DigitalInput, DigitalSource } from "../../firmware/drivers/bus.js";

// A model of a lithium-ion cell with internal resistance, a load and a charger, read through a voltage divider and a
// noisy analog converter.

export interface BatteryModelOptions {
	/** Virtual milliseconds. */
	readonly nowMs: () => number;
	readonly capacityMilliampHours: number;
	/** Initial charge as a fraction of the capacity, 0 to 1. */
	readonly charge: number;
	readonly loadMilliamps: number;
	readonly fullScaleMillivolts: number;
	/** Peak of the converter's noise, in steps, and its random source, 0 to 1. */
	readonly noiseSteps?: number;
	readonly noise?: () => number;
}

const resolution = 12;
const resistanceOhms = 0.12;
const chargeMilliamps = 900;
/** What the charger's current adds to the voltage. */
export const chargerMillivolts = resistanceOhms * chargeMilliamps;

/** Open-circuit voltage at each tenth of charge: flat in the middle and steep at both ends. */
const openMillivolts = [3_000, 3_450, 3_555, 3_605, 3_650, 3_710, 3_775, 3_840, 3_925, 4_035, 4_190];

export class BatteryModel {
	readonly analog: AnalogSource;
	readonly charger: DigitalSource;
	#loadMilliamps: number;
	/** A short peak load. It only lowers the voltage; its charge is deducted by `take`. */
	sagMilliamps = 0;
	#options: BatteryModelOptions;
	#milliampHours: number;
	#isCharging = false;
	#lastMs: number;

	constructor(options: BatteryModelOptions) {
		this.#options = options;
		this.#loadMilliamps = options.loadMilliamps;
		this.#milliampHours = options.capacityMilliampHours * options.charge;
		this.#lastMs = options.nowMs();
		const read = () => this.read();
		const isCharging = () => (this.#isCharging ? 1 : 0);
		this.analog = {
			io: class implements AnalogInput {
				readonly resolution = resolution;
				read = read;
				close(): void {
					// There is nothing to release.
				}
			},
		};
		this.charger = {
			io: class implements DigitalInput {
				read = isCharging;
				close(): void {
					// There is nothing to release.
				}
			},
		};
	}

	get loadMilliamps(): number {
		return this.#loadMilliamps;
	}

	set loadMilliamps(milliamps: number) {
		this.pass();
		this.#loadMilliamps = milliamps;
	}

	/** Deducts charge at once. */
	take(milliampHours: number): void {
		this.pass();
		this.#milliampHours = Math.max(0, this.#milliampHours - milliampHours);
	}

	/** Remaining charge as a fraction of the capacity, 0 to 1. */
	get charge(): number {
		this.pass();
		return this.#milliampHours / this.#options.capacityMilliampHours;
	}

	/** Replaces the cell by one with this charge. */
	set charge(share: number) {
		this.pass();
		this.#milliampHours = this.#options.capacityMilliampHours * share;
	}

	get isCharging(): boolean {
		return this.#isCharging;
	}

	plug(): void {
		this.pass();
		this.#isCharging = true;
	}

	unplug(): void {
		this.pass();
		this.#isCharging = false;
	}

	get millivolts(): number {
		return openMillivoltsAt(this.charge) + resistanceOhms * (this.currentMilliamps() - this.sagMilliamps);
	}

	/** What the load, without a short peak, takes from the voltage. */
	get dropMillivolts(): number {
		return resistanceOhms * this.#loadMilliamps;
	}

	private currentMilliamps(): number {
		return (this.#isCharging ? chargeMilliamps : 0) - this.#loadMilliamps;
	}

	private pass(): void {
		const ms = this.#options.nowMs();
		const change = (this.currentMilliamps() * (ms - this.#lastMs)) / 3_600_000;
		this.#milliampHours = Math.min(Math.max(this.#milliampHours + change, 0), this.#options.capacityMilliampHours);
		this.#lastMs = ms;
	}

	private read(): number {
		const steps = (this.millivolts / this.#options.fullScaleMillivolts) * (2 ** resolution - 1);
		const noise = ((this.#options.noise?.() ?? 0.5) - 0.5) * 2 * (this.#options.noiseSteps ?? 0);
		return Math.min(Math.max(Math.round(steps + noise), 0), 2 ** resolution - 1);
	}
}

/** Of a cell without a load, with this charge as a fraction of its capacity. */
export function openMillivoltsAt(charge: number): number {
	const position = charge * (openMillivolts.length - 1);
	const index = Math.min(Math.floor(position), openMillivolts.length - 2);
	return openMillivolts[index]! + (position - index) * (openMillivolts[index + 1]! - openMillivolts[index]!);
}
