// Issue 11, number 16: search, days and export cover all receipts, as people write them and as programs read them;
// alarms are closed with a reason, a drawer that is short is one, and best sellers are in the order of their bars.
import { afterEach, describe, expect, it } from "vitest";
import { type KnownRecord, RecordKind } from "../../../firmware/wire/record.js";
import type { Host } from "../../../host/compose/single.js";
import { Decimal, writeCsv } from "../../../host/csv-writer.js";
import { alarmsOf, Fixture } from "../../host/fixture.js";
import { anchor, prefix, sale, saleWallMs, type TestTerminal } from "../../host/test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const headers = { host: "127.0.0.1:80" };
const dayMs = 86_400_000;

async function get(host: Host, url: string): Promise<string> {
	const reply = await host.web.inject({ url, headers });
	expect([url, reply.statusCode, reply.statusCode === 200 ? "" : reply.body]).toEqual([url, 200, ""]);
	return reply.body;
}

interface Listed {
	readonly receipts: { readonly number: number; readonly terminal: string }[];
	readonly next: string | null;
}

/** All numbers that a search finds, page by page. */
async function find(host: Host, query: string): Promise<number[]> {
	const numbers: number[] = [];
	for (let before = ""; ;) {
		const page = JSON.parse(await get(host, `/api/receipts?${query}&limit=200${before}`)) as Listed;
		numbers.push(...page.receipts.map(({ number }) => number));
		if (page.next === null) return numbers;
		before = `&before=${encodeURIComponent(page.next)}`;
	}
}

const receipts = 450;

/** One receipt an hour; every hundredth is for bread, whose code looks like a formula. */
function hourly(number: number): KnownRecord {
	const bread = { sku: "=B1", name: "Café Loaf", quantity: 1, unitMinor: 1_250, amountMinor: 1_250, taxes: 1 };
	const wallMs = saleWallMs + (number - receipts) * 3_600_000;
	return number % 100 === 0 ? sale(number, 1_250, 1, { wallMs, lines: [bread] }) : sale(number, 260, 1, { wallMs });
}

async function sold(): Promise<{ host: Host; terminal: TestTerminal }> {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host, "stall-1");
	for (let number = 1; number <= receipts; number++) terminal.record(hourly(number));
	for (let from = 1; from <= terminal.payloads.length; from += 50)
		await terminal.ship(from, Math.min(from + 49, terminal.payloads.length));
	await host.ledgers.caughtUp();
	return { host, terminal };
}

describe("receipts", () => {
	it("are found among all by number as printed, item, day, total, tender and stall, and exported", async () => {
		const { host } = await sold();
		expect(await find(host, "search=0005")).toEqual([5]);
		expect(await find(host, "search=loaf")).toEqual([400, 300, 200, 100]);
		expect(await find(host, `search=${encodeURIComponent("CAFÉ")}`)).toHaveLength(4);
		expect(await find(host, "search=12.50")).toEqual([400, 300, 200, 100]);
		expect(await find(host, "search=loaf%200300")).toEqual([300]);
		expect(await find(host, "search=cash")).toHaveLength(receipts / 3);
		expect(await find(host, "search=stall-1")).toHaveLength(receipts);
		expect(await find(host, "search=nothing")).toEqual([]);
		const today = new Date(saleWallMs).toISOString().slice(0, 10);
		const yesterday = new Date(saleWallMs - dayMs).toISOString().slice(0, 10);
		expect(await find(host, `from=${today}&to=${today}`)).toHaveLength(11);
		expect(await find(host, `search=${yesterday}`)).toHaveLength(24);
		expect(await find(host, `search=${today.slice(0, 7)}`)).toHaveLength(receipts);
		expect(await find(host, "terminal=stall-1&search=coffee")).toHaveLength(receipts - 4);

		const counted = async (query: string): Promise<unknown> =>
			JSON.parse(await get(host, `/api/receipts/count?${query}`));
		expect(await counted("")).toEqual({ count: receipts, next: null });
		expect(await counted("search=loaf")).toEqual({ count: 4, next: null });
		expect(await counted(`from=${today}&to=${today}`)).toEqual({ count: 11, next: null });
		expect(await counted("terminal=stall-2")).toEqual({ count: 0, next: null });
		const { next } = JSON.parse(await get(host, "/api/receipts?limit=200")) as Listed;
		expect(await counted(`before=${encodeURIComponent(next!)}`)).toEqual({ count: receipts - 200, next: null });

		const csv = (await get(host, "/api/receipts.csv")).trimEnd().split("\r\n");
		expect(csv).toHaveLength(receipts + 1);
		expect(csv[0]).toBe(
			"terminal,type,series,number,time,currency,total,tax,cash,card,other_tenders,not_confirmed," +
				"not_charged,training_total,units,staff," +
				"shift,epoch,sequence,staff_name",
		);
		expect(csv[1]).toMatch(
			/^stall-1,sale,1,450,2026-11-21T10:30:00Z,GBP,2\.60,0\.43,2\.60,0\.00,0\.00,0\.00,0\.00,0\.00,1,0,1,1,/,
		);
		expect((await get(host, "/api/receipts.csv?search=loaf")).trimEnd().split("\r\n")).toHaveLength(5);
	});

	it("refuses days that are none", async () => {
		const host = await fixture.open();
		const reply = await host.web.inject({ url: "/api/receipts?from=2026-13-41", headers });
		expect(reply.statusCode).toBe(400);
	});
});

