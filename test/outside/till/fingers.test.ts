// Issue 12, left over: two fingers at once, and drags across keys. A key is pressed by the finger that went down
// and came up on it, and by no other.
import { describe, expect, it } from "vitest";
import { ft6206 } from "../../../firmware/drivers/touch/ft6206.js";
import { Screens } from "../../../firmware/screens/screens.js";
import { english } from "../../../firmware/words/english.js";
import { Ft6206Model } from "../../../simulator/peripherals/ft6206.js";
import { Panel } from "../../../simulator/peripherals/panel/panel.js";
import { qrEncoder } from "../../../simulator/peripherals/qr-encoder.js";
import { World } from "../../../simulator/world.js";
import { bodies, view } from "../../../simulator/fixtures/views.js";

type Place = { readonly x: number; readonly y: number };

class Glass {
	readonly world = new World(1);
	readonly model = new Ft6206Model();
	readonly panel = new Panel();
	readonly typed: string[] = [];

	constructor(body = "keypad") {
		const { world, model, panel } = this;
		const timers = {
			uptimeMs: () => world.nowMs,
			start: (delayMs: number, onExpire: () => void) => world.schedule(delayMs, onExpire),
		};
		const screens = new Screens({ renderer: panel, fonts: panel.fonts, qr: qrEncoder, timers, words: english });
		screens.draw(view(bodies[body]!));
		const source = ft6206({ i2c: model.i2c, interrupt: model.interrupt, timers, width: 240, height: 320 });
		void new source.io({
			onSample: (sample) => {
				const action = screens.touch(sample);
				if (action) this.typed.push(action.kind === "digit" ? action.key : action.kind);
			},
		});
		world.advance(50);
	}

	key(text: string): Place {
		return this.panel.locate(text);
	}

	down(text: string, id = 0): this {
		const { x, y } = this.key(text);
		this.model.down(x, y, id);
		this.world.advance(40);
		return this;
	}

	/** In steps, as a finger slides. */
	slide(from: string, to: string, id = 0): this {
		const [begin, end] = [this.key(from), this.key(to)];
		for (let step = 1; step <= 8; step++) {
			const at = (one: number, other: number): number => Math.round(one + ((other - one) * step) / 8);
			this.model.move(at(begin.x, end.x), at(begin.y, end.y), id);
			this.world.advance(17);
		}
		return this;
	}

	up(id = 0): this {
		this.model.up(id);
		this.world.advance(40);
		return this;
	}
}

describe("a drag across keys", () => {
	it("from one key to another presses neither", () => {
		expect(new Glass().down("1").slide("1", "2").up().typed).toEqual([]);
		expect(new Glass().down("1").slide("1", "9").up().typed).toEqual([]);
	});

	it("that comes back to its key presses nothing, as its ring has gone", () => {
		expect(new Glass().down("1").slide("1", "2").slide("2", "1").up().typed).toEqual([]);
	});

	it("within a key presses it", () => {
		const glass = new Glass().down("5");
		const { x, y } = glass.key("5");
		glass.model.move(x + 6, y - 5);
		glass.world.advance(20);
		expect(glass.up().typed).toEqual(["5"]);
	});

	it("off the glass presses nothing", () => {
		const glass = new Glass().down("5");
		glass.model.move(239, 0);
		glass.world.advance(20);
		expect(glass.up().typed).toEqual([]);
	});
});

describe("two fingers", () => {
	it("that roll from key to key press both, in the order in which they lift", () => {
		expect(new Glass().down("1").down("2", 1).up().up(1).typed).toEqual(["1", "2"]);
	});

	it("press the first key alone if the second lifts first", () => {
		expect(new Glass().down("1").down("2", 1).up(1).up().typed).toEqual(["1"]);
	});

	it("press nothing where the second has slid to another key meanwhile", () => {
		expect(new Glass().down("1").down("2", 1).slide("2", "9", 1).up().up(1).typed).toEqual(["1"]);
	});

	it("press the second key where the first has slid away", () => {
		expect(new Glass().down("1").down("2", 1).slide("1", "7").up().up(1).typed).toEqual(["2"]);
	});

	it("that change places press neither", () => {
		const glass = new Glass().down("1").down("3", 1);
		expect(glass.slide("1", "3").slide("3", "1", 1).up().up(1).typed).toEqual([]);
	});

	it("leave one press each time a third taps beside a resting one", () => {
		const glass = new Glass().down("1");
		for (const key of ["4", "5", "6"]) glass.down(key, 1).up(1);
		expect(glass.up().typed).toEqual(["1"]);
	});
});
