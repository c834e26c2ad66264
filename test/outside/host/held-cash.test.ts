// Issue 12, number 1, on the host: cash that is held for a sale which is not complete is in the drawer, though no sale
// has it. The books say so where the till's own report does, and no drawer differs for it.
import { afterEach, describe, expect, it } from "vitest";
import { RecordKind } from "../../../firmware/wire/record.js";
import type { Host } from "../../../host/compose/single.js";
import { alarmsOf, Fixture } from "../../host/fixture.js";
import { prefix, sale } from "../../host/test-terminal.js";
import { TillHarness } from "../../till/harness.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

interface ShiftView {
	readonly shift: number;
	readonly heldMinor: number;
	readonly expectedCashMinor: number | null;
	readonly countedMinor: number | null;
}

/** Ships what the till of the harness has recorded, as the records of another terminal. */
async function ship(host: Host, till: TillHarness): Promise<void> {
	const terminal = await fixture.terminal(host);
	terminal.record(...till.records());
	for (let from = 1; from <= terminal.payloads.length; from += 20)
		await terminal.ship(from, Math.min(from + 19, terminal.payloads.length));
	await host.ledgers.caughtUp();
}

async function shifts(host: Host): Promise<ShiftView[]> {
	const reply = await host.web.inject({ url: "/api/shifts", headers: { host: "localhost" } });
	return reply.json<ShiftView[]>().sort((a, b) => a.shift - b.shift);
}

describe("cash that is held for an open sale", () => {
	it("is in the figures of the open shift, and in none once its sale is complete", async () => {
		const till = new TillHarness()
			.openShift()
			.scan("COF")
			.act("pay", "split")
			.key(100)
			.act("confirm", "cash", "exact");
		const host = await fixture.open();
		await ship(host, till);
		expect(await shifts(host)).toMatchObject([{ shift: 1, heldMinor: 100, expectedCashMinor: null }]);
		const { body } = await host.web.inject({ url: "/api/shifts.csv", headers: { host: "localhost" } });
		const [head = "", row = ""] = body.replace("\uFEFF", "").trim().split(/\r?\n/);
		expect(row.split(",")[head.split(",").indexOf("cash_held")]).toBe("1.00");
	});

	it("makes no drawer differ: neither in the shift that took it nor in the one that sells with it", async () => {
		let till = new TillHarness()
			.openShift()
			.scan("COF")
			.act("pay", "split")
			.key(100)
			.act("confirm", "cash", "exact");
		till = till.act("back", "keepPart", "menu", "closeShift").key(100).act("confirm", "next");
		till = till.openShift(100).act("menu", "parked", { kind: "recall", index: 0 }, "cash", "exact", "next");
		till = till.act("menu", "closeShift").key(260).act("confirm", "next");
		const host = await fixture.open();
		await ship(host, till);
		expect(await shifts(host)).toMatchObject([
			{ shift: 1, heldMinor: 100, expectedCashMinor: 100, countedMinor: 100 },
			{ shift: 2, heldMinor: -100, expectedCashMinor: 260, countedMinor: 260 },
		]);
		expect((await alarmsOf(host)).map(({ code }) => code)).toEqual([]);
	});

	it("is no longer held once it is handed back", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(
			{ ...prefix, kind: RecordKind.cashReturned, amountMinor: 40, currency: "GBP" },
			sale(3, 260, 1, { heldMinor: 60 }),
		);
		await terminal.ship(1);
		await host.ledgers.caughtUp();
		const [row] = await host.store.reports.shifts("stall-1", 1);
		expect(row).toBeUndefined();
	});
});
