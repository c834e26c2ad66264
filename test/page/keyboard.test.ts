// Issue 12, number 6: by keyboard the focus fell to the body at each change of the till's screen.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import type { Bench } from "./bench.js";
import { chromiumPath, noChromium } from "./browser.js";
import { SimulatorPage } from "./simulator-page.js";

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noChromium : "a till by keyboard", () => {
	let simulator: SimulatorPage;
	let page: Page;
	let bench: Bench;

	beforeAll(async () => {
		simulator = await SimulatorPage.open(chromiumPath!, 8);
		page = await simulator.show({ viewport: { width: 1_280, height: 800 } });
		bench = simulator.bench(page);
	});
	afterAll(() => simulator?.close());

	const focus = (): Promise<{ readonly part: string; readonly text: string }> =>
		page.evaluate(() => ({
			part:
				document.activeElement?.closest("[data-testid], header, section, body")?.getAttribute("data-testid") ??
				"",
			text: document.activeElement?.tagName === "BUTTON" ? document.activeElement.textContent : "",
		}));

	/** The terminal ignores touches that come too soon to be meant for its screen. */
	const aim = async (): Promise<void> => {
		const { world } = simulator.stall;
		const fromMs = world.nowMs;
		await expect.poll(() => world.nowMs, { interval: 40 }).toBeGreaterThan(fromMs + 500);
	};

	/** Chooses a text of the screen with the arrow keys, as a person does: towards it, up or down first. */
	const choose = async (text: string): Promise<void> => {
		await bench.sees(text);
		for (let step = 0, isStuck = false; step < 30; step++) {
			const [right, down] = await page.evaluate((wanted) => {
				const texts = [...document.querySelectorAll(".screen-texts button")];
				const centre = (element: Element | null | undefined): readonly [number, number] => {
					const { left, top, width, height } = element?.getBoundingClientRect() ?? new DOMRect();
					return [left + width / 2, top + height / 2];
				};
				const from = document.activeElement?.tagName === "BUTTON" ? document.activeElement : undefined;
				const [x, y] = centre(from);
				const [toX, toY] = centre(texts.find((element) => element.textContent === wanted));
				return [toX - x, toY - y] as const;
			}, text);
			const { text: before } = await focus();
			if (before === text) return aim();
			const isVertical = Math.abs(down) > 14 !== isStuck;
			const key = isVertical ? (down > 0 ? "ArrowDown" : "ArrowUp") : right > 0 ? "ArrowRight" : "ArrowLeft";
			await page.keyboard.press(key);
			isStuck = (await focus()).text === before;
		}
		throw new Error(`arrows do not lead to ${text}, only to ${(await focus()).text}`);
	};

	it("keeps the focus on the screen through a whole sale, and never taps what came in its place", async () => {
		await page.getByTestId("screen-text").focus();
		await choose(english.openShift);
		await page.keyboard.press("Enter");
		await bench.sees("enter");
		expect((await focus()).part).toBe("screen-text");
		// Digits go to the keypad from anywhere.
		await aim();
		await page.keyboard.press("5");
		await bench.says(/\b0\.05\b/);
		await page.keyboard.press("Backspace");
		await page.keyboard.press("Enter");
		await bench.sees("menu", "pay");
		expect(await focus()).toEqual({ part: "screen-text", text: "" });
		await bench.press("scan Espresso");
		await bench.sees("✓ 1 × Espresso");
		await page.getByTestId("screen-text").focus();
		// Each key, and what its press leads to. The screen after a sale changes once more when the receipt is printed.
		const steps = [
			[english.pay, /\bcash\b/],
			[english.tenders.cash, /\bexact\b/],
			[english.exact, /· printed/],
			[english.nextSale, /\bmenu\b/],
		] as const;
		for (const [text, next] of steps) {
			await choose(text);
			await page.keyboard.press("Enter");
			await bench.says(next);
			expect(await focus()).toEqual({ part: "screen-text", text: "" });
			// The focus is on no key now, so that Enter does nothing.
			const after = await bench.sentence();
			await page.keyboard.press("Enter");
			expect(await bench.sentence()).toBe(after);
		}
		await bench.sees("menu");
		// The printer takes longer for its paper than the till for its next screen.
		const { printer } = simulator.stall.terminals.get("till-1")!;
		await expect.poll(() => printer.receipts.length).toBeGreaterThan(0);
	});

	it("goes back by Escape when nothing is typed", async () => {
		await bench.tap("menu");
		await bench.sees("queue");
		await aim();
		await page.keyboard.press("Escape");
		await bench.sees("menu", "pay");
	});

	it("taps once while Enter is held down", async () => {
		await bench.press("scan Tea");
		await bench.sees("✓ 1 × Tea");
		await page.getByTestId("screen-text").focus();
		await choose(english.pay);
		await page.keyboard.down("Enter");
		await page.keyboard.down("Enter");
		await page.keyboard.down("Enter");
		await page.keyboard.up("Enter");
		await bench.sees(english.tenders.cash);
		await page.keyboard.press("Escape");
	});

	it("lets records be read one by one, as one stop of the tab key", async () => {
		const records = page.getByLabel("Records").getByRole("button");
		await records.last().focus();
		const last = await records.last().getAttribute("aria-label");
		await page.keyboard.press("ArrowLeft");
		const before = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
		expect(before).not.toBe(last);
		await page.keyboard.press("Home");
		await expect(records.first().evaluate((first) => first === document.activeElement)).resolves.toBe(true);
		await page.keyboard.press("Tab");
		expect(await page.evaluate(() => document.activeElement?.closest(".lanes"))).toBeNull();
	});

	it("lists all keys on ?, and gives the focus back", async () => {
		const tear = page.getByRole("button", { name: /^Tear off/ });
		await bench.until(async () => (await bench.paper()) !== "", true);
		await tear.click();
		await expect.poll(() => tear.getAttribute("aria-disabled")).toBe("true");
		expect(await tear.evaluate((button) => button === document.activeElement)).toBe(true);
		await page.keyboard.press("?");
		const help = page.getByRole("dialog", { name: "Keys" });
		await help.waitFor();
		for (const line of [
			"choose a text on the screen",
			"otherwise goes back",
			"network on, slow, lossy, captive, off",
		])
			await help.getByText(line).waitFor();
		await page.keyboard.press("Escape");
		await help.waitFor({ state: "hidden" });
		expect(await tear.evaluate((button) => button === document.activeElement)).toBe(true);
	});
});
