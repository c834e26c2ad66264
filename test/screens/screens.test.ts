import { describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import type { Block } from "../../firmware/screens/block.js";
import { amountText, clockText, durationText, wrap } from "../../firmware/screens/format.js";
import { grid, type Frame } from "../../firmware/screens/frame.js";
import { palettes, type Rgb } from "../../firmware/screens/palette.js";
import { screenOf } from "../../firmware/screens/registry.js";
import { Screens } from "../../firmware/screens/screens.js";
import { english } from "../../firmware/words/english.js";
import type { Action, Body, OfferedEntry, Tile } from "../../firmware/till/view.js";
import { Panel } from "../../simulator/peripherals/panel/panel.js";
import { qrEncoder } from "../../simulator/peripherals/qr-encoder.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";
import { bodies, fineStatus, view } from "../../simulator/fixtures/views.js";

function open(): { clock: Clockwork; panel: Panel; screens: Screens; actions: Action[] } {
	const clock = new Clockwork();
	const panel = new Panel();
	const screens = new Screens({ renderer: panel, fonts: panel.fonts, qr: qrEncoder, timers: clock, words: english });
	const actions: Action[] = [];
	new panel.touchSource.io({
		onSample: (sample) => {
			const action = screens.touch(sample);
			if (action !== undefined) actions.push(action);
		},
	});
	return { clock, panel, screens, actions };
}

function bodyOf(name: string): Body {
	const body = bodies[name];
	if (body === undefined) throw new Error(`no body ${name}`);
	return body;
}

const blocksOf = (frame: Frame, body: Body, mode = ""): Block[] => screenOf(body).layOut(frame, body, mode);

/** WCAG 2.2: relative luminance and contrast ratio. */
function luminance([red, green, blue]: Rgb): number {
	const linear = (channel: number): number => {
		const part = channel / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(one: Rgb, other: Rgb): number {
	const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return (light + 0.05) / (dark + 0.05);
}

/** Colours as displayed, in RGB565. */
const asShown = (color: Rgb): Rgb => {
	const [red = 0, green = 0, blue = 0] = color;
	const five = (value: number): number => ((value >> 3) << 3) | (value >> 5);
	return [five(red), ((green >> 2) << 2) | (green >> 6), five(blue)];
};

describe("legibility", () => {
	for (const name of ["day", "sun"] as const) {
		it(`has a contrast of 7:1 or more in every look of the ${name} palette, as the panel shows it`, () => {
			for (const [look, { fill, ink, soft }] of Object.entries(palettes[name].looks)) {
				expect(contrast(asShown(fill), asShown(ink)), look).toBeGreaterThanOrEqual(7);
				expect(contrast(asShown(fill), asShown(soft)), look).toBeGreaterThanOrEqual(7);
			}
		});
	}

	it("uses only black and white in the sun palette", () => {
		const colors = Object.values(palettes.sun.looks).flatMap(({ fill, ink, soft }) => [fill, ink, soft]);
		for (const color of colors) expect(["0,0,0", "255,255,255"]).toContain(color.join(","));
	});
});

describe("touch targets", () => {
	const { fonts } = new Panel();
	const frame: Frame = {
		words: english,
		decimals: 2,
		decimalMark: ".",
		symbol: "€",
		hasNotice: false,
		uptimeMs: 0,
		measure: (text, size) => fonts[size].measure(text),
		names: undefined,
		keep: (_key, make) => make(),
		keepFor: (_subject, make) => make(),
	};
	const slack = grid.margin;

	for (const [name, body] of Object.entries(bodies)) {
		it(`are at least 44 pixels and do not overlap on ${name}`, () => {
			const modes =
				body.kind === "search" ? ["", "pqrs", "0123456789"] : body.kind === "cash" ? ["", "keying"] : [""];
			for (const mode of modes) {
				const blocks = blocksOf(frame, body, mode).filter((block) => block.action !== undefined);
				for (const block of blocks) {
					expect(block.width + slack, JSON.stringify(block.action)).toBeGreaterThanOrEqual(grid.targetMin);
					expect(block.height + slack, JSON.stringify(block.action)).toBeGreaterThanOrEqual(grid.targetMin);
					expect(
						block.x >= 0 && block.x + block.width <= grid.width && block.y + block.height <= grid.height,
					).toBe(true);
				}
				const crosses = (one: Block, other: Block): boolean =>
					one !== other &&
					one.x < other.x + other.width &&
					other.x < one.x + one.width &&
					one.y < other.y + other.height &&
					other.y < one.y + one.height;
				for (const one of blocks) expect(blocks.filter((other) => crosses(one, other))).toEqual([]);
			}
		});
	}

	it("have the primary action always in the same place", () => {
		for (const [name, body] of Object.entries(bodies)) {
			const blocks = blocksOf(frame, body);
			const go = blocks.filter((block) => block.look === "go");
			for (const block of go)
				expect([block.y, block.height, block.x + block.width], name).toEqual([251, 66, 236]);
		}
	});
});

describe("a page that leads on", () => {
	const { fonts } = new Panel();
	const frame: Frame = {
		...{ words: english, decimals: 2, decimalMark: ".", symbol: "€", hasNotice: false, uptimeMs: 0 },
		measure: (text, size) => fonts[size].measure(text),
		names: undefined,
		keep: (_key, make) => make(),
		keepFor: (_subject, make) => make(),
	};
	const menuOf = (count: number, beginsRow = false): Body => {
		const entries = Array.from({ length: count }, (_, index): OfferedEntry => {
			return { label: "settings", action: { kind: "item", index }, beginsRow };
		});
		return { kind: "menu", entries, shiftOpen: true };
	};
	const buttonsOf = (body: Body, mode = ""): Block[] =>
		blocksOf(frame, body, mode).filter(({ action }) => action?.kind === "item" || action?.kind === "page");
	const rowsOf = (body: Body, mode = ""): number[][] => {
		const rows = new Map<number, number[]>();
		for (const { y, action } of buttonsOf(body, mode))
			if (action?.kind === "item" || action?.kind === "page") {
				rows.set(y, [...(rows.get(y) ?? []), action.index]);
			}
		return [...rows.values()];
	};

	it("has two entries in a row, and an odd one over the whole width", () => {
		expect(rowsOf(menuOf(5))).toEqual([[0, 1], [2, 3], [4]]);
		expect(rowsOf(menuOf(3, true))).toEqual([[0], [1], [2]]);
		expect(buttonsOf(menuOf(3)).at(-1)).toMatchObject({ x: 4, width: 232 });
	});

	it("keeps all entries touchable above the action bar, however many there are", () => {
		for (let count = 1; count <= 30; count++) {
			const buttons = buttonsOf(menuOf(count));
			const bottoms = buttons.map(({ y, height }) => y + height);
			expect(Math.max(...bottoms), String(count)).toBeLessThanOrEqual(grid.actionTop);
			const heights = buttons.map(({ height }) => height + grid.margin);
			expect(Math.min(...heights), String(count)).toBeGreaterThanOrEqual(grid.targetMin);
			for (const one of buttons)
				for (const other of buttons)
					if (one.y < other.y) expect(one.y + one.height).toBeLessThanOrEqual(other.y);
		}
	});

	it("makes its rows lower for eight entries, and turns the page for more", () => {
		expect(buttonsOf(menuOf(6)).map(({ height }) => height)).toEqual(Array(6).fill(58));
		expect(rowsOf(menuOf(8))).toHaveLength(4);
		expect(rowsOf(menuOf(15))).toEqual([[0, 1], [2, 3], [4, 5], [3]]);
		expect(rowsOf(menuOf(15), "3")).toEqual([[6, 7], [8, 9], [10, 11], [6]]);
		expect(rowsOf(menuOf(15), "6")).toEqual([[12, 13], [14], [0]]);
		// Some are not offered any more.
		expect(rowsOf(menuOf(9), "6")).toEqual([[0, 1], [2, 3], [4, 5], [3]]);
	});

	it("turns its pages by touch, round to the first", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(menuOf(15)));
		const touch = (x: number, y: number): void => {
			panel.touch({ x, y, phase: "down" });
			panel.touch({ x, y, phase: "up" });
		};
		const seen = [0, 1, 2, 3].map(() => {
			touch(60, 80);
			const { x, y } = panel.locate(`${english.more} ›`);
			touch(x, y);
			return actions.filter(({ kind }) => kind === "item").at(-1);
		});
		expect(seen.map((action) => action?.kind === "item" && action.index)).toEqual([0, 6, 12, 0]);
	});
});

describe("the largest amount of a sale", () => {
	const { fonts } = new Panel();
	const frame: Frame = {
		...{ words: english, decimals: 2, decimalMark: ".", symbol: "Rp", hasNotice: false, uptimeMs: 0 },
		measure: (text, size) => fonts[size].measure(text),
		names: undefined,
		keep: (_key, make) => make(),
		keepFor: (_subject, make) => make(),
	};
	const minor = limits.totalMinorMax;
	const line = { quantity: 9_999, name: "Croissant", amountMinor: minor, isPromotion: false };
	const tile: Tile = { name: "Piano", priceMinor: limits.unitPriceMinorMax, action: { kind: "item", index: 0 } };
	const paid = { ...bodyOf("paid"), totalMinor: minor, changeMinor: minor, givenMinor: minor } as Body;
	const large: readonly Body[] = [
		{ ...bodyOf("sell"), tiles: [tile], units: 9_999, totalMinor: minor, last: line } as Body,
		{ ...bodyOf("basket"), lines: [line], totalMinor: minor, taxMinor: minor } as Body,
		{ ...bodyOf("tender"), dueMinor: minor, paidMinor: minor } as Body,
		{ kind: "cash", dueMinor: minor, givenMinor: 0, notes: [minor, minor, minor, minor], isKeying: false },
		{ kind: "cash", dueMinor: minor, givenMinor: minor, notes: [], isKeying: true },
		{ kind: "card", dueMinor: minor, state: "present" },
		{ kind: "openPayment", amountMinor: minor, state: "asking", isInterrupted: true },
		paid,
	];

	it.each(large.map((body) => [body.kind, body] as const))("is shown completely: %s", (_kind, body) => {
		const texts: string[] = [];
		for (const block of blocksOf(frame, body))
			for (let span = block.first; span !== undefined; span = span.next) {
				const { text, size, align, x } = span;
				if (!text.includes(amountText(minor, 2, "."))) continue;
				texts.push(text);
				const width = fonts[size].measure(text);
				expect(width + (align === "center" ? 4 : x + 4), `${text} in ${size}`).toBeLessThanOrEqual(block.width);
			}
		expect(texts.length).toBeGreaterThan(0);
	});
});

describe("touching", () => {
	it("triggers what is under the finger on release if it was pressed there", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(bodyOf("sell")));
		panel.tapText("Croissant");
		panel.tapText("pay");
		panel.tapText("basket");
		expect(actions).toEqual([{ kind: "item", index: 1 }, { kind: "pay" }, { kind: "basket" }]);
	});

	it("triggers nothing when the finger slides off", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(bodyOf("sell")));
		const pay = panel.locate("pay");
		panel.touch({ ...pay, phase: "down" });
		panel.touch({ x: 10, y: 60, phase: "move" });
		panel.touch({ ...pay, phase: "up" });
		expect(actions).toEqual([]);
	});

	it("triggers nothing when the finger lifts elsewhere without having been seen to move", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(bodyOf("sell")));
		panel.touch({ ...panel.locate("pay"), phase: "down" });
		panel.touch({ x: 10, y: 60, phase: "up" });
		expect(actions).toEqual([]);
	});

	it("shows feedback at once", () => {
		const { panel, screens } = open();
		screens.draw(view(bodyOf("sell")));
		const frames = panel.frames;
		panel.touch({ ...panel.locate("pay"), phase: "down" });
		expect(panel.frames).toBe(frames + 1);
	});

	it("goes back from the top left corner, and to the queue from the bar of the selling screen", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(bodyOf("tender")));
		panel.tap(30, 40);
		screens.draw(view(bodyOf("sell")));
		panel.tap(200, 12);
		expect(actions).toEqual([{ kind: "back" }, { kind: "queue" }]);
		expect(screenOf(bodyOf("sell")).hasBack(bodyOf("sell"))).toBe(false);
	});

	it("requires holding for one second before anything irreversible, and draws a ring", () => {
		const { clock, panel, screens, actions } = open();
		screens.draw(view(bodyOf("basket")));
		const spot = panel.locate("void");
		panel.touch({ ...spot, phase: "down" });
		clock.run(900);
		panel.touch({ ...spot, phase: "up" });
		expect(actions).toEqual([]);
		const frames = panel.frames;
		panel.touch({ ...spot, phase: "down" });
		clock.run(1_000);
		expect(panel.frames - frames).toBeGreaterThanOrEqual(16);
		panel.touch({ ...spot, phase: "up" });
		expect(actions).toEqual([{ kind: "void" }]);
		const done = panel.frames;
		clock.run(5_000);
		expect(panel.frames).toBe(done);
	});

	it("opens a group of letters before typing one", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(bodyOf("search")));
		panel.tapText("pqrs");
		expect(actions).toEqual([]);
		panel.tapText("q");
		expect(actions).toEqual([{ kind: "letter", key: "q" }]);
		expect(panel.shows("abc")).toBe(true);
	});

	it("begins without a group of letters that was left open", () => {
		const { panel, screens } = open();
		screens.draw(view(bodyOf("search")));
		panel.tapText("pqrs");
		expect(panel.shows("abc")).toBe(false);
		screens.draw(view(bodyOf("sell")));
		screens.draw(view(bodyOf("search")));
		expect(panel.shows("abc")).toBe(true);
	});

	it("offers every tender in the list, the first one as the button at the bottom", () => {
		const { panel, screens, actions } = open();
		const choices: readonly { readonly tender: string; readonly action: Action }[] = [
			{ tender: "cash", action: { kind: "cash" } },
			{ tender: "card", action: { kind: "card" } },
			{ tender: "meal card", action: { kind: "exact" } },
		];
		screens.draw(view({ ...bodyOf("tender"), choices } as Body));
		for (const label of ["cash", "card", "meal card"]) panel.tapText(label);
		expect(actions).toEqual([{ kind: "cash" }, { kind: "card" }, { kind: "exact" }]);
	});

	it("opens the keypad for cash that no note covers", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(bodyOf("cash")));
		panel.tapText(english.other);
		screens.draw(view({ kind: "cash", dueMinor: 666, givenMinor: 0, notes: [], isKeying: true }));
		panel.tapText("7");
		screens.draw(view({ kind: "cash", dueMinor: 666, givenMinor: 7, notes: [], isKeying: true }));
		panel.tapText("enter");
		expect(actions).toEqual([{ kind: "otherAmount" }, { kind: "digit", key: "7" }, { kind: "confirm" }]);
	});

	it("ignores the touch when the screen changes under it", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(bodyOf("sell")));
		const pay = panel.locate("pay");
		panel.touch({ ...pay, phase: "down" });
		screens.draw(view(bodyOf("tender")));
		panel.touch({ ...pay, phase: "up" });
		expect(actions).toEqual([]);
	});
});

