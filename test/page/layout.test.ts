// Issue 12, number 6: at 1024 × 768 the simulator's page spilled over, on a phone it was a fixed 1,240 px, and records
// to click were 18 px. The dashboard is held to the same.
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Host } from "../../host/compose/single.js";
import { buildDashboard } from "../../host/web/dashboard/build.js";
import { chromiumPath, noChromium } from "./browser.js";
import { beyondWindow, cutWords, faintTexts, smallTargets } from "./measure.js";
import { SimulatorPage } from "./simulator-page.js";

/** The smallest targets for a mouse (WCAG 2.2, 2.5.8) and for a finger (2.5.5, and our screens). */
const mousePx = 24;
const fingerPx = 44;
/** Of text, as in docs/screens.md. */
const contrast = 4.5;

const windows: ReadonlyArray<readonly [name: string, window: BrowserContextOptions]> = [
	[
		"a phone of 360 px",
		{ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 },
	],
	[
		"a phone of 390 px",
		{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2.625 },
	],
	[
		"a tablet upright",
		{ viewport: { width: 768, height: 1_024 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
	],
	[
		"a tablet on its side",
		{ viewport: { width: 1_024, height: 768 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
	],
	["a small window", { viewport: { width: 1_024, height: 768 } }],
	["a laptop", { viewport: { width: 1_280, height: 800 } }],
	["a laptop magnified by half", { viewport: { width: 1_280, height: 800 }, deviceScaleFactor: 1.5 }],
	["a wide display", { viewport: { width: 1_920, height: 1_080 } }],
];

const dashboardPlaces = ["", "#/receipts", "#/shifts", "#/ledger", "#/vouchers", "#/prices", "#/people", "#/devices"];

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noChromium : "the pages in any window", () => {
	let simulator: SimulatorPage;
	let host: Host;

	beforeAll(async () => {
		simulator = await SimulatorPage.open(chromiumPath!, 6);
		host = await Host.open({
			...{ dataDir: undefined, httpPort: 0, dashboardDir: await buildDashboard(), logLevel: "silent" },
		});
	});

	afterAll(async () => {
		await simulator?.close();
		await host?.close();
	});

	/** Panels of the page that cover each other. */
	const overlaps = (page: Page): Promise<string[]> =>
		page.evaluate(() => {
			const parts = [...document.querySelectorAll("main > section, .bench > header")];
			const boxes = parts.map((part) => ({
				name: part.className || part.tagName,
				box: part.getBoundingClientRect(),
			}));
			const inner = [...document.querySelectorAll(".tap-area, .barcode, .latest li")];
			for (const part of inner)
				boxes.push({ name: part.className || part.tagName, box: part.getBoundingClientRect() });
			return boxes.flatMap(({ name, box }, i) =>
				boxes
					.slice(i + 1)
					.filter(({ box: other }, at) => {
						if (parts[i]?.contains(inner[at + i + 1 - parts.length] ?? null)) return false;
						const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
						const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
						return across > 1 && down > 1;
					})
					.map((other) => `${name} over ${other.name}`),
			);
		});

	describe.each(windows)("the simulator's page in %s", (_name, window) => {
		let page: Page;
		beforeAll(async () => void (page = await simulator.show(window)));
		afterAll(() => page?.context().close());

		it("fits", async () => {
			expect(await beyondWindow(page)).toEqual([]);
			expect(await smallTargets(page, window.hasTouch ? fingerPx : mousePx)).toEqual([]);
			expect(await cutWords(page)).toEqual([]);
			expect(await overlaps(page)).toEqual([]);
			const cut = await page.evaluate(() => {
				const frame = document.querySelector(".case")!.getBoundingClientRect();
				return document.querySelector(".tap-area")!.getBoundingClientRect().bottom > frame.bottom;
			});
			expect(cut).toBe(false);
			const width = await page.getByTestId("screen").evaluate((screen) => screen.getBoundingClientRect().width);
			const pixels = (width * (window.deviceScaleFactor ?? 1)) / 240;
			expect(Math.abs(pixels - Math.round(pixels)), "pixels of the till").toBeLessThan(0.005);
			expect(Math.round(pixels)).toBeGreaterThanOrEqual(1);
		});

		it("shows the whole of its longest message", async () => {
			const cut = await page.locator(".status").evaluate((status) => {
				status.textContent =
					"The simulator has ended. This page continues by itself when npm start runs again.";
				const header = status.parentElement!.getBoundingClientRect();
				const isBeyond = status.getBoundingClientRect().bottom > header.bottom + 1;
				return isBeyond || status.scrollWidth > status.clientWidth || status.scrollHeight > status.clientHeight;
			});
			expect(cut).toBe(false);
		});
	});

	it("taps the key under the pointer, also where the till is magnified", async () => {
		const page = await simulator.show({ viewport: { width: 1_280, height: 800 }, deviceScaleFactor: 1.5 });
		const bench = simulator.bench(page);
		await bench.tap("menu");
		await bench.sees("settings");
		await bench.tap("‹ back");
		await bench.sees("menu");
		await page.context().close();
	});

	it.each(["light", "dark"] as const)("has text of enough contrast in %s mode", async (colorScheme) => {
		const page = await simulator.show({ viewport: { width: 1_280, height: 800 }, colorScheme });
		expect(await faintTexts(page, contrast)).toEqual([]);
		await page.keyboard.press("?");
		await page.getByRole("dialog").waitFor();
		expect(await faintTexts(page, contrast)).toEqual([]);
		await page.context().close();
	});

	it("moves nothing for who asked for less motion", async () => {
		const page = await simulator.show({ viewport: { width: 1_280, height: 800 }, reducedMotion: "reduce" });
		const moving = await page.evaluate(() => {
			const names = ["case-lamp waiting", "case-lamp help", "paper-leaving", "key"];
			return names.flatMap((name) => {
				const element = document.createElement("span");
				element.className = name;
				document.body.append(element);
				const { animationName, transitionDuration } = getComputedStyle(element);
				element.remove();
				return animationName === "none" && transitionDuration === "0s" ? [] : [name];
			});
		});
		expect(moving).toEqual([]);
		await page.context().close();
	});

	it.each(windows)("the dashboard fits %s", async (_name, window) => {
		const page = await (await simulator.browser.newContext(window)).newPage();
		for (const place of dashboardPlaces) {
			await page.goto(`http://127.0.0.1:${host.httpPort}/${place}`);
			await page.getByRole("navigation").first().waitFor();
			await page.getByRole("heading").first().waitFor();
			expect(await beyondWindow(page), place).toEqual([]);
			expect(await smallTargets(page, window.hasTouch ? fingerPx : mousePx), place).toEqual([]);
		}
		const more = page.getByRole("button", { name: "More" });
		if (await more.isVisible()) {
			await more.click();
			expect(await beyondWindow(page), "More").toEqual([]);
			await page.getByRole("navigation").getByRole("link", { name: "People" }).click();
			await page.getByRole("heading", { name: "People" }).first().waitFor();
			expect(await more.getAttribute("aria-expanded")).toBe("false");
		}
		await page.context().close();
	});
});
