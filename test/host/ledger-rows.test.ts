// What the ledgers' rows keep apart, and when they are complete.
import { afterEach, describe, expect, it } from "vitest";
import { ClockQuality } from "../../firmware/core/ports.js";
import { type KnownRecord, RecordKind, Series } from "../../firmware/wire/record.js";
import { branches } from "../../host/ledger/branches/ledger.js";
import { type EpochLink, epochs } from "../../host/ledger/epochs/ledger.js";
import { hostLimits } from "../../host/limits.js";
import type { CommitPlan, RecordsAppend } from "../../host/store/plan.js";
import type { ReceiptCount, ReceiptPage, ReceiptPosition } from "../../host/store/reports.js";
import { localDayHour } from "../../host/zone.js";
import { type BenchOptions, IngestBench, terminalOf } from "./ingest-bench.js";
import { anchor, basket, noSale, prefix, sale, saleWallMs } from "./test-terminal.js";

const benches: IngestBench[] = [];
afterEach(async () => {
	for (const bench of benches.splice(0)) await bench.close();
});

async function open(options?: BenchOptions): Promise<IngestBench> {
	const bench = await IngestBench.open(options);
	benches.push(bench);
	return bench;
}

/** A bench with these records of terminal t0, and those of t1. */
async function booked(ofFirst: readonly KnownRecord[], ofSecond: readonly KnownRecord[] = []): Promise<IngestBench> {
	const bench = await open();
	for (const [index, records] of [ofFirst, ofSecond].entries()) {
		const terminal = terminalOf(index);
		terminal.record(...records);
		await bench.ship(terminal);
	}
	return bench;
}

const { day } = localDayHour(saleWallMs, "UTC", 0);
const newest: ReceiptPosition = { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };

describe("the sums of a day", () => {
	it("have a sum of each hour for each currency", async () => {
		const { store } = await booked([sale(1), sale(2, 500, 1, { currency: "EUR" }), sale(4, 100)]);
		expect(await store.reports.hours(day)).toEqual([
			{ hour: 10, currency: "EUR", grossMinor: 500 },
			{ hour: 10, currency: "GBP", grossMinor: 360 },
		]);
	});

	it("keep authorities apart that take the same rate", async () => {
		const rate = { rateMillipercent: 4_000, baseMinor: 1_000, taxMinor: 40, jurisdiction: "" };
		const state = { ...rate, authority: "US-NY" };
		const city = { ...rate, authority: "US-NJ" };
		const suburb = { ...rate, authority: "US-NJ", jurisdiction: "Newark" };
		const { store } = await booked([sale(1, 1_120, 1, { taxMode: 1, taxes: [state, city, suburb] })]);
		expect(await store.reports.taxes(day, day)).toEqual(
			[city, suburb, state].map((tax) => ({ currency: "GBP", taxMode: 1, ...tax })),
		);
	});

	it("keep prices with tax apart from those before tax at the same rate", async () => {
		const [tax] = basket().taxes;
		const { store } = await booked([sale(1), sale(2, 260, 1, { taxMode: 1, taxes: [tax!] })]);
		expect(await store.reports.taxes(day, day)).toEqual(
			[0, 1].map((taxMode) => ({ currency: "GBP", taxMode, ...tax })),
		);
	});

	it("have no currency that only training sales and openings of the drawer name", async () => {
		const { totalMinor, ...goods } = basket(900, 1, "EUR");
		const document = { series: Series.training, number: 1, totalMinor: 0, cashMinor: 0 };
		const training = { ...prefix, kind: RecordKind.trainingSale, document, totalMinor, ...goods };
		const unpaid = { roundingMinor: 0, tenders: [], changeMinor: 0 };
		const opened = { ...prefix, kind: RecordKind.shiftOpened, anchor: anchor(1) } as KnownRecord;
		const { store } = await booked([opened, sale(1), { ...training, ...unpaid }, noSale(1)]);
		const [shift] = await store.reports.shifts("t0", 1);
		for (const sums of [await store.documents.totals(), await store.reports.day(day), shift!.sums])
			expect(sums).toMatchObject({ trainingSales: 1, noSales: 1, currencies: [{ currency: "GBP" }] });
	});

	it("add up rounding with its sign", async () => {
		const rounded = (number: number, roundingMinor: number): KnownRecord => sale(number, 260, 1, { roundingMinor });
		const { store } = await booked([rounded(1, -2), rounded(2, 1), rounded(4, -2)]);
		expect((await store.reports.day(day)).currencies).toMatchObject([{ currency: "GBP", roundingMinor: -3 }]);
		expect((await store.documents.totals()).currencies).toMatchObject([{ currency: "GBP", roundingMinor: -3 }]);
	});
});

