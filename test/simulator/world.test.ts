import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../simulator/random.js";
import { World } from "../../simulator/world.js";

describe("virtual time", () => {
	it("runs events in order of time, then of insertion", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 60 }), async (delays) => {
				const world = new World(1);
				const seen: [number, number][] = [];
				delays.forEach((delay, i) => world.schedule(delay, () => seen.push([delay, i])));
				await world.run(() => false);
				expect(seen).toEqual(
					delays.map((delay, i): [number, number] => [delay, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]),
				);
			}),
			{ seed: 11, numRuns: 60 },
		);
	});

	it("drops cancelled events", async () => {
		const world = new World(1);
		let ran = false;
		world.schedule(5, () => (ran = true)).cancel();
		await world.run(() => false);
		expect(ran).toBe(false);
	});

	it("stops while it is held", async () => {
		const world = new World(1);
		const release = world.hold();
		let atMs = -1;
		world.schedule(10, () => (atMs = world.nowMs));
		const run = world.run(() => false);
		for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
		expect([world.nowMs, atMs]).toEqual([0, -1]);
		release();
		release();
		await run;
		expect([world.nowMs, world.holds]).toEqual([10, 0]);
	});

	it("passes even when nothing happens", async () => {
		const world = new World(1);
		await world.pass(1_234);
		expect(world.nowMs).toBe(1_234);
	});

	it("ends a run with the error of a failed event", async () => {
		const world = new World(1);
		world.schedule(1, () => world.fail(new Error("broken")));
		await expect(world.run(() => false)).rejects.toThrow("broken");
	});

	it("advances as its caller asks, held or not", () => {
		const world = new World(1);
		const seen: number[] = [];
		world.hold();
		world.schedule(5, () => seen.push(world.nowMs));
		world.schedule(50, () => seen.push(world.nowMs));
		world.advance(20);
		expect([world.nowMs, seen]).toEqual([20, [5]]);
	});
});

describe("the seeded random generator", () => {
	it("repeats its numbers for a seed and differs between seeds", () => {
		const draw = (seed: number) =>
			Array.from(
				{ length: 8 },
				(
					(random) => () =>
						random.u32()
				)(new SeededRandom(seed)),
			);
		expect(draw(7)).toEqual(draw(7));
		expect(draw(7)).not.toEqual(draw(8));
	});

	it("stays within bounds and reaches them", () => {
		const random = new SeededRandom(3);
		const seen = new Set(Array.from({ length: 400 }, () => random.between(-2, 3)));
		expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
	});

	it("forks independent streams", () => {
		const a = new SeededRandom(5).fork("network");
		const b = new SeededRandom(5).fork("flash");
		expect(a.u32()).not.toBe(b.u32());
	});
});
