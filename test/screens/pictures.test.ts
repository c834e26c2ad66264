// Every screen drawn by the firmware's own code on the panel model. With UPDATE_PICTURES=1 the pictures for docs/ are written.
import { mkdirSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { faultTexts } from "../../firmware/core/fault.js";
import { Screens } from "../../firmware/screens/screens.js";
import { Panel } from "../../simulator/peripherals/panel/panel.js";
import { loadRasteriser } from "../../simulator/peripherals/panel/rasteriser.js";
import { qrEncoder } from "../../simulator/peripherals/qr-encoder.js";
import { bodies, troubledStatus, view } from "../../tools/bench/device/views.js";

const folder = new URL("../../docs/pictures/", import.meta.url);
const noTimers = { uptimeMs: () => 720_000, start: () => ({ cancel: () => undefined }) };
let rasteriser: WebAssembly.Module;

beforeAll(async () => {
	rasteriser = await loadRasteriser();
}, 60_000);

function draw(name: string, palette: "day" | "sun", isTroubled: boolean, notice?: string): Panel {
	const panel = new Panel({ rasteriser });
	const screens = new Screens({ renderer: panel, fonts: panel.fonts, qr: qrEncoder, timers: noTimers });
	const body = bodies[name];
	if (body === undefined) throw new Error(`no body ${name}`);
	screens.draw(view(body, isTroubled ? troubledStatus : undefined, palette, notice));
	return panel;
}

function save(name: string, panel: Panel): void {
	if (process.env["UPDATE_PICTURES"] !== "1") return;
	mkdirSync(folder, { recursive: true });
	writeFileSync(new URL(`screen-${name}.png`, folder), panel.png());
}

describe("every screen", () => {
	for (const name of Object.keys(bodies)) {
		it(`draws ${name} in both palettes`, () => {
			const day = draw(name, "day", name.length % 2 === 0);
			const sun = draw(name, "sun", false);
			save(name, day);
			save(`${name}-sun`, sun);
			expect(new Set(day.frame()).size).toBeGreaterThan(2);
			expect(sun.texts().length).toBeGreaterThan(0);
			for (const text of day.texts()) {
				expect(text.x + text.width).toBeLessThanOrEqual(240);
				expect(text.y + text.height).toBeLessThanOrEqual(322);
			}
		});
	}

	it("draws what a low battery says, in the bar and between sales", () => {
		for (const palette of ["day", "sun"] as const) {
			const panel = draw("sell-empty", palette, true, faultTexts.BATTERY_LOW);
			save(palette === "day" ? "battery-low" : "battery-low-sun", panel);
			expect(panel.readText()).toContain("Plug in the charger");
			expect(panel.readText()).toContain("18%");
		}
	});

	it("draws a notice over the content", () => {
		const panel = draw("sell", "day", true, "Printer is out of paper. The sale is saved. Put in a roll and press print.");
		save("notice", panel);
		expect(panel.readText()).toContain("out of paper");
	});
});
