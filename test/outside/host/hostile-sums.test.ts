// Issue 11, numbers 8 and 9, and invariants 6 and 15: what a terminal signs may be beyond anything a till can take, in
// every kind of record, those of parts paid in cash and of times included. Sums stay exact, reports answer, alarms of
// others stay. https://www.sqlite.org/lang_aggfunc.html#sumunc (sum() fails with "integer overflow").
import { afterEach, expect, it } from "vitest";
import { limits } from "../../../firmware/core/limits.js";
import type { ClockQuality } from "../../../firmware/core/ports.js";
import { type KnownRecord, RecordKind } from "../../../firmware/wire/record.js";
import type { Host } from "../../../host/compose/single.js";
import { hostLimits } from "../../../host/limits.js";
import { alarmsOf, Fixture } from "../../host/fixture.js";
import { anchor, attempted, basket, noSale, prefix, sale, saleWallMs } from "../../host/test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const { amountMinorMax } = limits;
const sumMax = Number.MAX_SAFE_INTEGER;
/** Of a later version. */
const unknownQuality = 250 as number as ClockQuality;
const wallMsMax = 253_402_300_799_999;

function shiftClosed(shift: number, more: Parameters<typeof anchor>[1], countedMinor: number): KnownRecord {
	return { ...prefix, kind: RecordKind.shiftClosed, anchor: anchor(shift, more), countedMinor } as KnownRecord;
}

function hostileRecords(): KnownRecord[] {
	const parted = { tenders: [], roundingMinor: amountMinorMax, changeMinor: -amountMinorMax };
	return [
		{
			...{ ...prefix, kind: RecordKind.partPaid, basket: basket(1), ...parted },
			...{ takenMinor: amountMinorMax, heldMinor: amountMinorMax, parked: { epoch: 1, sequence: 4_000_000_000 } },
			origin: { epoch: 1, sequence: 1 },
		},
		{ ...prefix, kind: RecordKind.cashReturned, amountMinor: amountMinorMax, currency: "XTS" },
		{ ...prefix, kind: RecordKind.saleVoided, basket: { ...basket(1), totalMinor: amountMinorMax } },
		{
			...prefix,
			kind: RecordKind.clockSet,
			beforeMs: -sumMax,
			beforeQuality: unknownQuality,
			wallMs: wallMsMax,
		},
		{ ...prefix, kind: RecordKind.clockSet, beforeMs: sumMax, beforeQuality: 1, wallMs: 0 },
		{ ...sale(7), wallMs: wallMsMax },
		sale(8, 260, 1, { wallMs: 0, heldMinor: 4_000_000_000 }),
		attempted(amountMinorMax, basket(1)),
		shiftClosed(1, { heldMinor: sumMax, floatMinor: hostLimits.shiftMinorMax }, 0),
		shiftClosed(2, { heldMinor: -sumMax }, 0),
	];
}

async function answered(host: Host): Promise<number[]> {
	const urls = [
		"overview",
		"shifts",
		"shifts.csv",
		"receipts",
		"receipts.csv",
		"payments",
		"ledger",
		"alarms",
		"terminals",
	];
	const replies = await Promise.all(
		urls.map((url) => host.web.inject({ url: `/api/${url}`, headers: { host: "localhost" } })),
	);
	return replies.map(({ statusCode }) => statusCode);
}

it("folds and reports records of impossible amounts and times", async () => {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	terminal.record(...hostileRecords(), sale(9), noSale(1));
	await terminal.ship(1);
	await terminal.say({ clock: { wallMs: sumMax, quality: unknownQuality } });
	const alarms = await alarmsOf(host);
	expect(await answered(host)).toEqual(new Array<number>(9).fill(200));
	for (const { amountMinor } of alarms)
		expect(Math.abs(amountMinor)).toBeLessThanOrEqual(2 * hostLimits.shiftMinorMax);
	const shifts = await host.store.reports.shifts(undefined, 10);
	for (const { expectedCashMinor } of shifts)
		expect(Math.abs(expectedCashMinor ?? 0)).toBeLessThanOrEqual(3 * hostLimits.shiftMinorMax);
	expect(
		alarms
			.filter(({ code }) => code === "SALE_MISDATED")
			.map(({ detail }) => detail)
			.sort(),
	).toEqual(["dated 1970-01-01", "dated 9999-12-31"]);
	// The books go on behind them.
	expect(await host.store.reports.receiptsByNumber("stall-1", 1, 9)).toHaveLength(1);
});

it("shows payments of others, and no more than a page, however many a terminal leaves open", async () => {
	const host = await fixture.open();
	const [honest, hostile] = [await fixture.terminal(host, "honest"), await fixture.terminal(host, "hostile")];
	const each = 30;
	for (let first = 1; first <= hostLimits.unsettledShownMax + 2 * each; first += each) {
		for (let i = 0; i < each; i++) hostile.record({ ...attempted(100 + i), wallMs: saleWallMs - 3_600_000 });
		await hostile.ship(first);
	}
	honest.record(attempted(260));
	await honest.ship(1);
	await host.ledgers.caughtUp();
	const { payments } = (await host.web.inject({ url: "/api/overview", headers: { host: "localhost" } })).json<{
		payments: { terminal: string }[];
	}>();
	expect(payments).toHaveLength(hostLimits.unsettledShownMax);
	expect(payments.at(-1)).toMatchObject({ terminal: "honest" });
});

it("keeps money, forks and the alarms of others, however many wrong times a terminal reports", async () => {
	const host = await fixture.open();
	const [honest, hostile] = [await fixture.terminal(host, "honest"), await fixture.terminal(host, "hostile")];
	honest.record({ ...sale(1), wallMs: 0 }, shiftClosed(1, {}, 90_000));
	await honest.ship(1);
	hostile.record(shiftClosed(1, { floatMinor: 18_315 }, 0), sale(1), sale(1));
	await hostile.ship(1);
	const kept = (await alarmsOf(host)).map(({ code, terminal }) => `${terminal} ${code}`).sort();
	const dayMs = 86_400_000;
	const days = 2 * hostLimits.alarmsPerTerminalMax;
	for (let day = 0; day < days; day += 40) {
		const first = hostile.payloads.length + 1;
		for (let i = 0; i < 40; i++)
			hostile.record({ ...sale(100 + day + i), wallMs: saleWallMs + (2 + day + i) * dayMs });
		await hostile.ship(first);
	}
	const alarms = await alarmsOf(host);
	const names = alarms.map(({ code, terminal }) => `${terminal} ${code}`);
	for (const name of kept) expect(names).toContain(name);
	expect(alarms.length).toBeLessThanOrEqual(hostLimits.pageRowsMax);
});
