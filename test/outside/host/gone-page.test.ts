// Issue 11, number 14: a page whose host is gone says so and comes back by itself, and a new data folder asks for its
// merchant instead of being silently "demo".
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Browser } from "playwright-core";
import { join } from "node:path";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Host } from "../../../host/compose/single.js";
import { buildDashboard } from "../../../host/web/dashboard/build.js";
import { merchantOf } from "../../../tools/merchant.js";
import { tillmark } from "../../../tools/commands.js";
import { Fixture } from "../../host/fixture.js";
import { chromiumPath, launch, noChromium } from "../../page/browser.js";

const fixture = new Fixture();
let browser: Browser | undefined;
afterEach(async () => {
	vi.restoreAllMocks();
	await browser?.close();
	await fixture.close();
});

it.skipIf(chromiumPath === undefined)(
	`a page says that its host is gone, and continues when it is back${chromiumPath ? "" : ` (${noChromium})`}`,
	async () => {
		const dashboardDir = await buildDashboard();
		const dataDir = fixture.folder();
		const first = await fixture.open({ dataDir, dashboardDir, httpPort: 0 });
		const { httpPort } = first;
		browser = await launch(chromiumPath!);
		const page = await browser.newPage();
		await page.goto(`http://127.0.0.1:${httpPort}/`);
		await page.getByRole("status").filter({ hasText: /live$/ }).waitFor();
		expect(await page.getByRole("alert").count()).toBe(0);
		await first.close();
		await page.getByRole("alert").filter({ hasText: "The host does not answer." }).waitFor();
		const second = await fixture.open({ dataDir, dashboardDir, httpPort });
		await second.enrol("new-stall", "Came meanwhile");
		await page.getByRole("status").filter({ hasText: /live$/ }).waitFor();
		await page.getByRole("alert").waitFor({ state: "detached" });
	},
);

describe("a new data folder", () => {
	it("is refused without a merchant, with the option to give", async () => {
		const folder = fixture.folder();
		let err = "";
		let out = "";
		vi.spyOn(process.stderr, "write").mockImplementation((chunk) => Boolean((err += String(chunk))));
		vi.spyOn(process.stdout, "write").mockImplementation((chunk) => Boolean((out += String(chunk))));
		const code = await tillmark.run(["host", "--data", folder, "--mqtt-port", "0", "--http-port", "0", "--json"]);
		vi.restoreAllMocks();
		expect([code, JSON.parse(out)]).toMatchObject([1, { error: { code: "MERCHANT_NEEDED" } }]);
		expect(err).toContain("--merchant");
		await expect(merchantOf(folder, "Market Bakery")).rejects.toMatchObject({ code: "MERCHANT_INVALID" });
		expect(await merchantOf(folder, "bakery")).toBe("bakery");
	});

	it.each(["junk", "SQLite format 3\0 and then junk".padEnd(8_192, "x")])(
		"is not one whose database is damaged: no merchant is asked for, and nothing is written (%#)",
		async (contents) => {
			const folder = fixture.folder();
			writeFileSync(join(folder, "host.db"), contents);
			await expect(merchantOf(folder, undefined)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
			expect(readFileSync(join(folder, "host.db"), "latin1")).toBe(contents);
		},
	);

	it("is one whose first start ended before it had a merchant", async () => {
		const folder = fixture.folder();
		writeFileSync(join(folder, "host.db"), "");
		await expect(merchantOf(folder, undefined)).rejects.toMatchObject({ code: "MERCHANT_NEEDED" });
	});

	it("keeps its merchant, which later starts need not name", async () => {
		const dataDir = join(fixture.folder(), "data");
		mkdirSync(dataDir);
		const host = await fixture.open({ dataDir, merchant: "bakery" });
		await host.close();
		expect(Host.ownerOf(dataDir)).toBe("bakery");
		expect(await merchantOf(dataDir, undefined)).toBe("bakery");
	});
});
