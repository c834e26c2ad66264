// Issue 12: every control of the dashboard by mouse and by keyboard, on a desk, a small laptop and a phone: nothing
// covers it, Tab reaches it, and what it does is done. In headless Chromium; skipped where there is none.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PaymentOutcome, RecordKind, TenderKind } from "../../firmware/wire/record.js";
import type { Host } from "../../host/compose/single.js";
import { buildDashboard } from "../../host/web/dashboard/build.js";
import { Fixture } from "../host/fixture.js";
import { anchor, attempted, basket, booted, ended, paidSale, prefix, sale, saleWallMs } from "../host/test-terminal.js";
import { patienceMs } from "../patience.js";
import { chromiumPath, launch, noChromium } from "./browser.js";

const sizes = [
	{ width: 1_280, height: 800 },
	{ width: 1_024, height: 768 },
	{ width: 390, height: 844 },
] as const;
const places = [
	"",
	"receipts",
	"shifts",
	"ledger",
	"people",
	"devices",
	"alarms",
	"terminal/stall-1",
	"receipts/stall-1/1",
];
const controls = "a[href], button, summary, input, .table-scroll";
const patient = { timeout: patienceMs };
const fixture = new Fixture();
let host: Host;
let browser: Browser;
let page: Page;

async function show(place: string): Promise<void> {
	// Another place of the same page would still show the controls of the last one for a moment.
	await page.goto("about:blank");
	await page.goto(`http://127.0.0.1:${host.httpPort}/#/${place}`);
	await page.getByRole("status").filter({ hasText: /live$/ }).waitFor(patient);
	await page
		.locator(".bone")
		.first()
		.waitFor({ state: "detached", ...patient });
}

/** What cannot be hit in its middle where it is shown, by its text. */
function covered(selector: string): string[] {
	// The link that skips the navigation lies over the name while it has the focus.
	(document.activeElement as HTMLElement | null)?.blur();
	const isShown = (element: Element): boolean => element.checkVisibility() && !element.closest(".unseen, .skip");
	const unhit = [...document.querySelectorAll(selector)].filter(isShown).filter((element) => {
		element.scrollIntoView({ block: "center", inline: "center" });
		// A link within a line may be broken into two boxes.
		const box = element.getClientRects()[0]!;
		const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
		return !(hit && (element.contains(hit) || hit.contains(element) || hit.closest("label")?.contains(element)));
	});
	return unhit.map((element) => `${element.tagName} ${element.textContent.trim().slice(0, 40)}`);
}

/** Controls that Tab does not reach, by their text. */
async function untabbed(): Promise<string[]> {
	await page.evaluate((selector) => {
		for (const element of document.querySelectorAll(selector)) element.setAttribute("data-untabbed", "");
		scrollTo(0, 0);
		(document.activeElement as HTMLElement | null)?.blur();
	}, controls);
	await page.evaluate(() => {
		document.addEventListener("focusin", ({ target }) => (target as Element).removeAttribute("data-untabbed"));
	});
	const left = page.locator("[data-untabbed]");
	const count = await left.count();
	for (let step = 1; step <= 2 * count + 4; step++) {
		await page.keyboard.press("Tab");
		if (step >= count && step % 8 === 0 && (await left.count()) === 0) break;
	}
	return page.evaluate(() =>
		[...document.querySelectorAll("[data-untabbed]")]
			.filter((element) => element.checkVisibility() && !(element as HTMLButtonElement).disabled)
			.map((element) => `${element.tagName} ${element.textContent.trim().slice(0, 40)}`),
	);
}

async function saved(act: () => Promise<void>): Promise<[name: string, lines: number]> {
	const [download] = await Promise.all([page.waitForEvent("download", patient), act()]);
	return [
		download.suggestedFilename(),
		readFileSync(await download.path(), "utf8")
			.trimEnd()
			.split("\r\n").length,
	];
}

