// The terminal's battery and its loads: processor, Wi-Fi, backlight, printer. The firmware's own driver reads it. When
// the voltage falls below what the processor needs, the board is reset and stays off.
import type { BatteryListener, BatterySource, Timers } from "../../firmware/core/ports.js";
import { Battery } from "../../firmware/drivers/battery/battery.js";
import type { AnalogInput, AnalogSource, DigitalSource } from "../../firmware/drivers/bus.js";
import { BatteryModel } from "./battery.js";
import type { PeripheralWorld } from "./peripheral-world.js";

/** The inputs of the battery driver. On XS the driver runs inside the machine and reads these by host calls. */
export interface BatteryChip {
	readonly analog: AnalogSource;
	readonly charger: DigitalSource;
	readonly fullScaleMillivolts: number;
	readonly typicalHours: number;
}

/** The present loads. */
export interface Consumers {
	readonly isBoardOn: boolean;
	/** Backlight, 0 to 1. */
	readonly light: number;
	/** Whether Wi-Fi is associated or searching for a network. */
	readonly network: "joined" | "searching";
	readonly isPrinting: boolean;
	/** Paper left on the roll; it falls as the printer feeds. */
	readonly rollMm: number;
}

export interface BatteryPackOptions {
	readonly world: PeripheralWorld;
	readonly capacityMilliampHours: number;
	/** Initial charge, 0 to 1. */
	readonly charge: number;
	readonly isCharging?: boolean;
	/** Random source of the converter's noise, 0 to 1. */
	readonly noise: () => number;
	readonly consumers: () => Consumers;
	/** Called when the voltage is too low for the processor: the board is reset and stays off. */
	readonly onBrownOut: () => void;
}

/** At the converter, behind two equal resistors. */
const fullScaleMillivolts = 6_600;
/**
 * The board without backlight and radio; full backlight; radio associated; radio searching; print head while feeding.
 */
const milliamps = { board: 60, light: 80, joined: 35, searching: 70, printing: 1_200 } as const;
/** A millimetre takes 10 ms at 100 mm/s. */
const milliampHoursPerMm = (milliamps.printing * 0.01) / 3_600;
/** The brown-out detector triggers at 2.8 V, after a regulator with a drop of 0.2 V. */
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
						// There is nothing to release.
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
				constructor(listener: BatteryListener) {
					super({ ...chip, timers, listener });
				}
			},
		};
	}

	/** Deducts the charge used since the last call, and updates the loads. */
	settle(): void {
		const { model } = this;
		const { isBoardOn, light, network, isPrinting, rollMm } = this.#options.consumers();
		model.take(Math.max(0, this.#rollMm - rollMm) * milliampHoursPerMm);
		this.#rollMm = rollMm;
		// The charge that the print head uses is deducted per millimetre; its current only lowers the voltage.
		model.sagMilliamps = isPrinting ? milliamps.printing : 0;
		model.loadMilliamps = isBoardOn ? milliamps.board + light * milliamps.light + milliamps[network] : 0;
	}
}