describe("the receipts of a terminal", () => {
	const overview = async ({ store }: IngestBench) => (await store.reports.terminals(day, "t0"))[0];

	it("have the highest number that was used, in whatever order they arrive", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(sale(5), sale(4));
		await bench.ship(terminal, 1);
		expect(await overview(bench)).toMatchObject({ sales: 2, lastReceiptNumber: 5 });
	});

	it("are counted once, also where the ledgers are folded again", async () => {
		const bench = await booked([sale(1), sale(2)]);
		await bench.ledgers.rebuild();
		expect(await overview(bench)).toMatchObject({ sales: 2, lastReceiptNumber: 2 });
	});

	it("are listed by pages that lose none of the same time in several epochs", async () => {
		const bench = await booked([sale(1), sale(2)]);
		await bench.enrol(0, 2);
		const second = terminalOf(0, 2);
		second.record(sale(3));
		await bench.ship(second);
		const numbers: number[] = [];
		let before: ReceiptPosition | undefined = newest;
		while (before && numbers.length < 9) {
			const page: ReceiptPage = await bench.store.reports.receipts({ terminal: "t0", before, limit: 1 });
			numbers.push(...page.receipts.map(({ number }) => number));
			before = page.next;
		}
		expect(numbers).toEqual([3, 2, 1]);
	});

	it("are found and counted also behind more than one search looks at", async () => {
		const count = hostLimits.receiptsScannedMax + 20;
		const lines = [{ ...basket().lines[0]!, name: "Bread" }];
		const records = Array.from({ length: count }, (_, i) => sale(i + 1, 260, 1, i < 2 ? { lines } : {}));
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(...records);
		await bench.ship(terminal);
		const numbers: number[] = [];
		let counted = 0;
		const words = [{ text: "bread" }];
		for (const terminalName of [undefined, "t0"]) {
			let before: ReceiptPosition | undefined = newest;
			for (let pages = 0; before && pages < 5; pages++) {
				const filter = { terminal: terminalName, before, words } as const;
				const page: ReceiptPage = await bench.store.reports.receipts({ ...filter, limit: 1 });
				numbers.push(...page.receipts.map(({ number }) => number));
				before = page.next;
			}
			before = newest;
			for (let pages = 0; before && pages < 5; pages++) {
				const page: ReceiptCount = await bench.store.reports.receiptCount({
					terminal: terminalName,
					before,
					words,
				});
				counted += page.count;
				before = page.next;
			}
		}
		expect([numbers, counted]).toEqual([[2, 1, 2, 1], 4]);
	});

	it("are told apart by their sums where a number was used twice", async () => {
		const { store } = await booked([sale(1, 260), sale(1, 500), sale(1, 100)]);
		const found = await store.reports.receiptsByNumber("t0", Series.receipt, 1, {
			totalMinor: 260,
			currency: "GBP",
		});
		expect(found.map(({ totalMinor }) => totalMinor)).toEqual([260]);
		expect(await store.reports.receiptsByNumber("t0", Series.receipt, 1)).toHaveLength(3);
	});
});

