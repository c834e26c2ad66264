import type { Timer, Timers } from "../../core/ports.js";
import type { AnalogInput, AnalogSource, DigitalInput, DigitalSource } from "../bus.js";
import { percentAt } from "./curve.js";

// A single lithium-ion cell behind a resistor divider. Voltage sags while the printer pulls current and bounces on every reading, so readings are
// smoothed, and what is shown only moves in the direction the cell is moving.

const sampleMs = 10_000;
/** Weight of a new reading: a time constant of about two minutes. */
const weight = 0.08;
/** The rate is measured over at least this long before it is believed. */
const rateMs = 20 * 60_000;
const rateWindowMs = 60 * 60_000;

/** `low`: the screen dims and says so. `critical`: finish the sale, then the terminal shuts down in order. */
export type BatteryLevel = "good" | "low" | "critical";

export interface BatteryState {
	/** 0 to 100, whole. */
	readonly percent: number;
	readonly millivolts: number;
	readonly isCharging: boolean;
	readonly level: BatteryLevel;
	/** In tenths; undefined while charging. Until a rate is measured, it is by the board's typical load. */
	readonly hoursLeft: number | undefined;
}

export interface BatteryOptions {
	readonly analog: AnalogSource;
	readonly timers: Timers;
	/** Millivolts of the cell when the converter reads full scale: reference times divider. */
	readonly fullScaleMillivolts: number;
	/** Cell capacity divided by typical load. */
	readonly typicalHours: number;
	/** 1 while power comes in. */
	readonly charger?: DigitalSource;
	readonly onChange?: (state: BatteryState) => void;
}

const bounds = { low: 20, critical: 5, hysteresis: 3 } as const;

export class Battery {
	#options: BatteryOptions;
	#analog: AnalogInput;
	#charger: DigitalInput | undefined;
	#timer: Timer | undefined;
	#millivolts: number;
	#state: BatteryState;
	/** Where the discharge being measured began. */
	#rateFrom: { ms: number; percent: number };
	#percentPerHour: number | undefined;

	constructor(options: BatteryOptions) {
		this.#options = options;
		this.#analog = new options.analog.io(options.analog);
		try {
			this.#charger = options.charger && new options.charger.io({ ...options.charger });
		} catch (error) {
			this.#analog.close();
			throw error;
		}
		this.#millivolts = this.#measure();
		const percent = percentAt(this.#millivolts);
		this.#rateFrom = { ms: options.timers.uptimeMs(), percent };
		const isCharging = this.#charger?.read() === 1;
		this.#state = this.#describe(Math.round(percent), isCharging, "good");
		this.#schedule();
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

	#schedule(): void {
		this.#timer = this.#options.timers.start(sampleMs, () => {
			this.#sample();
			this.#schedule();
		});
	}

	#measure(): number {
		return (this.#analog.read() / (2 ** this.#analog.resolution - 1)) * this.#options.fullScaleMillivolts;
	}

	#sample(): void {
		const before = this.#state;
		const isCharging = this.#charger?.read() === 1;
		const measured = this.#measure();
		// Plugging the charger in or out moves the voltage by itself: begin anew rather than smooth over the step.
		const isStep = isCharging !== before.isCharging;
		this.#millivolts = isStep ? measured : this.#millivolts + weight * (measured - this.#millivolts);
		const exact = percentAt(this.#millivolts);
		this.#rate(exact, isCharging, isStep);
		let percent = before.percent;
		if (isCharging ? exact >= percent + 1 : exact <= percent - 1) percent = Math.round(exact);
		// A cell that recovers after a load is only believed when it rises by more than noise.
		else if (Math.abs(exact - percent) > bounds.hysteresis) percent = Math.round(exact);
		this.#state = this.#describe(percent, isCharging, before.level);
		const changed = before.percent !== percent || before.isCharging !== isCharging || before.level !== this.#state.level;
		if (changed) this.#options.onChange?.(this.#state);
	}

	#rate(percent: number, isCharging: boolean, isStep: boolean): void {
		const ms = this.#options.timers.uptimeMs();
		if (isCharging || isStep) {
			this.#rateFrom = { ms, percent };
			return;
		}
		const elapsedMs = ms - this.#rateFrom.ms;
		if (elapsedMs < rateMs) return;
		const perHour = ((this.#rateFrom.percent - percent) / elapsedMs) * 3_600_000;
		if (perHour > 0.1) this.#percentPerHour = perHour;
		// Half the window goes on counting, so that a changed habit shows within the hour.
		if (elapsedMs >= rateWindowMs) this.#rateFrom = { ms: ms - elapsedMs / 2, percent: (this.#rateFrom.percent + percent) / 2 };
	}

	#describe(percent: number, isCharging: boolean, before: BatteryLevel): BatteryState {
		const perHour = this.#percentPerHour ?? 100 / this.#options.typicalHours;
		return {
			percent,
			millivolts: Math.round(this.#millivolts),
			isCharging,
			level: isCharging ? "good" : level(percent, before),
			hoursLeft: isCharging ? undefined : Math.round((percent / perHour) * 10) / 10,
		};
	}
}

/** A level is left upwards only with some percent to spare, so that the screen does not flicker between two looks. */
function level(percent: number, before: BatteryLevel): BatteryLevel {
	const spare = (at: BatteryLevel): number => (before === at ? bounds.hysteresis : 0);
	if (percent <= bounds.critical + spare("critical")) return "critical";
	if (percent <= bounds.low + (before === "good" ? 0 : bounds.hysteresis)) return "low";
	return "good";
}
