// Every screen, drawn by the firmware on the panel model. Its pictures in docs/ are in test/docs/pictures.test.ts.
import { beforeAll, describe, expect, it } from "vitest";
import type { FaultCode } from "../../firmware/core/fault.js";
import { english } from "../../firmware/words/english.js";
import { Screens } from "../../firmware/screens/screens.js";
import { Panel } from "../../simulator/peripherals/panel/panel.js";
import { loadRasteriser } from "../../simulator/peripherals/panel/rasteriser.js";
import { qrEncoder } from "../../simulator/peripherals/qr-encoder.js";
import type { StatusBar } from "../../firmware/till/view.js";
import { bodies, fineStatus, troubledStatus, view } from "../../simulator/fixtures/views.js";

const noTimers = { uptimeMs: () => 720_000, start: () => ({ cancel: () => undefined }) };
let rasteriser: WebAssembly.Module;

beforeAll(async () => {
	rasteriser = await loadRasteriser();
});

function draw(name: string, palette: "day" | "sun", isTroubled: boolean, notice?: FaultCode): Panel {
	const panel = new Panel({ rasteriser });
	const screens = new Screens({
		renderer: panel,
		fonts: panel.fonts,
		qr: qrEncoder,
		timers: noTimers,
		words: english,
	});
	const body = bodies[name];
	if (body === undefined) throw new Error(`no body ${name}`);
	screens.draw(view(body, isTroubled ? troubledStatus : undefined, palette, notice));
	return panel;
}

interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Compares the extent of the glyphs, because lines of text are closer than their line height. */
function crosses(one: Box, other: Box): boolean {
	const overlap = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
	const isBeside = one.x + one.width <= other.x || other.x + other.width <= one.x;
	return !isBeside && overlap > Math.min(one.height, other.height) / 2;
}

describe("every screen", () => {
	for (const name of Object.keys(bodies)) {
		it(`draws ${name} in both palettes`, () => {
			const day = draw(name, "day", name.length % 2 === 0);
			const sun = draw(name, "sun", false);
			expect(new Set(day.frame()).size).toBeGreaterThan(2);
			expect(sun.texts().length).toBeGreaterThan(0);
			for (const text of day.texts()) {
				expect(text.x + text.width).toBeLessThanOrEqual(240);
				expect(text.y + text.height).toBeLessThanOrEqual(322);
			}
		});
	}

	/** Status bars with everything at once, and with items that compete for space. */
	const crowded: readonly StatusBar[] = [
		{ ...troubledStatus, openPayments: 4, isTraining: true, queued: 12_345 },
		{ ...troubledStatus, openPayments: 1, battery: undefined },
		{ ...fineStatus, openPayments: 4, isTraining: true, queued: 37, battery: { percent: 5, hoursLeft: 0.4 } },
		{ ...fineStatus, openPayments: 16, isTraining: true, paper: "cover", clockUnset: true, offlineSinceMs: 0 },
		{ ...fineStatus, openPayments: 2, isTraining: true },
	];

	it("has no overlapping, overflowing or truncated text, whatever the status bar shows", () => {
		for (const [name, body] of Object.entries(bodies))
			for (const status of [fineStatus, ...crowded]) {
				const panel = new Panel({ rasteriser });
				const screens = new Screens({
					renderer: panel,
					fonts: panel.fonts,
					qr: qrEncoder,
					timers: noTimers,
					words: english,
				});
				screens.draw(view(body, status));
				const texts = panel.texts();
				for (const one of texts) {
					expect(one.x >= 0 && one.x + one.width <= 240, `${name}: ${one.text}`).toBe(true);
					for (const other of texts)
						if (one !== other)
							expect(crosses(one, other), `${name}: ${one.text} over ${other.text}`).toBe(false);
				}
				// Names of goods may be truncated; sentences, words and amounts may not.
				const cut = texts.filter(
					({ text, shown }) => shown !== text && !/Farmhouse|sourdough|Žemlovka/.test(text),
				);
				expect(
					cut.map(({ shown }) => shown),
					name,
				).toEqual([]);
			}
	});

	it("shows unsettled payments and training in the bar before items that only wait", () => {
		for (const status of crowded) {
			const panel = new Panel({ rasteriser });
			const screens = new Screens({
				renderer: panel,
				fonts: panel.fonts,
				qr: qrEncoder,
				timers: noTimers,
				words: english,
			});
			screens.draw(view(bodies["sell"]!, status));
			expect(panel.readText()).toContain(`card ?${status.openPayments}`);
			if (status.isTraining) expect(panel.readText()).toContain("training");
			if (status.offlineSinceMs !== undefined) expect(panel.readText()).toContain("▲");
		}
	});

	it("draws the bar of a till in training with open payments", () => {
		const panel = new Panel({ rasteriser });
		const screens = new Screens({
			renderer: panel,
			fonts: panel.fonts,
			qr: qrEncoder,
			timers: noTimers,
			words: english,
		});
		screens.draw(view(bodies["sell-empty"]!, { ...fineStatus, openPayments: 2, isTraining: true }));
		expect(panel.readText()).toContain("09:41");
	});

	it("draws a low battery in the bar and between sales", () => {
		for (const palette of ["day", "sun"] as const) {
			const panel = draw("sell-empty", palette, true, "BATTERY_LOW");
			expect(panel.readText()).toContain("Plug in the charger");
			expect(panel.readText()).toContain("18%");
		}
	});

	it("draws a notice over the content", () => {
		const panel = draw("sell", "day", true, "PRINTER_PAPER_OUT");
		expect(panel.readText()).toContain("out of paper");
	});
});
