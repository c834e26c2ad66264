// Cash that was paid in and out, in the books.
import { afterEach, expect, it } from "vitest";
import { cashReasons } from "../../firmware/till/flows/cash-movement/cash-movement.js";
import type { Host } from "../../host/compose/single.js";
import { TillHarness } from "../till/harness.js";
import { alarmsOf, Fixture } from "./fixture.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

function stall(): TillHarness {
	const till = new TillHarness().openShift(10_000).sellCash("COF");
	for (const [index] of cashReasons.entries())
		till.act("menu", "moveCash")
			.key(100 * (index + 1))
			.act("confirm", { kind: "choose", index }, "next");
	return till;
}

async function ship(host: Host, till: TillHarness): Promise<void> {
	const terminal = await fixture.terminal(host);
	terminal.record(...till.records());
	await terminal.ship(1, terminal.payloads.length);
	await host.ledgers.caughtUp();
}

const get = (host: Host, url: string) => host.web.inject({ url, headers: { host: "localhost" } });
const cells = (body: string): Record<string, string>[] => {
	const [head = "", ...rows] = body.replace("\uFEFF", "").trim().split(/\r?\n/);
	const names = head.split(",");
	return rows.map((row) => Object.fromEntries(row.split(",").map((cell, i) => [names[i]!, cell])));
};

it("are in the drawer, in no takings and among no receipts", async () => {
	const host = await fixture.open();
	await ship(host, stall().act("menu", "closeShift").key(8_760).act("confirm", "next"));
	const [shift] = (await get(host, "/api/shifts")).json<object[]>();
	expect(shift).toMatchObject({
		...{ paidInMinor: 300, paidOutMinor: 1_800, floatMinor: 10_000, expectedCashMinor: 8_760, countedMinor: 8_760 },
		...{ agrees: true, reportedDocuments: 1 },
		sums: { sales: 1, others: 0, currencies: [{ grossMinor: 260, tenders: [{ kind: 1, amountMinor: 260 }] }] },
	});
	expect((await get(host, "/api/receipts")).json<{ receipts: object[] }>().receipts).toHaveLength(1);
	expect((await get(host, "/api/ledger")).json()).toMatchObject({ sales: 1, noSales: 0, others: 0, newerRecords: 0 });
	expect(await alarmsOf(host)).toEqual([]);
	expect(cells((await get(host, "/api/shifts.csv")).body)[0]).toMatchObject({
		...{ cash: "2.60", cash_expected: "87.60", drawer_difference: "0.00", paid_in: "3.00", paid_out: "18.00" },
	});
});

it("are listed with their reasons, also of a newer version, newest first, and by shift", async () => {
	const host = await fixture.open();
	const till = stall();
	const records = till.records();
	const last = records.at(-1)! as Extract<(typeof records)[number], { kind: 40 }>;
	till.append({ ...last, reason: 99, document: { ...last.document, number: 7 } });
	await ship(host, till);
	const rows = (await get(host, "/api/cash-movements?limit=3")).json<object[]>();
	expect(rows).toMatchObject([
		{ number: 7, reason: 99, cashMinor: -600, shift: 1, currency: "EUR" },
		{ number: 6, reason: 5, cashMinor: -600 },
		{ number: 5, reason: 4, cashMinor: -500 },
	]);
	expect((await get(host, "/api/cash-movements?shift=2")).json()).toEqual([]);
	expect(
		cells((await get(host, "/api/cash-movements.csv")).body).map(({ reason, amount }) => [reason, amount]),
	).toEqual([
		...[
			["99", "-6.00"],
			["other", "-6.00"],
			["tipOut", "-5.00"],
			["expense", "-4.00"],
			["bankDrop", "-3.00"],
		],
		...[
			["other", "2.00"],
			["floatTopUp", "1.00"],
		],
	]);
});

it("are one truth: a number that is used twice is told", async () => {
	const host = await fixture.open();
	const till = stall();
	till.append(till.records().at(-1)!);
	await ship(host, till);
	expect(await alarmsOf(host)).toMatchObject([{ code: "RECEIPT_NUMBER_TWICE", detail: "cash movement 6" }]);
});