describe("drawing", () => {
	it("sends only what changed to the display", () => {
		const { panel, screens } = open();
		const body = bodyOf("basket");
		if (body.kind !== "basket") throw new Error("no basket");
		screens.draw(view(body));
		const before = panel.pixelsSent;
		screens.draw(view(body));
		expect(panel.pixelsSent).toBe(before);
		screens.draw(
			view({ ...body, lines: body.lines.map((line, index) => (index === 0 ? { ...line, quantity: 3 } : line)) }),
		);
		expect(panel.pixelsSent - before).toBe(240 * 44);
		expect(panel.shows("3 × Croissant")).toBe(true);
	});

	it("leaves no remains of the previous screen", () => {
		const { panel, screens } = open();
		for (const [name, body] of Object.entries(bodies)) {
			screens.draw(view(body));
			const fresh = open();
			fresh.screens.draw(view(body));
			expect(panel.readText(), name).toBe(fresh.panel.readText());
		}
	});

	it("never covers the change amount with a notice", () => {
		const { panel, screens } = open();
		screens.draw(view(bodyOf("paid"), fineStatus, "day", "PRINTER_PAPER_OUT"));
		expect(panel.shows("13.34")).toBe(true);
		expect(panel.shows(english.print)).toBe(true);
	});

	it("lets a notice be dismissed", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(bodyOf("tender"), fineStatus, "day", "CARD_DECLINED"));
		panel.tapText("was charged.");
		expect(actions).toEqual([{ kind: "dismiss" }]);
	});

	it("shows a notice without covering a button, and removes it again", () => {
		const { panel, screens, actions } = open();
		screens.draw(view(bodyOf("sell")));
		const tea = panel.locate("Tea");
		screens.draw(view(bodyOf("sell"), fineStatus, "day", "PRINTER_PAPER_OUT"));
		expect(panel.readText()).toContain("out of paper");
		panel.tap(tea.x, tea.y);
		expect(actions).toEqual([{ kind: "item", index: 5 }]);
		screens.draw(view(bodyOf("sell")));
		expect(panel.shows("Tea")).toBe(true);
		expect(panel.readText()).not.toContain("out of paper");
	});

	it("shows how long the link is down, and the queue length", () => {
		const { clock, panel, screens } = open();
		clock.run(180_000);
		screens.draw(view(bodyOf("sell"), { ...fineStatus, offlineSinceMs: 0, queued: 3 }));
		expect(panel.shows("▲ offline 3m")).toBe(true);
		expect(panel.shows("q3")).toBe(true);
	});
});

