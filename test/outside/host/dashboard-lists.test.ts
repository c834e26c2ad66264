// Issue 11, number 16, through the page: how many receipts match, paging, the CSV file of all shifts, labels of the
// chart, and closing an alarm with a reason. In headless Chromium; skipped where there is none.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KnownRecord, RecordKind } from "../../../firmware/wire/record.js";
import type { Host } from "../../../host/compose/single.js";
import { buildDashboard } from "../../../host/web/dashboard/build.js";
import { Fixture } from "../../host/fixture.js";
import { anchor, prefix, sale, saleWallMs } from "../../host/test-terminal.js";
import { chromiumPath, launch, noChromium } from "../../page/browser.js";
import { patienceMs } from "../../patience.js";

const receipts = 230;
const shifts = 220;
/** The machine may be busy with other tests. */
const patient = { timeout: patienceMs };
const fixture = new Fixture();
let host: Host;
let browser: Browser;
let page: Page;

/** Three receipts an hour; two of earlier days have a loaf. An hour takes 7.80, for which steps of 2.5 would fit. */
function sold(number: number): KnownRecord {
	const bread = { sku: "B1", name: "Rye Loaf", quantity: 1, unitMinor: 18_315, amountMinor: 18_315, taxes: 1 };
	const wallMs = saleWallMs - Math.floor((receipts - number) / 3) * 3_600_000;
	return number === 5 || number === 110
		? sale(number, 18_315, 1, { wallMs, lines: [bread] })
		: sale(number, 260, 1, { wallMs });
}

function closed(shift: number): KnownRecord {
	const plain = anchor();
	const totals = { ...plain.totals, shift, floatMinor: 5_000, currency: "GBP" };
	const wallMs = saleWallMs + shift * 1_000;
	// What the drawer of shift 200 lacks is more than the tolerance.
	const countedMinor = shift === 200 ? 1_685 : 5_000;
	return { ...prefix, wallMs, kind: RecordKind.shiftClosed, anchor: { ...plain, totals }, countedMinor };
}

async function show(place: string): Promise<void> {
	await page.goto(`http://127.0.0.1:${host.httpPort}/#/${place}`);
}

async function saved(name: string): Promise<string[]> {
	const [download] = await Promise.all([page.waitForEvent("download"), page.getByText(name).click()]);
	return readFileSync(await download.path(), "utf8")
		.trimEnd()
		.split("\r\n");
}

/** The texts of the chart's labels, which are drawn on a canvas. */
async function labels(): Promise<string[]> {
	return page.evaluate(() => (globalThis as unknown as { drawnTexts: string[] }).drawnTexts);
}

