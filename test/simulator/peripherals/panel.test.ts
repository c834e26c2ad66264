import { PNG } from "pngjs";
import { beforeAll, describe, expect, it } from "vitest";
import { Panel } from "../../../simulator/peripherals/panel/panel.js";
import { loadRasteriser } from "../../../simulator/peripherals/panel/rasteriser.js";

let rasteriser: WebAssembly.Module;
beforeAll(async () => {
	rasteriser = await loadRasteriser();
});

const open = (): Panel => new Panel({ rasteriser });
const at = (panel: Panel, x: number, y: number): number => panel.frame()[y * panel.width + x] ?? -1;

it("tracks its backlight: full at power-on, dark without power, with a callback on changes", () => {
	const panel = open();
	let changes = 0;
	panel.onFrame = () => changes++;
	expect(panel.backlight).toBe(1);
	panel.light(0.25);
	panel.light(0.25);
	expect([panel.backlight, changes]).toEqual([0.25, 1]);
	panel.powerOff();
	expect(panel.backlight).toBe(0);
	panel.powerOn();
	expect(panel.backlight).toBe(1);
	expect(() => panel.light(1.5)).toThrow("between dark and full");
});

describe("pixels", () => {
	it("are RGB565, and only inside the area that begin announced", () => {
		const panel = open();
		const red = panel.makeColor(255, 0, 0);
		expect(red).toBe(0xf800);
		panel.begin(10, 10, 20, 20);
		panel.fillRectangle(red, 0, 0, 240, 320);
		panel.end();
		expect(at(panel, 10, 10)).toBe(red);
		expect(at(panel, 29, 29)).toBe(red);
		expect([at(panel, 9, 10), at(panel, 30, 29), at(panel, 10, 30)]).toEqual([0, 0, 0]);
	});

	it("blend the background with the ink", () => {
		const panel = open();
		const white = panel.makeColor(255, 255, 255);
		panel.begin();
		panel.fillRectangle(white, 0, 0, 240, 320);
		panel.blendRectangle(panel.makeColor(0, 0, 0), 128, 0, 0, 10, 10);
		panel.drawText("€", panel.fonts.amount, 0, 50, 50);
		panel.end();
		const half = at(panel, 5, 5);
		expect(half >> 11).toBeGreaterThan(13);
		expect(half >> 11).toBeLessThan(18);
		const frame = panel.frame();
		const shades = new Set(frame);
		expect(shades.has(0)).toBe(true);
		expect(shades.size).toBeGreaterThan(6);
		expect(shades.size).toBeLessThanOrEqual(18);
	});

	it("are clipped to the panel, wherever something is drawn", () => {
		const panel = open();
		panel.begin();
		panel.fillRectangle(0xffff, -50, -50, 1_000, 1_000);
		panel.drawText("Wide words far out", panel.fonts.large, 0, -40, -10);
		panel.drawText("Wide words far out", panel.fonts.large, 0, 230, 310);
		panel.end();
		expect(panel.frame()).toHaveLength(240 * 320);
		const png = PNG.sync.read(panel.png());
		expect([png.width, png.height]).toEqual([240, 320]);
	});

	it("are the same whether read after every drawing call or once", () => {
		const [often, once] = [open(), open()];
		for (let step = 0; step < 40; step++) {
			for (const panel of [often, once]) {
				panel.begin(step, step * 3, 100, 60);
				panel.fillRectangle(step * 977, step, step * 3, 80, 40);
				panel.drawText(`step ${step}`, panel.fonts.body, 0xffff, step + 4, step * 3 + 4);
				panel.end();
			}
			often.frame();
		}
		expect(Buffer.from(often.frame().buffer).equals(Buffer.from(once.frame().buffer))).toBe(true);
	});

	it("are not computed by a panel without pixels, but texts are", () => {
		const panel = new Panel();
		panel.begin();
		panel.drawText("hello", panel.fonts.body, 0, 10, 10);
		panel.end();
		expect(panel.shows("hello")).toBe(true);
		expect(() => panel.png()).toThrow("no pixels");
	});

	it("are lost without power", () => {
		const panel = open();
		panel.begin();
		panel.fillRectangle(0xffff, 0, 0, 240, 320);
		panel.drawText("hello", panel.fonts.body, 0, 10, 10);
		panel.powerOff();
		expect(new Set(panel.frame())).toEqual(new Set([0]));
		expect(panel.texts()).toEqual([]);
		panel.begin();
		panel.end();
	});
});

describe("texts", () => {
	it("are those still visible: text that is painted over is removed", () => {
		const panel = new Panel();
		panel.begin();
		panel.drawText("first", panel.fonts.body, 0, 10, 10);
		panel.drawText("second", panel.fonts.body, 0, 10, 50);
		panel.fillRectangle(0, 0, 0, 240, 40);
		panel.end();
		expect(panel.readText()).toBe("second");
	});

	it("remain when something is painted outside the area that begin announced", () => {
		const panel = new Panel();
		panel.begin();
		panel.drawText("first", panel.fonts.body, 0, 10, 10);
		panel.end();
		panel.begin(0, 100, 240, 20);
		panel.fillRectangle(0, 0, 0, 240, 320);
		panel.end();
		expect(panel.readText()).toBe("first");
	});

	it("are cut with an ellipsis if too wide, as in Poco", () => {
		const panel = new Panel();
		panel.begin();
		panel.drawText("Farmhouse sourdough, sliced", panel.fonts.body, 0, 0, 0, 100);
		panel.end();
		const [text] = panel.texts();
		expect(text?.shown.endsWith("…")).toBe(true);
		expect(text?.width).toBeLessThanOrEqual(100);
		expect(text?.text).toBe("Farmhouse sourdough, sliced");
	});

	it("can be tapped by their full text or its beginning", () => {
		const panel = new Panel();
		const samples: string[] = [];
		new panel.touchSource.io({ onSample: ({ phase, x, y }) => samples.push(`${phase} ${x} ${y}`) });
		panel.begin();
		panel.drawText("paid so far", panel.fonts.body, 0, 0, 0);
		panel.drawText("pay", panel.fonts.body, 0, 100, 100);
		panel.end();
		panel.tapText("pay");
		panel.tapText("paid");
		expect(samples).toHaveLength(4);
		expect(samples[0]).toMatch(/^down 11\d 112$/);
		expect(() => panel.tapText("refund")).toThrow(/does not show "refund" but:\npaid so far\npay/);
	});
});
