// The terminal's cell with all that drinks from it: processor, Wi-Fi, display light, printer. The firmware's own driver
// reads it; when the voltage falls below what the processor needs, the board goes dark by itself.
import type { BatterySource, Timers } from "../../firmware/core/ports.js";
import { Battery } from "../../firmware/drivers/battery/battery.js";
import type { AnalogInput, AnalogSource, DigitalSource } from "../../firmware/drivers/bus.js";
import { BatteryModel } from "./battery.js";
import type { PeripheralWorld } from "./peripheral-world.js";

/** What the driver is built on; on XS it runs inside, over these. */
export interface BatteryChip {
	readonly analog: AnalogSource;
	readonly charger: DigitalSource;
	readonly fullScaleMillivolts: number;
	readonly typicalHours: number;
}

/** What draws current, as it is now. */
export interface Consumers {
	readonly isBoardOn: boolean;
	/** 0 to 1. */
	readonly light: number;
	/** Associated and talking, or looking for a network. */
	readonly network: "joined" | "searching";
	readonly isPrinting: boolean;
	/** Of paper, since it was put in; falls as paper moves. */
	readonly rollMm: number;
}

export interface BatteryPackOptions {
	readonly world: PeripheralWorld;
	readonly capacityMilliampHours: number;
	/** At the beginning, 0 to 1. */
	readonly charge: number;
	readonly isCharging?: boolean;
	/** The converter's, 0 to 1. */
	readonly noise: () => number;
	readonly consumers: () => Consumers;
	/** The voltage is too low for the processor: the board is reset and stays dark. */
	readonly onBrownOut: () => void;
}

/** At the converter, behind two equal resistors. */
const fullScaleMillivolts = 6_600;
/** Board without light and radio; full light; radio associated, and searching; the print head while paper moves. */
const milliamps = { board: 60, light: 80, joined: 35, searching: 70, printing: 1_200 } as const;
/** A millimetre takes 10 ms at 100 mm/s. */
const milliampHoursPerMm = (milliamps.printing * 0.01) / 3_600;
/** The detector bites at 2.8 V, behind a regulator that takes 0.2 V. */
const brownOutMillivolts = 3_000;
const noiseSteps = 8;

export class BatteryPack {
	readonly model: BatteryModel;
	readonly chip: BatteryChip;
	readonly #options: BatteryPackOptions;
	#rollMm: number;

	constructor(options: BatteryPackOptions) {
		this.#options = options;
		const { world, capacityMilliampHours, charge, noise } = options;
		this.model = new BatteryModel({
			nowMs: () => world.nowMs,
			capacityMilliampHours,
			charge,
			loadMilliamps: 0,
			fullScaleMillivolts,
			noiseSteps,
			noise,
		});
		if (options.isCharging) this.model.plug();
		this.#rollMm = options.consumers().rollMm;
		const analog = new this.model.analog.io({});
		const read = (): number => {
			this.settle();
			if (this.model.millivolts < brownOutMillivolts) world.schedule(0, () => options.onBrownOut());
			return analog.read();
		};
		this.chip = {
			analog: {
				io: class implements AnalogInput {
					readonly resolution = analog.resolution;
					read = read;
					close(): void {
						// A converter holds nothing.
					}
				},
			},
			charger: this.model.charger,
			fullScaleMillivolts,
			typicalHours: capacityMilliampHours / (milliamps.board + milliamps.light + milliamps.joined),
		};
	}

	/** The firmware's battery port; `timers` are those of one boot. */
	source(timers: Timers): BatterySource & BatteryChip {
		const { chip } = this;
		return {
			...chip,
			io: class extends Battery {
				constructor({ onChange }: { onChange(): void }) {
					super({ ...chip, timers, onChange });
				}
			},
		};
	}

	/** What has been drawn since the last time is taken off, and what draws from now on is noted. */
	settle(): void {
		const { model } = this;
		const { isBoardOn, light, network, isPrinting, rollMm } = this.#options.consumers();
		model.take(Math.max(0, this.#rollMm - rollMm) * milliampHoursPerMm);
		this.#rollMm = rollMm;
		// The head's share over time is taken by the millimetre; here it only makes the voltage sag.
		model.sagMilliamps = isPrinting ? milliamps.printing : 0;
		model.loadMilliamps = isBoardOn ? milliamps.board + light * milliamps.light + milliamps[network] : 0;
	}
}
