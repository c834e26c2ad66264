import type { BatteryGauge, BatteryLevel, BatteryListener, BatteryState, Timer, Timers } from "../../core/ports.js";
import type { AnalogInput, AnalogSource, DigitalInput, DigitalSource } from "../bus.js";
import { percentAt } from "./curve.js";

// A single lithium-ion cell behind a resistor divider. Voltage sags while the printer draws current and varies with
// every reading, so readings are smoothed, and the shown value only moves in the direction that the cell is moving.

/**
 * The cell's voltage at which the terminal shuts down in order: a regulator of 3.3 V still supplies the 3.0 V that
 * flash needs for writing, with some margin for the sag of a transmitting radio. The percentage counts from here.
 */
const emptyMillivolts = 3_200;

const sampleMs = 10_000;
/** Weight of a new reading: a time constant of about two minutes. */
const weight = 0.08;
/** The shortest time over which a measured rate is used. */
const rateMs = 20 * 60_000;
const rateWindowMs = 60 * 60_000;
/** This many consecutive readings far off the smoothed value mean another cell, not a ticket being printed. */
const stepMillivolts = 120;
const stepSamples = 3;

export interface BatteryOptions {
	readonly analog: AnalogSource;
	readonly timers: Timers;
	/** Millivolts of the cell when the converter reads full scale: reference times divider. */
	readonly fullScaleMillivolts: number;
	/** Cell capacity divided by typical load. */
	readonly typicalHours: number;
	/** 1 while the charger supplies power. */
	readonly charger?: DigitalSource;
	/** What its current adds to the cell's voltage: without it, a cell on the charger would seem fuller than it is. */
	readonly chargerMillivolts?: number;
	readonly listener?: BatteryListener;
}

const bounds = { low: 20, critical: 5, hysteresis: 3 } as const;
const emptyPercent = percentAt(emptyMillivolts);

/** Usable charge of a cell at rest or lightly loaded, 0 to 100, not rounded. */
export function usablePercent(millivolts: number): number {
	return Math.max(0, ((percentAt(millivolts) - emptyPercent) / (100 - emptyPercent)) * 100);
}

export class Battery implements BatteryGauge {
	#options: BatteryOptions;
	#analog: AnalogInput;
	#charger: DigitalInput | undefined;
	#timer: Timer | undefined;
	#millivolts: number;
	#state: BatteryState;
	/** Where the discharge being measured began. */
	#rateFrom: { ms: number; percent: number };
	#percentPerHour: number | undefined;
	/** Consecutive readings far off the smoothed value. */
	#farOff = 0;

	constructor(options: BatteryOptions) {
		this.#options = options;
		this.#analog = new options.analog.io(options.analog);
		try {
			this.#charger = options.charger && new options.charger.io({ ...options.charger });
		} catch (error) {
			this.#analog.close();
			throw error;
		}
		this.#millivolts = this.measure();
		const isCharging = this.#charger?.read() === 1;
		const percent = this.estimate(isCharging);
		this.#rateFrom = { ms: options.timers.uptimeMs(), percent };
		this.#state = this.describe(Math.round(percent), isCharging, "ok");
		this.schedule();
	}

	get state(): BatteryState {
		return this.#state;
	}

	close(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
		this.#analog.close();
		this.#charger?.close();
	}

	private schedule(): void {
		this.#timer = this.#options.timers.start(sampleMs, () => {
			this.sample();
			this.schedule();
		});
	}

	private measure(): number {
		return (this.#analog.read() / (2 ** this.#analog.resolution - 1)) * this.#options.fullScaleMillivolts;
	}

	private estimate(isCharging: boolean): number {
		const { chargerMillivolts = 0 } = this.#options;
		return usablePercent(this.#millivolts - (isCharging ? chargerMillivolts : 0));
	}

	private sample(): void {
		const before = this.#state;
		const isCharging = this.#charger?.read() === 1;
		const measured = this.measure();
		this.#farOff = Math.abs(measured - this.#millivolts) > stepMillivolts ? this.#farOff + 1 : 0;
		// Plugging the charger in or out changes the voltage at once, so smoothing starts again.
		const isStep = isCharging !== before.isCharging || this.#farOff >= stepSamples;
		this.#millivolts = isStep ? measured : this.#millivolts + weight * (measured - this.#millivolts);
		const exact = this.estimate(isCharging);
		this.rate(exact, isCharging, isStep);
		let percent = before.percent;
		if (isCharging ? exact >= percent + 1 : exact <= percent - 1) percent = Math.round(exact);
		// A rise counts only when it exceeds noise: a cell recovers a little after a load.
		else if (isStep || Math.abs(exact - percent) > bounds.hysteresis) percent = Math.round(exact);
		this.#state = this.describe(percent, isCharging, before.level);
		const changed =
			before.percent !== percent || before.isCharging !== isCharging || before.level !== this.#state.level;
		if (changed) this.#options.listener?.batteryChanged();
	}

	private rate(percent: number, isCharging: boolean, isStep: boolean): void {
		const ms = this.#options.timers.uptimeMs();
		if (isCharging || isStep) {
			this.#rateFrom = { ms, percent };
			return;
		}
		const elapsedMs = ms - this.#rateFrom.ms;
		if (elapsedMs < rateMs) return;
		const perHour = ((this.#rateFrom.percent - percent) / elapsedMs) * 3_600_000;
		if (perHour > 0.1) this.#percentPerHour = perHour;
		// Half of the window is kept, so that a changed load shows within the hour.
		if (elapsedMs >= rateWindowMs)
			this.#rateFrom = { ms: ms - elapsedMs / 2, percent: (this.#rateFrom.percent + percent) / 2 };
	}

	private describe(percent: number, isCharging: boolean, before: BatteryLevel): BatteryState {
		const perHour = this.#percentPerHour ?? 100 / this.#options.typicalHours;
		return {
			percent,
			isCharging,
			level: isCharging ? "ok" : level(percent, this.#millivolts, before),
			hoursLeft: isCharging ? undefined : Math.round((percent / perHour) * 10) / 10,
		};
	}
}

/** A level is left upwards only with a margin, so that the screen does not flicker between two readings. */
function level(percent: number, millivolts: number, before: BatteryLevel): BatteryLevel {
	const spare = (at: BatteryLevel): number => (before === at ? bounds.hysteresis : 0);
	if (millivolts <= emptyMillivolts || (before === "empty" && percent <= bounds.hysteresis)) return "empty";
	if (percent <= bounds.critical + spare("critical") + spare("empty")) return "critical";
	if (percent <= bounds.low + (before === "ok" ? 0 : bounds.hysteresis)) return "low";
	return "ok";
}