describe("the shift that a replacement continues after", () => {
	const opened = (shift: number) => ({ ...prefix, kind: RecordKind.shiftOpened, shift, anchor: anchor(shift) });

	it.each([
		["a sale", { ...sale(1), shift: 7 }],
		["an opening of the drawer", { ...noSale(1), shift: 7 }],
		["a sale that was voided", { ...prefix, kind: RecordKind.saleVoided, shift: 7, basket: basket() }],
	])("is also that of %s alone", async (_name, record) => {
		const { store } = await booked([opened(3) as KnownRecord, record as KnownRecord]);
		expect(await store.documents.lastNumbers("t0")).toMatchObject({ shift: 7 });
	});
});

describe("the list of shifts", () => {
	it("has the newest first, by opening, or by closing where that is all there is, then by terminal", async () => {
		const minutesAgo = (minutes: number, shift: number, more: object = { kind: RecordKind.shiftOpened }) =>
			({
				...prefix,
				wallMs: saleWallMs - minutes * 60_000,
				shift,
				anchor: anchor(shift),
				...more,
			}) as KnownRecord;
		const closedOnly = { kind: RecordKind.shiftClosed, countedMinor: -1 };
		const ofFirst = [minutesAgo(50, 1), minutesAgo(30, 2), minutesAgo(20, 3, closedOnly)];
		const { store } = await booked(
			[...ofFirst, minutesAgo(10, 4), minutesAgo(10, 5)],
			[minutesAgo(40, 1), minutesAgo(10, 2)],
		);
		const rows = await store.reports.shifts(undefined, 9);
		expect(rows.map(({ terminal, shift }) => `${terminal} ${shift}`)).toEqual([
			...["t0 5", "t0 4", "t1 2", "t0 3", "t0 2", "t1 1", "t0 1"],
		]);
		const second = await store.reports.shifts(undefined, 2, 2);
		expect(second.map(({ terminal, shift }) => `${terminal} ${shift}`)).toEqual(["t1 2", "t0 3"]);
	});
});

describe("cash that is held for open sales", () => {
	it("is what was taken less what was handed back, in the shift's currency and that shift alone", async () => {
		const opened = (shift: number) => ({ ...prefix, kind: RecordKind.shiftOpened, shift, anchor: anchor(shift) });
		const taken = (shift: number, takenMinor: number, currency = "GBP") => ({
			...{
				...prefix,
				kind: RecordKind.partPaid,
				shift,
				basket: basket(900, 1, currency),
				tenders: [],
				takenMinor,
			},
			...{ roundingMinor: 0, changeMinor: 0, heldMinor: takenMinor, parked: undefined, origin: undefined },
		});
		const returned = { ...prefix, kind: RecordKind.cashReturned, amountMinor: 40, currency: "GBP" };
		const records = [opened(1), taken(1, 100), taken(1, 7, "EUR"), returned, opened(2), taken(2, 500)];
		const { store } = await booked(records as KnownRecord[]);
		const rows = await store.reports.shifts("t0", 9);
		expect(rows.map(({ shift, heldMinor }) => [shift, heldMinor]).sort()).toEqual([
			[1, 60],
			[2, 500],
		]);
	});
});

describe("cash of a sale that is paid in several parts", () => {
	it("is held once, part by part, until the sale takes it", async () => {
		const part = (takenMinor: number, heldMinor: number) => ({
			...{ ...prefix, kind: RecordKind.partPaid, basket: basket(900), tenders: [], takenMinor, heldMinor },
			...{ roundingMinor: 0, changeMinor: 0, parked: undefined, origin: undefined },
		});
		const opened = { ...prefix, kind: RecordKind.shiftOpened, anchor: anchor(1) };
		const parts = [opened, part(100, 100), part(60, 160), part(0, 160)] as KnownRecord[];
		const held = async ({ store }: IngestBench) =>
			(await store.reports.shifts("t0", 9)).map((row) => row.heldMinor);
		expect(await held(await booked(parts))).toEqual([160]);
		expect(await held(await booked([...parts, sale(1, 900, 1, { heldMinor: 160 })]))).toEqual([0]);
	});
});

