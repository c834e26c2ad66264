// Tags held to a terminal on the simulator's page, by mouse and by key, at the terminal whose tab is open.
import type { Browser, Page as BrowserPage } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HostWatch } from "../../simulator/page/host-watch.js";
import { Page } from "../../simulator/page/server.js";
import { Stall } from "../../simulator/stall.js";
import { Bench } from "./bench.js";
import { chromiumPath, launch, noChromium } from "./browser.js";
import { patienceMs } from "../patience.js";

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noChromium : "tags in the browser", () => {
	let stall: Stall;
	let server: Page;
	let browser: Browser;
	let page: BrowserPage;
	let bench: Bench;

	const isHeld = (name: RegExp): Promise<string | null> =>
		page.getByRole("button", { name }).first().getAttribute("aria-pressed");

	/** A terminal that has just enrolled may still wait for its catalog. */
	const openShift = async (): Promise<void> => {
		await bench.sees("open shift");
		const isAsked = async (): Promise<boolean> => {
			if ((await bench.screen()).includes("enter")) return true;
			await bench.tap("open shift");
			return false;
		};
		await expect.poll(isAsked, { timeout: patienceMs, interval: 500 }).toBe(true);
		await bench.tap("enter");
		await bench.sees("menu", "pay");
	};

	beforeAll(async () => {
		stall = await Stall.open({
			dataDir: undefined,
			terminals: ["till-1", "till-2"],
			engine: "v8",
			seed: 3,
			host: { httpPort: 0, logLevel: "silent" },
		});
		server = await Page.open({
			stall,
			host: new HostWatch(stall.host.context),
			port: 0,
			dashboardAddress: "http://127.0.0.1/",
		});
		browser = await launch(chromiumPath!);
		page = await (await browser.newContext({ viewport: { width: 1_280, height: 800 } })).newPage();
		bench = new Bench(page);
		await page.goto(server.address);
	});

	afterAll(async () => {
		await browser?.close();
		await server?.close();
		await stall?.close();
	});

	it("add their item once while they are held, and again when they come back", async () => {
		await openShift();
		await bench.press(/^tag Espresso/);
		await bench.sees("✓ 1 × Espresso");
		await bench.until(() => isHeld(/^tag Espresso/), "true");
		await bench.press(/^tag Espresso/);
		await bench.until(() => isHeld(/^tag Espresso/), "false");
		await expect.poll(() => stall.terminals.get("till-1")!.tagPad!.held).toEqual([]);
		// As long as a tag is away before it counts anew.
		const awayMs = stall.world.nowMs;
		await expect.poll(() => stall.world.nowMs).toBeGreaterThan(awayMs + 900);
		await page.keyboard.press("e");
		await bench.sees("✓ 2 × Espresso");
		await page.keyboard.press("e");
		await page.keyboard.press("r");
		await bench.sees("✓ 1 × Flat white");
		await page.keyboard.press("r");
	});

	it("are refused with a message if they are unknown or two at once", async () => {
		await page.keyboard.press("q");
		await bench.says(/not in the catalog/);
		await page.keyboard.press("q");
		await page.keyboard.press("b");
		await bench.says(/more than one tag/);
		await page.keyboard.press("b");
		await bench.until(() => isHeld(/^tag two/), "false");
	});

	it("belong to the terminal whose tab is open", async () => {
		await bench.press("till-2");
		await openShift();
		await bench.press(/^tag Espresso/);
		await bench.sees("✓ 1 × Espresso");
		expect(stall.terminals.get("till-1")!.tagPad!.held).toEqual([]);
		expect(stall.terminals.get("till-2")!.tagPad!.held).toEqual(["first"]);
		await bench.press("till-1");
		await bench.sees("3");
		expect(await isHeld(/^tag Espresso/)).toBe("false");
	});

	it("fit on the page without scrolling", async () => {
		const size = await page.evaluate(() => [
			document.documentElement.scrollWidth,
			document.documentElement.scrollHeight,
		]);
		expect(size).toEqual([1_280, 800]);
		const cut = await page.evaluate(() => {
			const frame = document.querySelector(".case")!.getBoundingClientRect();
			const area = document.querySelector(".tap-area")!.getBoundingClientRect();
			return (
				area.bottom > frame.bottom ||
				area.top < document.querySelector(".keypad")!.getBoundingClientRect().bottom
			);
		});
		expect(cut).toBe(false);
		if (process.env.PAGE_SHOT) await page.screenshot({ path: process.env.PAGE_SHOT });
	});
});
