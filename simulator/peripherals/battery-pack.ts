// The terminal's battery and its loads: processor, Wi-Fi, backlight, printer. The firmware's own driver reads it. When
// the voltage falls below what the processor needs, the board is reset and stays off.
import type { BatteryListener, BatterySource, BatteryState, Timers } from "../../firmware/core/ports.js";
import { Battery, usablePercent } from "../../firmware/drivers/battery/battery.js";
import type { AnalogInput, AnalogSource, DigitalSource } from "../../firmware/drivers/bus.js";
import { BatteryModel, chargerMillivolts, openMillivoltsAt } from "./battery.js";
import type { PeripheralWorld } from "./peripheral-world.js";

/** The inputs of the battery driver. On XS the driver runs inside the machine and reads these by host calls. */
export interface BatteryChip {
	readonly analog: AnalogSource;
	readonly charger: DigitalSource;
	readonly chargerMillivolts: number;
	readonly fullScaleMillivolts: number;
	readonly typicalHours: number;
	/** Called with the percentage that the firmware reads from its driver. */
	noteShown(percent: number): void;
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
/** The charge of a cell on which the terminal shuts down in order, and no brown-out comes before. */
const leastCharge = 0.033;
/** The terminal's number moves in steps of up to this size, so that noise does not move it. */
const percentStep = 3;

export class BatteryPack {
	readonly model: BatteryModel;
	readonly chip: BatteryChip;
	readonly #options: BatteryPackOptions;
	#rollMm: number;
	/** What the terminal shows; undefined while it is off. */
	#shownPercent: number | undefined;

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
			chargerMillivolts,
			fullScaleMillivolts,
			typicalHours: capacityMilliampHours / (milliamps.board + milliamps.light + milliamps.joined),
			noteShown: (percent) => (this.#shownPercent = percent),
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

				override get state(): BatteryState {
					const state = super.state;
					chip.noteShown(state.percent);
					return state;
				}
			},
		};
	}

	/**
	 * The charge as the terminal states it. After a change of the cell this is what the terminal will have measured
	 * within a minute.
	 */
	get percent(): number {
		const settled = Math.round(this.percentWith(this.model.charge));
		const shown = this.#shownPercent;
		return shown !== undefined && Math.abs(shown - settled) <= percentStep ? shown : settled;
	}

	/** Replaces the cell by one that the terminal will measure as this percentage. */
	set percent(percent: number) {
		let low = leastCharge;
		let high = 1;
		while (high - low > 0.000_1) {
			const middle = (low + high) / 2;
			if (this.percentWith(middle) < percent) low = middle;
			else high = middle;
		}
		this.model.charge = percent <= 0 ? leastCharge : high;
	}

	/** The number on the terminal's screen; undefined while it is off. */
	get shownPercent(): number | undefined {
		return this.#shownPercent;
	}

	/** Deducts the charge used since the last call, and updates the loads. */
	settle(): void {
		const { model } = this;
		const { isBoardOn, light, network, isPrinting, rollMm } = this.#options.consumers();
		model.take(Math.max(0, this.#rollMm - rollMm) * milliampHoursPerMm);
		this.#rollMm = rollMm;
		// The charge that the print head uses is deducted per millimetre; its current only lowers the voltage.
		model.sagMilliamps = isPrinting ? milliamps.printing : 0;
		if (!isBoardOn) this.#shownPercent = undefined;
		model.loadMilliamps = isBoardOn ? milliamps.board + light * milliamps.light + milliamps[network] : 0;
	}

	/** What the driver makes of a cell with this charge under the present load. */
	private percentWith(charge: number): number {
		return usablePercent(openMillivoltsAt(charge) - this.model.dropMillivolts);
	}
}