it("writes signed decimals as numbers and disarms formulas in texts", () => {
	expect(writeCsv([[new Decimal("-183.15"), "-183.15", "=1+1", new Decimal("0.00")]])).toBe(
		"-183.15,'-183.15,'=1+1,0.00\r\n",
	);
});

it("orders best sellers by the quantity that their bars show", async () => {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	const dear = { sku: "X", name: "Dear", quantity: 1, unitMinor: 9_000, amountMinor: 9_000, taxes: 1 };
	terminal.record(sale(1, 9_000, 1, { lines: [dear] }), sale(2, 100, 5));
	await terminal.ship(1);
	await host.ledgers.caughtUp();
	const { bestSellers } = JSON.parse(await get(host, "/api/overview")) as { bestSellers: { name: string }[] };
	expect(bestSellers.map(({ name }) => name)).toEqual(["Coffee", "Dear"]);
});

describe("a drawer that is counted", () => {
	function closed(shift: number, floatMinor: number, countedMinor: number): KnownRecord {
		const plain = anchor();
		const totals = { ...plain.totals, shift, floatMinor, currency: "GBP" };
		return { ...prefix, kind: RecordKind.shiftClosed, anchor: { ...plain, totals }, countedMinor };
	}

	it("raises an alarm when it is short or over by more than the tolerance, once", async () => {
		const host = await fixture.open({ settings: { drawerToleranceMinor: 100 } });
		const terminal = await fixture.terminal(host);
		terminal.record(
			closed(1, 20_000, 1_685),
			closed(2, 5_000, 4_900),
			closed(3, 5_000, 5_101),
			closed(4, 5_000, -1),
		);
		await terminal.ship(1);
		const short = ["DRAWER_DIFFERENCE", "epoch 1, shift 1, drawer short", 18_315, "GBP"];
		const over = ["DRAWER_DIFFERENCE", "epoch 1, shift 3, drawer over", 101, "GBP"];
		const raised = async (): Promise<unknown[]> =>
			(await alarmsOf(host)).map((alarm) => [alarm.code, alarm.detail, alarm.amountMinor, alarm.currency]);
		expect(await raised()).toEqual([short, over]);

		const [{ id, count } = { id: 0, count: 0 }] = await alarmsOf(host);
		const close = async (payload: object, alarm = id): Promise<number> =>
			(await host.web.inject({ method: "POST", url: `/api/alarms/${alarm}/close`, headers, payload })).statusCode;
		expect(await close({ by: " ", reason: "x", count })).toBe(400);
		expect(await close({ by: "Ada", reason: "", count })).toBe(400);
		expect(await close({ by: "Ada", reason: "x", count: count + 1 })).toBe(404);
		expect(await close({ by: "Ada", reason: "x", count }, id + 99)).toBe(404);
		expect(await close({ by: "Ada", reason: "taken to the bank", count })).toBe(204);
		expect(await close({ by: "Bob", reason: "again", count })).toBe(404);
		expect(await raised()).toEqual([over]);
		const overview = JSON.parse(await get(host, "/api/overview")) as { alarms: object[] };
		expect(overview.alarms).toHaveLength(1);
		// It stays in the log, and closed after everything was folded again.
		await host.ledgers.rebuild();
		expect(await raised()).toEqual([over]);
		const log = JSON.parse(await get(host, "/api/alarms/closed")) as object[];
		expect(log).toMatchObject([
			{
				...{ code: "DRAWER_DIFFERENCE", moneyAtRiskMinor: 18_315, currency: "GBP", closedBy: "Ada" },
				...{ reason: "taken to the bank", closedMs: saleWallMs, terminal: "stall-1" },
			},
		]);
	});

	it("opens a closed alarm again when it occurs again", async () => {
		const { store } = await fixture.open();
		const alarm = { code: "BATCH_FORKED", terminal: "t1", detail: "x", amountMinor: 5, currency: "GBP" } as const;
		await store.notices.raise(alarm, 1);
		const [row] = await store.notices.alarms();
		const closing = { id: row!.id, count: 1, closedMs: 2, closedBy: "Ada", reason: "known" };
		expect(await store.notices.close(closing)).toBe(true);
		expect(await store.notices.alarms()).toEqual([]);
		await store.notices.raise(alarm, 3);
		expect(await store.notices.alarms()).toMatchObject([{ count: 2 }]);
	});
});
