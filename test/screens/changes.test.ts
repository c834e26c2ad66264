// A screen drawn over another must look like a full redraw, with every pixel of the updated area covered.
import { beforeAll, describe, expect, it } from "vitest";
import { Screens } from "../../firmware/screens/screens.js";
import type { Body, View } from "../../firmware/till/view.js";
import { english } from "../../firmware/words/english.js";
import { Panel, uncoveredColor } from "../../simulator/peripherals/panel/panel.js";
import { loadRasteriser } from "../../simulator/peripherals/panel/rasteriser.js";
import { qrEncoder } from "../../simulator/peripherals/qr-encoder.js";
import { SeededRandom } from "../../simulator/random.js";
import { World } from "../../simulator/world.js";
import { bodies, fineStatus, troubledStatus, view } from "../../simulator/fixtures/views.js";

const pairs = 400;
const changes = 150;
let rasteriser: WebAssembly.Module;
beforeAll(async () => {
	rasteriser = await loadRasteriser();
});

function open(): { world: World; panel: Panel; screens: Screens } {
	const world = new World(1);
	const panel = new Panel({ rasteriser });
	const timers = {
		uptimeMs: () => world.nowMs,
		start: (delayMs: number, onExpire: () => void) => world.schedule(delayMs, onExpire),
	};
	return {
		world,
		panel,
		screens: new Screens({ renderer: panel, fonts: panel.fonts, qr: qrEncoder, timers, words: english }),
	};
}

function redraw(shown: View): { frame: Uint16Array; text: string } {
	const { panel, screens } = open();
	screens.draw(shown);
	return { frame: panel.frame().slice(), text: panel.readText() };
}

/** Some of the differing pixels, as "x,y". */
function differences(one: Uint16Array, other: Uint16Array): string[] {
	const found: string[] = [];
	for (let i = 0; i < one.length && found.length < 5; i++)
		if (one[i] !== other[i]) found.push(`${i % 240},${Math.floor(i / 240)}`);
	return found;
}

describe("a screen that follows another", () => {
	it("looks like a full redraw, whichever screen came before", () => {
		const random = new SeededRandom(7);
		const names = Object.keys(bodies);
		const any = (): string => names[random.below(names.length)]!;
		const { panel, screens } = open();
		let before = "nothing";
		for (let i = 0; i < pairs; i++) {
			const name = any();
			const palette = random.below(4) === 0 ? "sun" : "day";
			const notice = random.below(6) === 0 ? "PRINTER_PAPER_OUT" : undefined;
			const shown = view(bodies[name]!, random.below(2) === 0 ? fineStatus : troubledStatus, palette, notice);
			screens.draw(shown);
			const fresh = redraw(shown);
			expect(differences(panel.frame(), fresh.frame), `${name} after ${before}`).toEqual([]);
			expect(panel.readText(), `${name} after ${before}`).toBe(fresh.text);
			before = name;
		}
	});

	it("looks like a full redraw when only figures change", () => {
		const random = new SeededRandom(8);
		const sell = bodies["sell"] as Extract<Body, { kind: "sell" }>;
		const { panel, screens } = open();
		for (let i = 0; i < changes; i++) {
			const units = random.below(10) === 0 ? random.below(100_000) : random.below(30);
			const totalMinor = units * (1 + random.below(random.below(8) === 0 ? 100_000 : 500));
			const page = random.below(3);
			const last =
				units === 0 ? undefined : { ...sell.last!, quantity: 1 + random.below(20), amountMinor: totalMinor };
			const shown = view(
				{ ...sell, units, totalMinor, page, last },
				random.below(3) === 0 ? troubledStatus : fineStatus,
			);
			screens.draw(shown);
			expect(differences(panel.frame(), redraw(shown).frame), `${units} units, ${totalMinor}`).toEqual([]);
		}
	});
});

describe("the time offline", () => {
	it("is drawn the same within a second, at first or again", () => {
		const { world, panel, screens } = open();
		const shown = view(bodies["sell"]!, { ...fineStatus, offlineSinceMs: 0 });
		world.advance(17_200);
		screens.draw(shown);
		world.advance(500);
		screens.draw({ ...shown, status: { ...shown.status, queued: 1 } });
		expect(panel.readText()).toContain("offline 17s");
	});
});

describe("a button that is held", () => {
	it("keeps its text inside the ring, and is restored when released", () => {
		const { world, panel, screens } = open();
		const shown = view(bodies["basket"]!);
		screens.draw(shown);
		const { x, y } = panel.locate("void");
		screens.touch({ x, y, phase: "down" });
		for (let ms = 0; ms < 900; ms += 100) {
			world.advance(100);
			expect(panel.frame()).not.toContain(uncoveredColor);
			expect(panel.shows("void")).toBe(true);
		}
		screens.touch({ x, y, phase: "up" });
		expect(differences(panel.frame(), redraw(shown).frame)).toEqual([]);
	});
});

describe("the receipt's code", () => {
	it("can be read completely however long it is, and never overflows Poco's display list", () => {
		const { panel, screens } = open();
		const dark = (x: number, y: number): number => ((panel.frame()[y * 240 + x]! & 0x07e0) < 0x0400 ? 1 : 0);
		for (const length of [1, 20, 40, 64]) {
			const text = `TMR1:${"a".repeat(length / 2)}:${"b".repeat(length / 2)}:1234567:EUR:12345678:1795298859611`;
			screens.draw(view({ kind: "receiptQr", receiptNumber: 1, isTraining: false, text }));
			const { size, modules } = qrEncoder.encode(text);
			const scale = Math.floor(199 / (size + 4));
			const [left, top] = [(240 - size * scale) >> 1, 25 + ((199 - size * scale) >> 1)];
			const shown = Array.from(modules, (_, i) =>
				dark(left + (i % size) * scale + 1, top + Math.floor(i / size) * scale + 1),
			);
			expect(shown.join("")).toBe(modules.join(""));
		}
	});
});

it("refuses a drawing with more commands than Poco's list holds at its end, as a board does", () => {
	const { panel } = open();
	panel.begin();
	for (let i = 0; i < 342; i++) panel.fillRectangle(0, 0, 0, 1, 1);
	expect(() => panel.end()).toThrow("display list overflow");
});

it("shows a rectangle that is announced and not covered", () => {
	const { panel } = open();
	panel.begin(0, 0, 240, 320);
	panel.drawText("old", panel.fonts.body, 0, 10, 10);
	panel.end();
	panel.begin(0, 0, 100, 100);
	panel.fillRectangle(0xffff, 0, 0, 100, 50);
	panel.end();
	expect(panel.frame()[99 * 240 + 99]).toBe(uncoveredColor);
	expect(panel.shows("old")).toBe(false);
});
