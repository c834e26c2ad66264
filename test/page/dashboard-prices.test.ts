// The page of prices in a browser with a real host: a rule built by hand and by keyboard, tried, looked back upon,
// published now and at a time.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SetClock } from "../../host/clock.js";
import type { Host } from "../../host/compose/single.js";
import { buildDashboard } from "../../host/web/dashboard/build.js";
import { Fixture } from "../host/fixture.js";
import { sale, saleWallMs } from "../host/test-terminal.js";
import { chromiumPath, launch, noChromium } from "./browser.js";
import { beyondWindow, faintTexts, smallTargets } from "./measure.js";

const catalog =
	"sku,name,category,price_minor,currency,tax_class\nBB001,Coffee,hot drinks,260,GBP,standard\n" +
	"TEA,Tea,hot drinks,190,GBP,standard\nCRO,Croissant,bakery,240,GBP,zero\n";
const weekMs = 7 * 86_400_000;

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noChromium : "the page of prices", () => {
	const fixture = new Fixture();
	const clock = new SetClock(saleWallMs);
	let host: Host;
	let browser: Browser;
	let page: Page;
	const mistakes: string[] = [];
	const shots = process.env["SHOTS"];
	const shot = async (name: string): Promise<void> => {
		if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
	};
	const form = () => page.locator("form").filter({ has: page.getByLabel("Name, as screens and receipts show it") });
	const save = () => page.getByRole("button", { name: /in the draft|to the draft/ });

	beforeAll(async () => {
		host = await fixture.open({ httpPort: 0, dashboardDir: await buildDashboard(), logLevel: "silent", clock });
		await host.publishCatalog(Buffer.from(catalog));
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2, 260, 2));
		await terminal.ship(1);
		await host.ledgers.caughtUp();
		clock.set(saleWallMs + weekMs);
		browser = await launch(chromiumPath!);
		const context = await browser.newContext({
			...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "light" },
			timezoneId: "UTC",
		});
		page = await context.newPage();
		page.on("pageerror", (error) => mistakes.push(error.message));
		await page.goto(`http://127.0.0.1:${host.httpPort}/#/prices`);
	});

	afterAll(async () => {
		await browser?.close();
		await fixture.close();
	});

	it("says in its empty state what will appear here", async () => {
		await page.getByText("Promotions and fees appear here.").waitFor();
	});

	it("builds a rule, shows it in words meanwhile, and an error at its field in a sentence", async () => {
		await page.getByRole("button", { name: "Build a rule" }).click();
		await save().click();
		await form().getByText("It takes a percentage from 0.01 to 100, such as 10 or 12.5.").waitFor();
		await page.getByLabel("Name, as screens and receipts show it").fill("10 % morning");
		await page.getByLabel("Percent (%)").fill("10");
		await form().getByRole("searchbox", { name: "Items or categories" }).fill("hot");
		await page.getByRole("button", { name: /all of “hot drinks”/ }).click();
		for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]) await form().getByLabel(day).check();
		await form().getByLabel("From (time)").fill("07:00");
		await form().getByLabel("Until (time)").fill("10:45");
		await form().getByText("10 % off “hot drinks”, Mon–Sat 07:00–10:45").waitFor();
		await form().getByLabel("First day").fill("2026-02-30");
		await shot("builder");
		await save().click();
		await form()
			.getByText(/"2026-02-30" is no date like/)
			.waitFor();
		await form().getByLabel("First day").fill("");
		await save().click();
		await page.getByRole("listitem").filter({ hasText: "10 % morning" }).waitFor();
		expect((await host.promotions.view()).rules).toMatchObject([{ rule: { id: "10-MORNING" }, problem: "" }]);
	});

	it("changes a rule, with all that it had in the form", async () => {
		await page.getByRole("button", { name: "Change 10 % morning" }).click();
		expect(await page.getByLabel("Percent (%)").inputValue()).toBe("10");
		expect(await form().getByLabel("Until (time)").inputValue()).toBe("10:45");
		expect(await form().getByLabel("Sun").isChecked()).toBe(false);
		await page.getByLabel("Percent (%)").fill("20");
		await save().click();
		await page.getByText("20 % off “hot drinks”, Mon–Sat 07:00–10:45").waitFor();
	});

	it("tries a basket, and shows each rule beside today's price", async () => {
		await page.getByRole("searchbox", { name: "Add an item" }).fill("cof");
		await page.getByRole("button", { name: /Coffee/ }).click();
		await page.getByRole("button", { name: "One Coffee more" }).click();
		await page.getByLabel("At (stall’s time; empty: clock not set)").fill("2026-11-28T08:00");
		const slip = page.getByRole("region", { name: "What the draft makes of it" });
		await slip.getByText("−1.04").waitFor();
		expect(await slip.textContent()).toMatch(/With the draft4.16 GBPToday5.20 GBP/);
	});

	it("looks back at last Saturday", async () => {
		await page.getByRole("button", { name: "Look back" }).click();
		const past = page.getByRole("region", { name: "What the draft would have done" });
		await past.getByText("Saturday, 2026-11-21").waitFor();
		expect(await past.textContent()).toMatch(/7.80 GBP.*6.24 GBP/);
		await past.getByText("had the customers bought the same").waitFor();
		await shot("tried");
	});

	it("publishes at a time, shows it and withdraws it, then publishes now", async () => {
		await page.getByLabel("Or at (stall’s time)").fill("2026-12-01T06:00");
		await page.getByRole("button", { name: "Publish at this time" }).click();
		await page.getByText("1 Dec 2026, 06:00").waitFor();
		expect(await host.catalogs.version()).toBe(1);
		await page.getByRole("button", { name: "Withdraw the planned rules" }).click();
		await page.getByText("1 Dec 2026, 06:00").waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Publish now" }).click();
		await page.getByText("The draft is in effect.").waitFor();
		expect(await host.catalogs.version()).toBe(2);
		expect((await host.catalogs.latestSource())?.rules).toMatchObject([{ id: "10-MORNING", basisPoints: 2_000 }]);
	});

	it("says when a publication was late", async () => {
		await page.getByLabel("Or at (stall’s time)").fill("2026-12-01T06:00");
		await page.getByRole("button", { name: "Publish at this time" }).click();
		await page.getByText("1 Dec 2026, 06:00").waitFor();
		clock.set(Date.UTC(2026, 11, 1, 8));
		await host.promotions.review();
		await page.getByText("That was 2 h late: the host was not running.").waitFor();
	});

	it("names a flag, sets it, makes a rule depend on it, and removes a rule", async () => {
		await page.getByLabel("Name of a new flag").fill("rain");
		await page.getByRole("button", { name: "Add the flag" }).click();
		await page.getByRole("button", { name: "Remove rain" }).waitFor();
		await page.getByRole("button", { name: "Publish now" }).click();
		await page.getByRole("button", { name: "Set the flag" }).click();
		await page.getByRole("list", { name: "Flags that are set" }).getByText("at all stalls until").waitFor();
		await page.getByText("Not known of stall-1").waitFor();
		await page.getByRole("button", { name: "Unset rain" }).click();
		await page.getByText("No flag is set.").waitFor();
		await page.getByRole("button", { name: "Build a rule" }).click();
		await page.getByLabel("What it does").selectOption("fee");
		await form().getByLabel("It charges").selectOption("perSale");
		await form().getByLabel("Amount (GBP)").fill("0,50");
		await form().getByLabel("Tax class").selectOption("standard");
		await page.getByLabel("Name, as screens and receipts show it").fill("Rain cover");
		await form().getByLabel("rain").check();
		await form().getByText("0.50 GBP charged on a sale of everything, while rain").waitFor();
		await page.keyboard.press("Enter");
		await page.getByRole("button", { name: "Remove Rain cover" }).click();
		await page.getByRole("button", { name: "Remove Rain cover" }).waitFor({ state: "detached" });
	});

	it("is no wider than a phone, with targets for a finger and texts that can be read", async () => {
		await page.getByRole("button", { name: "Build a rule" }).click();
		await page.getByText("Order, limits and other offers").click();
		expect(await beyondWindow(page)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		expect(await smallTargets(page, 44)).toEqual([]);
		expect(await faintTexts(page, 4.5)).toEqual([]);
		await shot("phone");
		await page.setViewportSize({ width: 1_280, height: 900 });
		await shot("desk");
		expect(mistakes).toEqual([]);
	});
});
