// The battery on the simulator's page: the charge slider and the charger's switch, and how the terminal reacts.
import type { Browser, Page as BrowserPage } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HostWatch } from "../../simulator/page/host-watch.js";
import { Page } from "../../simulator/page/server.js";
import type { Speed } from "../../simulator/pacer.js";
import { Stall } from "../../simulator/stall.js";
import { patienceMs } from "../patience.js";
import { reach } from "../reach.js";
import { Bench } from "./bench.js";
import { chromiumPath, launch, noChromium } from "./browser.js";

describe.skipIf(chromiumPath === undefined)(
	chromiumPath === undefined ? noChromium : "a battery in the browser",
	() => {
		let stall: Stall;
		let server: Page;
		let browser: Browser;
		let page: BrowserPage;
		let bench: Bench;

		const lamp = (): Promise<string | null> => page.getByTestId("lamp").getAttribute("aria-label");
		const slider = () => page.getByLabel("Charge of the battery in percent");

		/** Lets the world's time pass, not the machine's: a slow machine must not miss a screen. */
		const passUntil = async (text: string, thenSpeed: Speed = "1x"): Promise<void> => {
			const { pacer, terminals, world } = stall;
			pacer.speed = "pause";
			await reach(world, () => terminals.get("till-1")!.panel.shows(text), world.nowMs + 3_600_000);
			pacer.speed = thenSpeed;
		};

		beforeAll(async () => {
			stall = await Stall.open({
				dataDir: undefined,
				terminals: ["till-1"],
				engine: "v8",
				seed: 4,
				host: { httpPort: 0, logLevel: "silent" },
			});
			server = await Page.open({
				stall,
				host: new HostWatch(stall.host.context),
				port: 0,
				dashboardAddress: "http://127.0.0.1:1/",
			});
			browser = await launch(chromiumPath!);
			page = await (
				await browser.newContext({ viewport: { width: 1_280, height: 800 }, colorScheme: "light" })
			).newPage();
			bench = new Bench(page);
			await page.goto(server.address);
		});

		afterAll(async () => {
			await browser?.close();
			await server?.close();
			await stall?.close();
		});

		it("warns, dims and blinks its lamp on an almost empty battery", async () => {
			await bench.sees("open shift");
			await bench.until(lamp, "The lamp is steady: no problem");
			await page.keyboard.press("i");
			await slider().fill("5");
			await expect.poll(() => stall.terminals.get("till-1")!.battery!.model.isCharging).toBe(false);
			await expect.poll(() => stall.terminals.get("till-1")!.battery!.model.charge).toBeLessThan(0.1);
			await passUntil("Plug in now");
			await bench.sees("Plug in now");
			await bench.until(lamp, "The lamp blinks fast: needs attention");
			expect(
				await page.getByTestId("screen").evaluate((element) => (element as HTMLElement).style.filter),
			).toMatch(/^brightness\(0\.\d+\)$/);
			await bench.tap("continue");
			await bench.sees("open shift");
		});

		it("shuts down in an orderly way on an empty battery, and continues with the charger", async () => {
			await slider().fill("60");
			await page.getByText(/battery 60 %/).waitFor();
			await page.keyboard.press(",");
			await page.getByText(/battery 50 %/).waitFor();
			await slider().fill("0");
			await passUntil("Battery empty", "pause");
			await bench.sees("Battery empty");
			await page
				.getByLabel("World")
				.getByRole("button", { name: /^charger/ })
				.click();
			await expect.poll(() => stall.terminals.get("till-1")!.battery!.model.isCharging).toBe(true);
			await passUntil("Battery ran out");
			await bench.sees("Battery ran out");
			await bench.tap("continue");
			await bench.sees("open shift");
			await bench.until(lamp, "The lamp is steady: no problem");
		});

		it("acts by a key on the charge that is shown, however soon the key comes", async () => {
			await bench.sees("open shift");
			const { model } = stall.terminals.get("till-1")!.battery!;
			if (model.isCharging) await page.keyboard.press("i");
			await expect.poll(() => model.isCharging, { timeout: patienceMs }).toBe(false);
			await slider().fill("20");
			await page.getByText(/battery 20 %/).waitFor();
			await page.evaluate(() => {
				const seen = new MutationObserver(() => {
					if (!document.body.textContent.includes("battery 40 %")) return;
					seen.disconnect();
					dispatchEvent(new KeyboardEvent("keydown", { key: "," }));
				});
				seen.observe(document.body, { subtree: true, childList: true, characterData: true });
			});
			await slider().fill("40");
			const emptier = page.getByText(/battery (30|10) %/);
			await emptier.waitFor();
			expect(await emptier.textContent()).toContain("battery 30 %");
		});

		it("needs no scrolling at 1280 × 800", async () => {
			const size = await page.evaluate(() => [
				document.documentElement.scrollWidth,
				document.documentElement.scrollHeight,
			]);
			expect(size).toEqual([1_280, 800]);
			const controls = await page
				.getByLabel("World")
				.evaluate((element) => element.scrollHeight <= element.clientHeight);
			expect(controls).toBe(true);
		});
	},
);