describe("an alarm about an epoch", () => {
	it("stays while one of the records that open it names an unknown head", () => {
		const unused = undefined as never;
		const link = (sequence: number, previousSequence: number): EpochLink => ({
			...{ terminal: "t0", epoch: 2, sequence, opens: 2, previousEpoch: 1, previousSequence, receivedMs: 1 },
			previousHead: new Uint8Array(32).fill(previousSequence),
		});
		const [known, unknown] = [link(1, 4), link(3, 5)] as const;
		const heads = [{ terminal: "t0", epoch: 1, sequence: 4, head: known.previousHead }];
		const slice = { marks: [], records: [] };
		const both = epochs.fold(unused, slice, { waiting: [known, unknown], heads });
		expect(both).toMatchObject({ changes: { linked: [known] }, alarms: [] });
		expect(epochs.fold(unused, slice, { waiting: [known], heads }).alarms).toMatchObject([
			{ kind: "clear", alarm: { terminal: "t0", detail: "epoch 2" } },
		]);
	});
});

describe("the branches of a fork", () => {
	it("have an alarm with the largest amount, whatever its sign", () => {
		const branch = { terminal: "t0", epoch: 1, forkSequence: 4, currency: "GBP", createdMs: 1 };
		const state = [100, -900, 300].map((grossMinor) => ({ ...branch, grossMinor }));
		const unused = undefined as never;
		for (const rows of [state, state.toReversed()])
			expect(branches.fold(unused, unused, rows).alarms).toMatchObject([
				{ count: 3, alarm: { amountMinor: -900 } },
			]);
	});
});

describe("a document", () => {
	it("shares its number with no document of another series", async () => {
		const bench = await booked([sale(5), noSale(5)]);
		expect(await bench.alarms()).toEqual([]);
	});

	it("of a training sale has no total, whatever its record claims", async () => {
		const { totalMinor, ...goods } = basket(900);
		const document = { series: Series.training, number: 1, totalMinor: 900, cashMinor: 900 };
		const training = { ...prefix, kind: RecordKind.trainingSale, document, totalMinor, ...goods };
		const bench = await booked([sale(1), { ...training, roundingMinor: 0, tenders: [], changeMinor: 0 }]);
		expect(await bench.store.reports.receiptsByNumber("t0", Series.training, 1)).toMatchObject([
			{ type: "training", totalMinor: 0, practisedMinor: 900 },
		]);
	});

	it("belongs to its terminal in the state hash", async () => {
		const together = await booked([sale(1), sale(2)]);
		const apart = await booked([sale(1)], [sale(2)]);
		expect(await apart.hash()).not.toBe(await together.hash());
	});

	it("has the same state hash however terminals' clocks differ", async () => {
		const at = (number: number, wallMs: number): KnownRecord => ({ ...sale(number), wallMs });
		const inOrder = await booked([at(1, saleWallMs), at(2, saleWallMs + 1), at(4, saleWallMs + 2)]);
		const backwards = await booked([at(1, saleWallMs + 2), at(2, saleWallMs + 1), at(4, saleWallMs)]);
		expect(await backwards.hash()).toBe(await inOrder.hash());
	});

	it.each([1, 2, 3])("is booked at the time of its till where the clock's quality is %i", async (clockQuality) => {
		const wallMs = saleWallMs - 3 * 86_400_000;
		const { store } = await booked([{ ...sale(1), wallMs, clockQuality: clockQuality as 1 | 2 | 3 }]);
		expect(await store.reports.receiptsByNumber("t0", 1, 1)).toMatchObject([{ wallMs }]);
		expect([(await store.reports.day(day - 3)).sales, (await store.reports.day(day)).sales]).toEqual([1, 0]);
	});
});

