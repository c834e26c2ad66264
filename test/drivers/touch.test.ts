import { describe, expect, it } from "vitest";
import { ft6206, type Ft6206Options } from "../../firmware/drivers/touch/ft6206.js";
import { Ft6206Model } from "../../simulator/peripherals/ft6206.js";
import { World } from "../../simulator/world.js";

function open(more: Partial<Ft6206Options> = {}, model = new Ft6206Model()) {
	const world = new World(1);
	const events: string[] = [];
	const source = ft6206({
		i2c: model.i2c,
		timers: { uptimeMs: () => world.nowMs, start: (delayMs, onExpire) => world.schedule(delayMs, onExpire) },
		width: 240,
		height: 320,
		onFault: (fault) => events.push(fault?.code ?? "well"),
		...more,
	});
	const touch = new source.io({ onSample: ({ x, y, phase }) => events.push(`${phase} ${x},${y}`) });
	world.advance(50);
	return { world, events, model, touch };
}

describe.each(["interrupt", "poll"])("FT6206 by %s", (way) => {
	const start = (more: Partial<Ft6206Options> = {}) => {
		const model = new Ft6206Model();
		return open({ ...(way === "interrupt" ? { interrupt: model.interrupt } : {}), ...more }, model);
	};

	it("reports down, move and up of one finger within 20 ms", () => {
		const { world, events, model } = start();
		model.down(120, 300);
		world.advance(20);
		expect(events).toEqual(["down 120,300"]);
		model.move(121, 290);
		world.advance(20);
		world.advance(200);
		model.up();
		world.advance(20);
		expect(events).toEqual(["down 120,300", "move 121,290", "up 121,290"]);
	});

	it("tracks the first finger and ignores a second", () => {
		const { world, events, model } = start();
		model.down(10, 10, 0);
		world.advance(40);
		model.down(200, 200, 1);
		world.advance(40);
		model.up(0);
		world.advance(17);
		expect(events).toEqual(["down 10,10", "up 10,10"]);
	});

	it("flips axes as the panel is mounted and clamps points to the screen", () => {
		const { world, events, model } = start({ flipX: true, flipY: true });
		model.down(0, 4_000);
		world.advance(20);
		expect(events).toEqual(["down 239,0"]);
	});

	it("reports a release outside the screen when the panel stops responding under a finger, and recovers", () => {
		const { world, events, model } = start();
		model.down(120, 300);
		world.advance(40);
		model.unplug();
		world.advance(200);
		expect(events).toEqual(["down 120,300", "TOUCH_ABSENT", "move -1,-1", "up -1,-1"]);
		model.up();
		model.plug();
		world.advance(2_000);
		model.down(5, 6);
		world.advance(20);
		expect(events.slice(4)).toEqual(["well", "down 5,6"]);
		expect(model.registers[0x80]).toBe(40);
	});

	it("makes no callbacks after close", () => {
		const { world, events, model, touch } = start();
		touch.close();
		touch.close();
		model.down(1, 1);
		world.advance(1_000);
		expect(events).toEqual([]);
	});
});

describe("FT6206 with its interrupt line", () => {
	it("is not accessed while nobody touches it, before and after a touch", () => {
		const model = new Ft6206Model();
		const { world, events } = open({ interrupt: model.interrupt }, model);
		let before = model.transactions;
		world.advance(60_000);
		expect(model.transactions).toBe(before);
		model.down(10, 20);
		world.advance(100);
		model.up();
		world.advance(20);
		expect(events).toEqual(["down 10,20", "up 10,20"]);
		before = model.transactions;
		world.advance(60_000);
		expect(model.transactions).toBe(before);
	});

	it("is read as soon as the line falls, without waiting for a poll", () => {
		const model = new Ft6206Model();
		const { world, events } = open({ interrupt: model.interrupt, pollMs: 1_000 }, model);
		world.advance(1_000);
		model.down(10, 20);
		world.advance(1);
		expect(events).toEqual(["down 10,20"]);
	});

	it("detects a finger whose edge was lost while the last one was lifted", () => {
		const model = new Ft6206Model();
		const { world, events } = open({ interrupt: model.interrupt }, model);
		model.down(10, 20);
		world.advance(40);
		// Lifted and put down again between two reads, with another identifier: the first read shows one leaving, and
		// the line is still low.
		model.losesEdges = true;
		model.up(0);
		model.down(30, 40, 1);
		world.advance(40);
		expect(events).toEqual(["down 10,20", "up 10,20", "down 30,40"]);
	});

	it("reports no touch when the line falls without a finger", () => {
		const model = new Ft6206Model();
		const { world, events } = open({ interrupt: model.interrupt }, model);
		for (let i = 0; i < 50; i++) {
			model.glitch();
			world.advance(3);
		}
		expect(events).toEqual([]);
	});

	it("detects an unplugged panel by noise on its line, and the panel again when it is plugged in", () => {
		const model = new Ft6206Model();
		const { world, events } = open({ interrupt: model.interrupt }, model);
		model.unplug();
		model.glitch();
		world.advance(200);
		expect(events).toEqual(["TOUCH_ABSENT"]);
		model.plug();
		world.advance(2_000);
		expect([events[1], model.registers[0x80], model.registers[0xa4]]).toEqual(["well", 40, 0]);
	});
});
