// A morning at the market in virtual time, for the pictures in README and docs; runs only with UPDATE_PICTURES=1.
import type { Browser, Page as BrowserPage } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildDashboard } from "../../host/web/dashboard/build.js";
import { HostWatch } from "../../simulator/page/host-watch.js";
import { Page } from "../../simulator/page/server.js";
import { SeededRandom } from "../../simulator/random.js";
import { Stall } from "../../simulator/stall.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { Bench } from "./bench.js";
import { chromiumPath, launch } from "./browser.js";
import { picture, updatesPictures } from "./pictures.js";
import type { Host } from "../../host/compose/single.js";

/** Items sold; those listed more often are sold more often. */
const basket = [
	"CAP",
	"CAP",
	"CAP",
	"ESP",
	"ESP",
	"FLW",
	"FLW",
	"TEA",
	"CRO",
	"CRO",
	"CRO",
	"BUN",
	"CAK",
	"BRO",
	"TOA",
	"OJU",
	"LEM",
	"JAM",
];
const salesEach = 34;
const minuteMs = 60_000;

describe.skipIf(!updatesPictures || chromiumPath === undefined)("a market day", () => {
	const morningMs = new Date().setHours(8, 0, 0, 0);
	let stall: Stall;
	let server: Page;
	let browser: Browser;

	beforeAll(async () => {
		stall = await Stall.open({
			dataDir: undefined,
			terminals: ["corner", "gate"],
			engine: "v8",
			seed: 21,
			host: {
				httpPort: 0,
				dashboardDir: await buildDashboard(),
				logLevel: "silent",
				clock: { now: () => morningMs + Math.floor((stall as Stall | undefined)?.world.nowMs ?? 0) },
			},
		});
		stall.pacer.speed = "pause";
		for (const terminal of stall.terminals.values()) terminal.clock.skew(morningMs - Date.now());
		browser = await launch(chromiumPath!);
	});

	afterAll(async () => {
		await browser?.close();
		await server?.close();
		await stall?.close();
	});

	const open = async (width: number, height: number, colorScheme: "light" | "dark"): Promise<BrowserPage> =>
		(await browser.newContext({ viewport: { width, height }, colorScheme })).newPage();

	it("sells at two terminals through the morning", { timeout: 300_000 }, async () => {
		const { world, terminals, host } = stall;
		const random = new SeededRandom(21);
		await world.pass(10_000);
		await rename(host, "corner", "Coffee at the corner");
		await rename(host, "gate", "Cakes at the gate");
		const holders = [...terminals.values()].map((terminal) => new Stallholder({ world, terminal }));
		for (const holder of holders) await holder.open();
		for (let sale = 0; sale < salesEach; sale++) {
			for (const [index, holder] of holders.entries()) {
				const items = Array.from({ length: 1 + random.below(3) }, () => basket[random.below(basket.length)]!);
				// One terminal loses its network towards noon.
				if (index === 1 && sale === salesEach - 5) terminals.get("gate")!.link.mode = "off";
				await holder.sell(items, random.below(3) === 0 ? "cash" : "card");
				await world.pass((2 + random.below(7)) * minuteMs * (sale < 8 ? 1.2 : 0.7));
			}
		}
		expect((await host.ledger()).sales).toBeGreaterThan(salesEach);
	});

	it("takes pictures of the page during a sale, and of the day's dashboard", { timeout: 120_000 }, async () => {
		stall.pacer.speed = "1x";
		server = await Page.open({
			stall,
			host: new HostWatch(stall.host.context),
			port: 0,
			dashboardAddress: `http://127.0.0.1:${stall.host.httpPort}/`,
		});
		const dashboard = `http://127.0.0.1:${stall.host.httpPort}/`;
		const page = await open(1_280, 800, "light");
		const bench = new Bench(page);
		await page.goto(server.address);
		for (const code of ["CAP", "CRO", "CRO"]) {
			await bench.scan(code);
			await bench.says(code === "CAP" ? /1 × Cappuccino/ : /× Croissant/);
		}
		await bench.tap("pay");
		await bench.tap("cash");
		await bench.tap("20.00");
		await bench.sees("next sale");
		await bench.until(async () => (await bench.paper()).includes("Thank you!"), true);
		await page.waitForTimeout(500);
		await picture(page, "simulator");
		await page.emulateMedia({ colorScheme: "dark" });
		await bench.press("Cakes at the gate");
		await bench.says(/offline/);
		await page.waitForTimeout(1_200);
		await picture(page, "simulator-dark");
		for (const [name, width, height, scheme, path] of [
			["dashboard-phone", 390, 844, "light", ""],
			["dashboard-phone-dark", 390, 844, "dark", ""],
			["dashboard", 1_280, 800, "light", ""],
			["dashboard-receipt", 390, 844, "light", "#/receipts/corner/7"],
		] as const) {
			const shown = await open(width, height, scheme);
			await shown.goto(dashboard + path);
			await shown.getByText(path === "" ? "Best sellers today" : "This receipt is intact.").waitFor();
			await shown.waitForTimeout(300);
			await picture(shown, name);
			await shown.context().close();
		}
	});
});

/** What it was granted stays. */
async function rename(host: Host, terminal: string, name: string): Promise<void> {
	const { terminals, chains } = host.store;
	const { passwordHash, epoch } = (await terminals.find(terminal))!;
	const { publicKey, head } = (await chains.epoch(terminal, epoch))!;
	const grant = { terminal, name, epoch, publicKey, head, passwordHash, codeId: undefined };
	await terminals.grant({ ...grant, atMs: host.clock.now() });
}