describe("a clock that the host's time had to set", () => {
	it.each([
		[-5 * 60_000, "5 min slow"],
		[3 * 3_600_000, "3 h fast"],
		[-4 * 86_400_000, "4 days slow"],
		[60_000, undefined],
		[-60_000, undefined],
		[-5 * 86_400_000, undefined, ClockQuality.unset],
	])("by %i ms raises an alarm: %s", async (offMs, text, beforeQuality: ClockQuality = ClockQuality.kept) => {
		const set = { ...prefix, kind: RecordKind.clockSet, beforeMs: saleWallMs + offMs, beforeQuality };
		const bench = await booked([set as KnownRecord]);
		const expected = text === undefined ? [] : [{ code: "CLOCK_WAS_WRONG", detail: `${text}, set on 2026-11-21` }];
		expect(await bench.alarms()).toMatchObject(expected);
	});
});

describe("an epoch", () => {
	it("is unlinked where it names a head that its predecessor does not have at that place", async () => {
		const bench = await open();
		const first = terminalOf(0);
		first.record(sale(1), sale(2));
		await bench.ship(first);
		await bench.enrol(0, 2);
		const second = terminalOf(0, 2);
		const opened = { ...prefix, kind: RecordKind.epochOpened, epoch: 2, previousEpoch: 1, previousSequence: 2 };
		second.record({ ...opened, previousHead: first.headAt(1) });
		await bench.ship(second);
		expect(await bench.alarms()).toMatchObject([{ code: "EPOCH_UNLINKED", detail: "epoch 2" }]);
	});
});

describe("ledgers that are caught up", () => {
	it("have folded every entry of the log, however long a write takes", async () => {
		const bench = await open();
		const genuine = bench.store.ledgers.apply;
		bench.store.ledgers.apply = async (step) => {
			for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
			return genuine(step);
		};
		const terminal = terminalOf(0);
		terminal.record(sale(1));
		await new Promise<void>((resolve) => bench.ingest.submit("t0", terminal.batch(1), () => resolve()));
		await bench.ledgers.caughtUp();
		expect((await bench.store.documents.totals()).sales).toBe(1);
		expect(bench.ledgers.lag).toBe(0);
	});
});

describe("entries of the log", () => {
	it("are folded in the order of their numbers, whatever the host's clock said", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(sale(1), sale(2), sale(4));
		for (const [index, atMs] of [3_000, 1_000, 2_000].entries()) {
			bench.clock.set(saleWallMs + atMs);
			await bench.deliver("t0", terminal.batch(index + 1, index + 1));
		}
		await bench.ledgers.rebuild();
		expect((await bench.store.documents.totals()).sales).toBe(3);
		expect(bench.ledgers.lag).toBe(0);
	});
});

describe("entries that another process appended", () => {
	it("are folded too, where the ledgers lag behind both", async () => {
		const bench = await open();
		const other = await IngestBench.open({ store: bench.store });
		const genuine = bench.store.ledgers.apply;
		bench.store.ledgers.apply = () => Promise.reject(new Error("disk full"));
		const terminal = terminalOf(0);
		terminal.record(sale(1), sale(2), sale(4));
		for (const [index, ingest] of [bench.ingest, other.ingest, bench.ingest].entries())
			await new Promise<void>((resolve) =>
				ingest.submit("t0", terminal.batch(index + 1, index + 1), () => resolve()),
			);
		await other.ingest.close();
		await other.ledgers.close();
		bench.store.ledgers.apply = genuine;
		await bench.ledgers.caughtUp();
		expect((await bench.store.documents.totals()).sales).toBe(3);
	});
});

describe("a chain that another process has extended", () => {
	it("is read again: what it has is a duplicate, and what follows is taken", async () => {
		const bench = await open();
		const other = await IngestBench.open({ store: bench.store });
		const terminal = terminalOf(0);
		terminal.record(sale(1), sale(2), sale(4), sale(5));
		const outcomeOf = (to: IngestBench, first: number, last: number) =>
			new Promise<string | undefined>((resolve) =>
				to.ingest.submit("t0", terminal.batch(first, last), (error, reply) =>
					resolve(error?.message ?? reply?.outcome),
				),
			);
		// The first process knows the chain's end from its own commit.
		expect(await outcomeOf(bench, 1, 1)).toBe("committed");
		expect(await outcomeOf(bench, 2, 2)).toBe("committed");
		expect(await outcomeOf(other, 3, 3)).toBe("committed");
		expect(await outcomeOf(bench, 3, 3)).toBe("duplicate");
		expect(await outcomeOf(bench, 3, 4)).toBe("committed");
		expect(await bench.store.chains.records("t0", 1, 1, 9)).toHaveLength(4);
		await other.ingest.close();
		await other.ledgers.close();
	});
});

