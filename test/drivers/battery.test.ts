import { describe, expect, it } from "vitest";
import type { BatteryState } from "../../firmware/core/ports.js";
import { Battery } from "../../firmware/drivers/battery/battery.js";
import { percentAt } from "../../firmware/drivers/battery/curve.js";
import { BatteryModel } from "../../simulator/peripherals/battery.js";
import { World } from "../../simulator/world.js";

const hourMs = 3_600_000;

function open(charge: number, loadMilliamps = 300) {
	const world = new World(5);
	const model = new BatteryModel({
		nowMs: () => world.nowMs,
		capacityMilliampHours: 3_000,
		charge,
		loadMilliamps,
		fullScaleMillivolts: 6_600,
		noiseSteps: 12,
		noise: () => world.random.below(1_000) / 999,
	});
	const states: BatteryState[] = [];
	const battery: Battery = new Battery({
		analog: model.analog,
		charger: model.charger,
		timers: { uptimeMs: () => world.nowMs, start: (delayMs, onExpire) => world.schedule(delayMs, onExpire) },
		fullScaleMillivolts: 6_600,
		typicalHours: 10,
		listener: { batteryChanged: () => states.push(battery.state) },
	});
	return { world, model, battery, states };
}

describe("battery", () => {
	it("never shows a higher charge for a lower voltage", () => {
		let last = 0;
		for (let millivolts = 2_500; millivolts < 4_400; millivolts += 5) {
			const percent = percentAt(millivolts);
			expect(percent).toBeGreaterThanOrEqual(last);
			expect(percent).toBeLessThanOrEqual(100);
			last = percent;
		}
		expect(last).toBe(100);
	});

	it("follows the cell's data sheet between its points, without a step", () => {
		const points = [
			[3_000, 0],
			[3_150, 2],
			[3_300, 4],
			[3_375, 7],
			[3_450, 10],
			[3_500, 15],
			[3_550, 20],
			[3_585, 27.5],
			[3_620, 35],
			[3_660, 42.5],
			[3_700, 50],
			[3_750, 57.5],
			[3_800, 65],
			[3_860, 72.5],
			[3_920, 80],
			[3_985, 86.5],
			[4_050, 93],
			[4_100, 96.5],
			[4_150, 100],
		] as const;
		for (const [millivolts, percent] of points)
			expect(percentAt(millivolts), `${millivolts} mV`).toBeCloseTo(percent, 6);
		for (let millivolts = 2_900; millivolts < 4_200; millivolts++)
			expect(percentAt(millivolts + 1) - percentAt(millivolts), `${millivolts} mV`).toBeLessThan(0.25);
	});

	it("shows the charge within twelve points from full to empty, and never rises while discharging", () => {
		const { world, model, battery, states } = open(1);
		for (let minute = 0; minute < 9.9 * 60; minute++) {
			world.advance(60_000);
			expect(Math.abs(battery.state.percent - model.charge * 100), `minute ${minute}`).toBeLessThan(12);
		}
		for (let i = 1; i < states.length; i++) expect(states[i]!.percent).toBeLessThanOrEqual(states[i - 1]!.percent);
		expect(states.map((state) => state.level).filter((level, i, all) => level !== all[i - 1])).toEqual([
			"ok",
			"low",
			"critical",
			"empty",
		]);
		battery.close();
	});

	it("estimates the hours left within a third once it has watched for an hour", () => {
		const { world, model, battery } = open(0.9, 500);
		world.advance(2 * hourMs);
		const truth = (model.charge * 3_000) / 500;
		expect(battery.state.hoursLeft).toBeGreaterThan(truth * 0.66);
		expect(battery.state.hoursLeft).toBeLessThan(truth * 1.5);
	});

	it("is not affected by the printer's current", () => {
		const { world, model, states, battery } = open(0.5, 200);
		for (let ticket = 0; ticket < 30; ticket++) {
			world.advance(110_000);
			model.loadMilliamps = 1_600;
			world.advance(4_000);
			model.loadMilliamps = 200;
		}
		const levels = new Set(states.map((state) => state.level));
		expect([...levels].filter((level) => level !== "ok")).toEqual([]);
		expect(battery.state.percent).toBeGreaterThan(30);
	});

	it("reports charging without hours left, and starts a new estimate when unplugged", () => {
		const { world, model, battery } = open(0.15);
		world.advance(60_000);
		expect(battery.state.level).toBe("low");
		model.plug();
		world.advance(20_000);
		expect(battery.state).toMatchObject({ isCharging: true, level: "ok", hoursLeft: undefined });
		world.advance(2 * hourMs);
		model.unplug();
		world.advance(20_000);
		expect(battery.state.isCharging).toBe(false);
		expect(battery.state.hoursLeft).toBeGreaterThan(3);
	});

	it("reports empty before flash and chip are at risk, and clears it only after a measurable charge", () => {
		const { world, model, battery } = open(0.08);
		while (battery.state.level !== "empty") world.advance(10_000);
		expect(model.millivolts).toBeGreaterThan(3_150);
		expect(battery.state).toMatchObject({ percent: 0, hoursLeft: 0 });
		// Without load the cell's voltage recovers a little, which is not a charge.
		model.loadMilliamps = 10;
		world.advance(600_000);
		expect(battery.state.level).toBe("empty");
		model.plug();
		world.advance(20_000);
		expect(battery.state.level).toBe("ok");
		battery.close();
	});

	it("does not take the charger's voltage for charge", () => {
		const percentOf = (millivolts: number, isCharging: boolean): number => {
			const input = (value: number) => ({
				io: class {
					readonly resolution = 12;
					read = (): number => value;
					close(): void {
						// There is nothing to release.
					}
				},
			});
			const battery = new Battery({
				analog: input((millivolts / 6_600) * 4_095),
				charger: input(isCharging ? 1 : 0),
				chargerMillivolts: 150,
				timers: { uptimeMs: () => 0, start: () => ({ cancel: () => undefined }) },
				fullScaleMillivolts: 6_600,
				typicalHours: 10,
			});
			return battery.state.percent;
		};
		expect(percentOf(3_850, true)).toBe(percentOf(3_700, false));
		expect(percentOf(3_850, false)).toBeGreaterThan(percentOf(3_700, false) + 10);
	});

	it("does not take another cell's lower charge for one that was used up", () => {
		const { world, model, battery } = open(0.9);
		world.advance(60_000);
		model.charge = 0.4;
		world.advance(30 * 60_000);
		const truth = (model.charge * 3_000) / 300;
		expect(battery.state.hoursLeft).toBeGreaterThan(truth * 0.5);
		battery.close();
	});

	it("detects within a minute that the cell was replaced", () => {
		const { world, model, battery } = open(0.1);
		world.advance(60_000);
		model.charge = 0.9;
		world.advance(60_000);
		expect(battery.state.percent).toBeGreaterThan(80);
		battery.close();
	});
});