describe("numbers and words", () => {
	it("are formatted for readers", () => {
		expect(amountText(-74, 2, ".")).toBe("−0.74");
		expect(amountText(1234, 0, ".")).toBe("1234");
		expect(clockText(9 * 60 + 5)).toBe("09:05");
		expect([5, 65, 7_300, 200_000].map((seconds) => durationText(seconds, english))).toEqual([
			"5s",
			"1m",
			"2h",
			"2d",
		]);
	});

	it("break between words and never lose one", () => {
		const sentence = "Printer is out of paper. The sale is saved.";
		const lines = wrap(sentence, 20, 9, (text) => text.length);
		expect(lines.every((line) => line.length <= 20)).toBe(true);
		expect(lines.join(" ")).toBe(sentence);
	});

	it("have a glyph for every character of the catalogue", () => {
		const { fonts } = new Panel();
		for (const value of Object.values(english)) {
			if (typeof value !== "string") continue;
			for (const character of value)
				expect(fonts.small.glyph(character.codePointAt(0) ?? 0), value).toBeDefined();
		}
		for (const character of "€£$¥złKčkr0123456789.,−✓✕▲⚠⌫ŽżğşőűĿß") {
			for (const font of [fonts.small, fonts.body, fonts.large])
				expect(font.glyph(character.codePointAt(0) ?? 0)).toBeDefined();
		}
		for (const font of Object.values(fonts)) {
			const widths = [..."0123456789−"].map((digit) => font.measure(digit));
			expect(new Set(widths).size, font.name).toBe(1);
		}
	});
});