function recordTexts(): void {
	const drawnTexts: string[] = [];
	Object.assign(globalThis, { drawnTexts });
	const { fillText } = CanvasRenderingContext2D.prototype;
	CanvasRenderingContext2D.prototype.fillText = function (text, ...rest): void {
		drawnTexts.push(text);
		fillText.call(this, text, ...rest);
	};
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noChromium : "the dashboard's lists", () => {
	beforeAll(async () => {
		host = await fixture.open({ httpPort: 0, dashboardDir: await buildDashboard() });
		const terminal = await fixture.terminal(host, "stall-1");
		for (let number = 1; number <= receipts; number++) terminal.record(sold(number));
		for (let shift = 1; shift <= shifts; shift++) terminal.record(closed(shift));
		for (let from = 1; from <= terminal.payloads.length; from += 50)
			await terminal.ship(from, Math.min(from + 49, terminal.payloads.length));
		await host.ledgers.caughtUp();
		browser = await launch(chromiumPath!);
		page = await browser.newPage();
		await page.addInitScript(recordTexts);
	});
	afterAll(async () => {
		await browser?.close();
		await fixture.close();
	});

	it("say how many receipts there are, and how many match", async () => {
		await show("receipts");
		await page.getByText(`${receipts} receipts`, { exact: true }).waitFor();
		await page.getByLabel("Search receipts").fill("loaf");
		await page.getByText("2 receipts match", { exact: true }).waitFor();
		await page.getByLabel("Search receipts").fill("0230");
		await page.getByText("1 receipt matches", { exact: true }).waitFor();
		await page.getByLabel("Search receipts").fill("nothing of this");
		await page.getByText("0 receipts match", { exact: true }).waitFor();
	});

	it("lead through older receipts and back", async () => {
		await show("today");
		await show("receipts");
		const first = page.getByRole("row").nth(1).getByRole("link").first();
		await expect.poll(() => first.textContent(), patient).toBe("0230");
		expect(await page.getByRole("button", { name: "Newest receipts" }).count()).toBe(0);
		await page.getByRole("button", { name: "Older receipts" }).click();
		await expect.poll(() => first.textContent(), patient).toBe("0130");
		await page.getByRole("button", { name: "Older receipts" }).click();
		await expect.poll(() => first.textContent(), patient).toBe("0030");
		expect(await page.getByRole("button", { name: "Older receipts" }).count()).toBe(0);
		await page.getByRole("button", { name: "Newest receipts" }).click();
		await expect.poll(() => first.textContent(), patient).toBe("0230");
	});

	it("lead through older shifts and back, and save all of them", async () => {
		await show("shifts");
		const rows = page.getByRole("row");
		await expect.poll(() => rows.count(), patient).toBe(1 + 200);
		const csv = await saved("Save all as CSV");
		expect(csv).toHaveLength(1 + shifts);
		expect(csv[0]).toBe(
			"terminal,shift,epoch,opened,closed,opened_by,closed_by,currency,sales,newer_documents,takings,cash,card," +
				"other_tenders,float,cash_held,cash_expected,cash_counted,drawer_difference," +
				"paid_in,paid_out,opened_by_name,closed_by_name",
		);
		const short = csv.find((line) => line.startsWith("stall-1,200,"));
		expect(short).toMatch(
			/^stall-1,200,1,,2026-11-21T10:33:20Z,0,0,GBP,0,0,0\.00,.*,16\.85,-\d+\.\d\d,0\.00,0\.00,,$/,
		);
		await page.getByRole("button", { name: "Older shifts" }).click();
		await expect.poll(() => rows.count(), patient).toBe(1 + shifts - 200);
		expect(await page.getByRole("button", { name: "Older shifts" }).count()).toBe(0);
		await page.getByRole("button", { name: "Newer shifts" }).click();
		await expect.poll(() => rows.count(), patient).toBe(1 + 200);
	});

	it("label the chart with round amounts in equal steps", async () => {
		await show("today");
		await page.getByRole("img", { name: /Takings by hour in GBP/ }).waitFor();
		await expect.poll(async () => (await labels()).length, patient).toBeGreaterThan(4);
		const drawn = [...new Set(await labels())];
		expect(drawn.filter((text) => / h$/.test(text)).length).toBeGreaterThan(3);
		const amounts = drawn.filter((text) => !/ h$|^$/.test(text));
		expect(amounts.filter((text) => !/^\d[\d,]*$/.test(text))).toEqual([]);
		const values = amounts.map((text) => Number(text.replaceAll(",", ""))).sort((a, b) => a - b);
		const step = values[1]! - values[0]!;
		expect(String(step)).toMatch(/^[125]0*$/);
		expect(values).toEqual(values.map((_, i) => i * step));
	});

	it("close an alarm with a reason and a name, and keep both", async () => {
		await show("alarms");
		const open = page.locator(".alarm").filter({ hasText: "epoch 1, shift 200, drawer short" });
		await open.getByText("Close with a reason").click();
		const button = open.getByRole("button", { name: "Close the alarm" });
		await open.getByLabel("What was found").fill("taken to the bank");
		await button.click();
		// Without a name nothing is sent.
		expect((await host.store.notices.closedAlarms(9)).length).toBe(0);
		await open.getByLabel("Your name").fill("Ada");
		await button.click();
		await page.getByText("taken to the bank (Ada)").waitFor();
		await expect.poll(() => page.getByText("Close with a reason").count(), patient).toBe(0);
		expect(await host.store.notices.closedAlarms(9)).toMatchObject([
			{ code: "DRAWER_DIFFERENCE", closedBy: "Ada", reason: "taken to the bank" },
		]);
		await page.reload();
		await page.getByText("taken to the bank (Ada)").waitFor();
	});
});