describe.skipIf(chromiumPath === undefined)(
	chromiumPath === undefined ? noChromium : "the dashboard's controls",
	() => {
		beforeAll(async () => {
			host = await fixture.open({ httpPort: 0, dashboardDir: await buildDashboard() });
			const terminal = await fixture.terminal(host);
			terminal.record(booted());
			const attempt = terminal.attempt(attempted(660, basket(660)));
			const tender = { kind: TenderKind.card, amountMinor: 660, reference: "tok", attempt };
			terminal.record(paidSale(1, attempt, 660, { tenders: [{ ...tender, isUnconfirmed: true }] }), sale(3));
			const lost = terminal.attempt(attempted(820));
			terminal.record(ended(lost, PaymentOutcome.unresolved));
			for (const [shift, countedMinor] of [
				[1, 0],
				[2, 100],
			] as const) {
				const totals = { ...anchor().totals, shift, floatMinor: 5_000, currency: "GBP" };
				const body = { kind: RecordKind.shiftClosed, anchor: { ...anchor(), totals }, countedMinor } as const;
				terminal.record({ ...prefix, wallMs: saleWallMs + shift, ...body });
			}
			await terminal.ship(1);
			await host.ledgers.caughtUp();
			browser = await launch(chromiumPath!);
			page = await browser.newPage();
		}, patienceMs);
		afterAll(async () => {
			await browser?.close();
			await fixture.close();
		});

		it.each(sizes)(
			"are hit by the mouse and reached by Tab at $width pixels",
			{ timeout: patienceMs },
			async (size) => {
				await page.setViewportSize(size);
				for (const place of places) {
					await show(place);
					expect(await page.evaluate(covered, controls), `${size.width} ${place}`).toEqual([]);
					expect(await untabbed(), `${size.width} ${place}`).toEqual([]);
					const width = await page.evaluate(() => document.documentElement.scrollWidth);
					expect(width, place).toBeLessThanOrEqual(size.width);
				}
			},
		);

		it.each(sizes)(
			"save each table as CSV by mouse and keyboard at $width pixels",
			{ timeout: patienceMs },
			async (size) => {
				await page.setViewportSize(size);
				for (const [place, name, lines] of [
					["receipts", "receipts.csv", 3],
					["shifts", "shifts.csv", 3],
					["devices", "terminals.csv", 2],
					["ledger", "tax-by-rate.csv", 2],
				] as const) {
					await show(place);
					const save = page.getByText(/^Save (all )?as CSV$/).first();
					expect(await saved(() => save.click()), place).toEqual([name, lines]);
					await save.focus();
					expect(await saved(() => page.keyboard.press("Enter")), place).toEqual([name, lines]);
				}
			},
		);

		it(
			"show a card as not yet confirmed until it is answered, also on the open receipt",
			{ timeout: patienceMs },
			async () => {
				await page.setViewportSize(sizes[2]);
				await show("");
				await page.getByText("of it not yet confirmed, in 1 card payment").waitFor(patient);
				await show("receipts");
				await page.getByText("card, 6.60 GBP not yet confirmed").waitFor(patient);
				await show("receipts/stall-1/1");
				const slip = page.getByRole("region", { name: "Lines of the receipt" });
				await slip.getByText("not yet confirmed").waitFor(patient);
				const [payment] = await host.payments.unconfirmed();
				await host.answerPayment("stall-1", payment!.attempt, { isCharged: true, reference: "" });
				await slip.getByText("not yet confirmed").waitFor({ state: "detached", ...patient });
				await slip.getByText("Card tok").waitFor(patient);
			},
		);

		it("answer a payment and close alarms, by mouse and by keyboard", { timeout: patienceMs }, async () => {
			await page.setViewportSize(sizes[1]);
			await show("");
			const unknown = page
				.locator(".alarm")
				.filter({ hasText: "It is not known whether this card was charged." });
			await unknown.getByRole("button", { name: "The card was not charged" }).focus();
			await page.keyboard.press("Enter");
			await page.getByText("You answered: the card was not charged.").waitFor(patient);
			await show("alarms");
			const alarm = page.locator(".alarm").filter({ hasText: "shift 1, drawer short" });
			await alarm.getByText("Close with a reason").click();
			await alarm.getByLabel("What was found").fill("counted again");
			await alarm.getByLabel("Your name").fill("Ada");
			await alarm.getByRole("button", { name: "Close the alarm" }).click();
			await page.getByText("counted again (Ada)").waitFor(patient);
			const other = page.locator(".alarm").filter({ hasText: "shift 2, drawer short" });
			await other.getByText("Close with a reason").focus();
			await page.keyboard.press("Enter");
			await page.keyboard.press("Tab");
			await page.keyboard.type("left in the bag");
			await page.keyboard.press("Enter");
			await page.getByText("left in the bag (Ada)").waitFor(patient);
			const closed = await host.store.notices.closedAlarms(9);
			expect(closed.map(({ reason }) => reason).sort()).toEqual(["counted again", "left in the bag"]);
		});

		it("add, change and retire a person, by mouse and by keyboard", { timeout: patienceMs }, async () => {
			await page.setViewportSize(sizes[2]);
			await show("people");
			await page.getByLabel("Name, as terminals show it").fill("Anna");
			await page.getByLabel("void a sale").focus();
			await page.keyboard.press("Space");
			await page.getByLabel(/^PIN: 4 to 8 digits$/).fill("4711");
			await page.keyboard.press("Enter");
			await page.getByRole("cell", { name: "Anna", exact: true }).waitFor(patient);
			expect(await host.context.people()).toEqual([
				{ number: 1, name: "Anna", rights: ["void"], isRetired: false },
			]);
			await page.getByRole("button", { name: "Change Anna" }).click();
			await page.getByLabel("Name, as terminals show it").fill("Annika");
			await page.getByLabel("open the drawer without a sale").check();
			await page.getByRole("button", { name: "Save", exact: true }).click();
			await page.getByRole("cell", { name: "Annika", exact: true }).waitFor(patient);
			await page.getByRole("button", { name: "Change Annika" }).focus();
			await page.keyboard.press("Enter");
			await page.getByRole("button", { name: "Retire" }).focus();
			await page.keyboard.press("Enter");
			await page.getByRole("cell", { name: "retired" }).waitFor(patient);
			expect(await host.context.people()).toEqual([
				{ number: 1, name: "Annika", rights: ["drawer", "void"], isRetired: true },
			]);
			expect(await page.evaluate(covered, controls)).toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		});

		it("publish a catalog by keyboard, and discard it", { timeout: patienceMs }, async () => {
			await page.setViewportSize(sizes[2]);
			await show("devices");
			const buffer = Buffer.from("sku,name,category,price,currency,tax_class\nA,Tea,,2.50,EUR,standard\n");
			const upload = page.getByLabel("Items as CSV");
			await upload.setInputFiles({ name: "items.csv", mimeType: "text/csv", buffer });
			await page.getByText("A Tea: 2.50").waitFor(patient);
			await page.getByRole("button", { name: "Discard" }).click();
			await page.getByText("A Tea: 2.50").waitFor({ state: "detached", ...patient });
			expect(await host.catalogs.version()).toBe(0);
			await upload.setInputFiles({ name: "items.csv", mimeType: "text/csv", buffer });
			await page.getByRole("button", { name: "Publish" }).focus();
			await page.keyboard.press("Enter");
			await page.getByText("Version 1 is on its way to the terminals.").waitFor(patient);
			await upload.setInputFiles({
				name: "items.csv",
				mimeType: "text/csv",
				buffer: Buffer.from(`${buffer}`.replace("2.50", "2.80")),
			});
			await page.getByText("price 2.50 → 2.80").waitFor(patient);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		});
	},
);