describe("a plan", () => {
	it("is refused where the chain ends at the same sequence with another head", async () => {
		const bench = await open();
		const { chains } = bench.store;
		const terminal = terminalOf(0);
		terminal.record(sale(1), sale(2));
		await bench.deliver("t0", terminal.batch(1, 1));
		const genuine = chains.commit;
		const plans: CommitPlan[] = [];
		chains.commit = async (plan) => (plans.push(plan), Promise.reject(new Error("disk full")));
		await bench.deliver("t0", terminal.batch(2, 2));
		const [plan] = plans as [CommitPlan];
		const [append] = plan.appends as [RecordsAppend];
		const forged = { ...append, epoch: { ...append.epoch, head: terminal.headAt(2) } };
		expect(await genuine({ ...plan, appends: [forged] })).toMatchObject({ kind: "stale" });
		expect(await chains.records("t0", 1, 1, 9)).toHaveLength(1);
		expect(await genuine(plan)).toMatchObject({ kind: "committed" });
	});

	it("is refused where the epoch has another branch by now, or its branch has grown", async () => {
		const bench = await open();
		const { chains } = bench.store;
		const [terminal, copy, other] = [terminalOf(0), terminalOf(0), terminalOf(0)] as const;
		terminal.record(sale(1));
		copy.record(sale(1, 500), sale(2, 500));
		other.record(sale(1, 700));
		await bench.deliver("t0", terminal.batch(1, 1));
		const genuine = chains.commit;
		const plans: CommitPlan[] = [];
		const refuse = async (plan: CommitPlan) => (plans.push(plan), Promise.reject(new Error("disk full")));
		chains.commit = refuse;
		await bench.deliver("t0", copy.batch(1, 1));
		chains.commit = genuine;
		await bench.deliver("t0", other.batch(1, 1));
		expect(await genuine(plans[0]!)).toMatchObject({ kind: "stale" });
		expect(await chains.branches("t0", 1)).toHaveLength(1);
		await bench.deliver("t0", copy.batch(1, 1));
		chains.commit = refuse;
		await bench.deliver("t0", copy.batch(2, 2));
		chains.commit = genuine;
		await bench.deliver("t0", copy.batch(2, 2));
		expect(await genuine(plans[1]!)).toMatchObject({ kind: "stale" });
		expect((await chains.branches("t0", 1)).map(({ committed }) => committed).sort()).toEqual([1, 2]);
	});
});

describe("the whole name of an item", () => {
	it("is the one that was valid for the sale, also where later catalogs did not change it", async () => {
		const { store } = await open();
		const shown = "Sourdough loaf…";
		const publish = (version: number, name: string) =>
			store.catalogs.publish(
				{ version, createdMs: version },
				{ source: "{}", images: [], currency: "GBP", wholeNames: [{ sku: "BB001", shown, name }] },
			);
		await publish(2, "Sourdough loaf of rye");
		await publish(5, "Sourdough loaf of spelt");
		await publish(7, "Sourdough loaf of rye");
		const nameAt = (version: number) => store.reports.wholeNames(version, [{ sku: "BB001", name: shown }]);
		expect(await Promise.all([1, 2, 4, 5, 7, 9].map(nameAt))).toEqual([
			[shown],
			["Sourdough loaf of rye"],
			["Sourdough loaf of rye"],
			["Sourdough loaf of spelt"],
			["Sourdough loaf of rye"],
			["Sourdough loaf of rye"],
		]);
	});
});
