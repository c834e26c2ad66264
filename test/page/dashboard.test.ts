// The dashboard in a browser with a real host: sign-in, forms, tables by keyboard, dark and light mode, live figures.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Host } from "../../host/compose/single.js";
import { buildDashboard } from "../../host/web/dashboard/build.js";
import { goToPlace } from "./place.js";
import { chromiumPath, launch, noChromium } from "./browser.js";
import { addTerminal } from "../host/fixture.js";

const operatorToken = "test-operator-token-0123456789";
const catalog = "sku,name,category,price_minor,currency,tax_class\nBRD,Bread,bakery,420,EUR,zero\n";

describe.skipIf(chromiumPath === undefined)(
	chromiumPath === undefined ? noChromium : "the dashboard in the browser",
	() => {
		let host: Host;
		let browser: Browser;
		let page: Page;
		const mistakes: string[] = [];

		const file = (text: string) => ({ name: "items.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

		beforeAll(async () => {
			host = await Host.open({
				dataDir: undefined,
				httpPort: 0,
				dashboardDir: await buildDashboard(),
				operatorToken,
				logLevel: "silent",
			});
			browser = await launch(chromiumPath!);
			page = await (
				await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "light" })
			).newPage();
			page.on("pageerror", (error) => mistakes.push(error.message));
			await page.goto(`http://127.0.0.1:${host.httpPort}/`);
		});

		afterAll(async () => {
			await browser?.close();
			await host?.close();
		});

		it("asks for the operator's token, refuses a wrong one, and opens with the right one", async () => {
			await page.getByLabel("Operator token").fill("wrong");
			await page.getByRole("button", { name: "Open the dashboard" }).click();
			await expect.poll(() => page.getByRole("alert").textContent()).toMatch(/token/);
			await page.getByLabel("Operator token").fill(operatorToken);
			await page.keyboard.press("Enter");
			await expect.poll(() => page.getByTestId("takings").textContent()).toContain("0.00");
			await page.getByRole("status").filter({ hasText: /live$/ }).waitFor();
			expect(await page.context().cookies()).toMatchObject([{ httpOnly: true, sameSite: "Strict" }]);
			expect(await page.evaluate(() => document.cookie)).toBe("");
		});

		it("explains in its empty states what will appear and how", async () => {
			await page.getByText("No terminal is enrolled yet.").waitFor();
			for (const [place, promise] of [
				["Receipts", "Each sale appears here within two seconds"],
				["Shifts", "A shift appears here when a terminal opens one"],
				["Ledger", "The tax of each rate appears here"],
				["Devices", "Terminals appear here once they are enrolled"],
			] as const) {
				await goToPlace(page, place);
				await page.getByText(promise).waitFor();
				expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
			}
		});

		it("creates an enrolment code, and shows a terminal live when it enrols", async () => {
			await page.getByLabel("Terminal (small letters, digits and dashes)").fill("gate-2");
			await page.getByLabel("Name of the terminal").fill("Cakes at the gate");
			await page.getByRole("button", { name: "Make a code" }).click();
			await expect.poll(() => page.getByTestId("enrolment-code").textContent()).toMatch(/^TM1:/);
			await page.getByRole("img", { name: /Enrolment code/ }).waitFor();
			await goToPlace(page, "Today");
			await addTerminal(host, "gate-2", "Cakes at the gate");
			host.events.emit({ kind: "terminal", terminal: "gate-2" });
			await page.getByRole("link", { name: /Cakes at the gate/ }).waitFor();
		});

		it("publishes a complete catalog as shown, or reports the wrong line and changes nothing", async () => {
			await goToPlace(page, "Devices");
			const upload = page.getByLabel("Items as CSV");
			await upload.setInputFiles(file(catalog.replace("420", "-1")));
			await expect
				.poll(() => page.getByRole("alert").textContent())
				.toMatch(/Nothing was changed.*Line 2, price_minor/);
			expect(await host.catalogs.version()).toBe(0);
			await upload.setInputFiles(file(catalog));
			await page.getByRole("list", { name: "Added" }).getByText("Bread: 4.20").waitFor();
			expect(await page.getByRole("alert").count()).toBe(0);
			expect(await host.catalogs.version()).toBe(0);
			await page.getByRole("button", { name: "Publish" }).click();
			await page.getByText("Version 1 is on its way to the terminals.").waitFor();
		});

		it("sorts and filters a table by keyboard, and announces the order to screen readers", async () => {
			await addTerminal(host, "alpha", "Alpha");
			host.events.emit({ kind: "terminal", terminal: "alpha" });
			const cell = page.getByRole("row").nth(1).getByRole("link");
			await page.getByRole("link", { name: "Alpha" }).waitFor();
			const header = page.getByRole("columnheader", { name: "Terminal" });
			await header.getByRole("button").focus();
			await page.keyboard.press("Enter");
			expect(await header.getAttribute("aria-sort")).toBe("ascending");
			expect(await cell.textContent()).toBe("Alpha");
			await page.keyboard.press("Enter");
			expect(await header.getAttribute("aria-sort")).toBe("descending");
			expect(await cell.textContent()).toBe("Cakes at the gate");
			await page.getByLabel("Filter Terminals").fill("alp");
			await page.getByText("1 of 2 rows").waitFor();
			const [download] = await Promise.all([
				page.waitForEvent("download"),
				page.getByRole("button", { name: "Save as CSV" }).first().click(),
			]);
			expect(download.suggestedFilename()).toBe("terminals.csv");
		});

		it("has a skip link to the figures, and keeps the chosen dark mode", async () => {
			await goToPlace(page, "Today");
			await page.reload();
			await page.keyboard.press("Tab");
			expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/Skip to content/);
			await page.keyboard.press("Enter");
			expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
			const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
			const light = await ground();
			const button = page.getByRole("button", { name: /auto|light|dark/ });
			while ((await button.textContent()) !== "dark") await button.click();
			await expect.poll(ground).not.toBe(light);
			await page.reload();
			await expect.poll(ground).not.toBe(light);
		});

		it("logs out, and asks for the token again", async () => {
			const [before] = await page.context().cookies();
			await page.getByRole("button", { name: "Log out" }).click();
			await page.getByLabel("Operator token").waitFor();
			expect(await page.context().cookies()).toEqual([]);
			await page.context().addCookies([before!]);
			await page.reload();
			await page.getByLabel("Operator token").waitFor();
		});

		it("asks for the token again after the session ends, and logs no errors to the console", async () => {
			await page.context().clearCookies();
			await page.reload();
			await page.getByLabel("Operator token").waitFor();
			expect(mistakes).toEqual([]);
		});
	},
);
