// The pictures of the simulator's page and of the dashboard, taken in Chromium. They have the fonts of the machine on
// which they are made, so they are compared only where the fonts are the same.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { Bench } from "../../page/bench.js";
import { cutPower, openLowPower, openMarketDay, openOffline, type PicturedStall } from "./stalls.js";

export interface MadeWith {
	/** Major version of Chromium. */
	readonly chromium: string;
	/** Widths of a line in the fonts of the pages, which tell the fonts. */
	readonly fontWidths: readonly number[];
}

/** Takes a picture under a name without extension. */
export type Keep = (name: string, png: Buffer) => void;

const desk = { width: 1_280, height: 800 };
const phone = { width: 390, height: 844 };
/** A flash of the sectors that were just written has faded by then. */
const calmMs = 1_200;

export async function madeWith(browser: Browser): Promise<MadeWith> {
	const page = await browser.newPage();
	const fontWidths = await page.evaluate(() => {
		const context = document.createElement("canvas").getContext("2d")!;
		return ["system-ui", "ui-monospace, Menlo, monospace"].map((family) => {
			context.font = `600 40px ${family}`;
			return Math.round(context.measureText("Tillmark 0123456789 €, ✓ ← ⏎").width);
		});
	});
	await page.close();
	return { chromium: browser.version().split(".")[0]!, fontWidths };
}

async function show(browser: Browser, { stall }: PicturedStall, window: BrowserContextOptions): Promise<Page> {
	const context = await browser.newContext({
		colorScheme: "light",
		locale: "en-GB",
		timezoneId: "UTC",
		...window,
	});
	const page = await context.newPage();
	await page.clock.setFixedTime(stall.originMs + stall.world.nowMs);
	return page;
}

async function marketDay(browser: Browser, keep: Keep): Promise<void> {
	const day = await openMarketDay();
	try {
		const shots = [
			["simulator", desk, "light"],
			["simulator-dark", desk, "dark"],
			["simulator-tablet", { width: 1_024, height: 768 }, "light"],
			["simulator-phone", phone, "light"],
		] as const;
		for (const [name, viewport, colorScheme] of shots) {
			const page = await show(browser, day, { viewport, colorScheme });
			await page.goto(day.simulatorAddress);
			const bench = new Bench(page);
			await bench.sees("next sale");
			await bench.until(async () => (await bench.paper()).includes("Thank you!"), true);
			if (colorScheme === "dark") {
				await bench.press("Cakes at the gate");
				await bench.says(/offline/);
			}
			await finish(page, name, keep);
		}
		for (const [name, viewport, colorScheme, path] of [
			["dashboard", desk, "light", ""],
			["dashboard-phone", phone, "light", ""],
			["dashboard-phone-dark", phone, "dark", ""],
			["dashboard-receipt", phone, "light", "#/receipts/corner/7"],
		] as const) {
			const page = await show(browser, day, { viewport, colorScheme });
			await page.goto(day.dashboardAddress + path);
			await page.getByText(path === "" ? "Best sellers today" : "This receipt is intact.").waitFor();
			await finish(page, name, keep);
		}
		await prices(browser, day, keep);
	} finally {
		await day.close();
	}
}

/** The draft's rules, a rule that is built, and what the draft does to a basket and to the day's sales. */
async function prices(browser: Browser, day: PicturedStall, keep: Keep): Promise<void> {
	const { promotions } = day.stall.host;
	const hot = {
		id: "HOT",
		name: "Early coffee",
		kind: "percent",
		percent: 20,
		items: [{ skus: ["CAP", "ESP", "FLW"] }],
	};
	const cake = { id: "CAKE", name: "Cake with it", kind: "buyGet", buy: 1, get: 1, percent: 50 };
	await promotions.put("HOT", { ...hot, when: { weekdays: ["Sat", "Sun"], hours: "07:00-10:30" } }, 0);
	await promotions.put("CAKE", { ...cake, items: [{ skus: ["CAP", "FLW"] }, { skus: ["CAK", "CRO"] }] }, 1);
	const builder = await show(browser, day, { viewport: phone });
	await builder.goto(`${day.dashboardAddress}#/prices`);
	await builder.getByRole("button", { name: "Change Early coffee" }).click();
	await builder.getByLabel("Percent (%)").fill("120");
	await builder.getByRole("button", { name: "Save in the draft" }).click();
	await builder.getByText("It takes a percentage from 0.01 to 100").scrollIntoViewIfNeeded();
	await finish(builder, "dashboard-prices-phone", keep);
	const page = await show(browser, day, { viewport: desk });
	await page.goto(`${day.dashboardAddress}#/prices`);
	for (const item of ["Cappuccino", "Croissant"]) {
		await page.getByRole("searchbox", { name: "Add an item" }).fill(item);
		await page.getByRole("button", { name: item }).first().click();
	}
	await page.getByLabel("At (stall’s time; empty: clock not set)").fill("2026-06-20T09:00");
	await page.getByLabel("From day (empty: last Saturday)").fill("2026-06-13");
	await page.getByRole("button", { name: "Look back" }).click();
	await page.getByText("had the customers bought the same").waitFor();
	await page.getByText("With the draft").waitFor();
	await page.getByRole("heading", { name: "Prices" }).scrollIntoViewIfNeeded();
	await page.mouse.wheel(0, 330);
	await finish(page, "dashboard-prices", keep);
}

async function finish(page: Page, name: string, keep: Keep): Promise<void> {
	await page.waitForTimeout(calmMs);
	keep(name, await page.screenshot());
	await page.context().close();
}

async function troubles(browser: Browser, keep: Keep): Promise<void> {
	const take = async (pictured: PicturedStall, name: string, said: RegExp): Promise<void> => {
		const page = await show(browser, pictured, { viewport: desk });
		await page.goto(pictured.simulatorAddress);
		await new Bench(page).says(said);
		await finish(page, name, keep);
	};
	const offline = await openOffline();
	try {
		await take(offline, "simulator-offline", /offline/);
		await cutPower(offline);
		await take(offline, "simulator-power-cut", /Power was lost/);
	} finally {
		await offline.close();
	}
	const low = await openLowPower();
	try {
		await take(low, "simulator-low-power", /Plug in now/);
	} finally {
		await low.close();
	}
}

export async function pagePictures(browser: Browser, keep: Keep): Promise<void> {
	await marketDay(browser, keep);
	await troubles(browser, keep);
}
