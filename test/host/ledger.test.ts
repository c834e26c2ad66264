// Invariant 5: reconciliation is a fold. Any order, duplication or split of delivery yields the same ledger, byte for
// byte.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { encodeRecord, type KnownRecord, RecordKind, Series } from "../../firmware/wire/record.js";
import { localDayHour } from "../../host/zone.js";
import { type BenchOptions, IngestBench, terminalOf } from "./ingest-bench.js";
import {
	anchor,
	basket,
	cbor,
	newerRecord,
	noSale,
	prefix,
	sale,
	saleWallMs,
	type TestTerminal,
} from "./test-terminal.js";

const benches: IngestBench[] = [];
afterEach(async () => {
	for (const bench of benches.splice(0)) await bench.close();
});

async function open(options?: BenchOptions): Promise<IngestBench> {
	const bench = await IngestBench.open(options);
	benches.push(bench);
	return bench;
}

function trainingSale(number: number, unitMinor = 260): KnownRecord {
	const { totalMinor, ...goods } = basket(unitMinor);
	const tenders = [{ kind: 1, amountMinor: totalMinor, reference: "" }];
	const document = { series: Series.training, number, totalMinor: 0, cashMinor: 0 };
	return {
		...prefix,
		kind: RecordKind.trainingSale,
		document,
		totalMinor,
		...goods,
		roundingMinor: 0,
		tenders,
		changeMinor: 0,
	};
}

/** Thirty records: sales at several prices, no-sales, training sales and documents of a newer version. */
function filled(index: number): TestTerminal {
	const terminal = terminalOf(index);
	const numbers = [0, 0, 0, 0];
	const next = (series: number): number => ++numbers[series]!;
	for (let i = 1; i <= 30; i++) {
		if (i % 7 === 0) terminal.record(noSale(next(2)));
		else if (i % 11 === 0) terminal.record(trainingSale(next(3)));
		else if (i % 13 === 0) terminal.payloads.push(newerRecord(77, [1, next(1), 420, 120]));
		else terminal.record(sale(next(1), 100 + ((i * 37) % 400), 1 + (i % 3)));
	}
	return terminal;
}

const terminals = [filled(0), filled(1)];

async function inOrder(): Promise<object> {
	const bench = await open();
	for (const terminal of terminals) await bench.deliver(terminal.terminal, terminal.batch(1));
	return await bench.ledgerState();
}

/** A delivery: which terminal, and which range of its records. */
const delivery = fc.tuple(
	fc.integer({ min: 0, max: 1 }),
	fc.integer({ min: 1, max: 30 }),
	fc.integer({ min: 1, max: 30 }),
);

describe("the ledger", () => {
	it("is the same for any order, duplication, split and gap of delivery, once all records have arrived", async () => {
		const expected = await inOrder();
		await fc.assert(
			fc.asyncProperty(
				fc.array(delivery, { maxLength: 25 }),
				fc.integer({ min: 1, max: 9 }),
				async (deliveries, step) => {
					const bench = await open();
					// First random ranges in random order, some waiting together.
					const batchOf = ([index, a, b]: [number, number, number]) =>
						terminals[index]!.batch(Math.min(a, b), Math.max(a, b));
					for (let i = 0; i < deliveries.length; i += 3) {
						const group = deliveries.slice(i, i + 3);
						await Promise.all(group.map((d) => bench.deliver(`t${d[0]}`, batchOf(d))));
					}
					// Then, as every terminal does, ship from the committed sequence until nothing is left.
					for (const terminal of terminals) await bench.ship(terminal, step);
					expect(await bench.ledgerState()).toEqual(expected);
					await bench.ledgers.rebuild();
					expect(await bench.ledgerState()).toEqual(expected);
					expect(await bench.store.notices.setAsides("t0")).toEqual([]);
				},
			),
			{ seed: 5, numRuns: 25 },
		);
	});

	it("sums tenders by kind, known or not, and does not count unknown kinds as card", async () => {
		const tender = (kind: number, amountMinor: number) => ({ kind, amountMinor, reference: "" });
		const document = { series: 1, number: 1, totalMinor: 260, cashMinor: 60 };
		const tenders = [tender(9, 150), tender(2, 50), tender(1, 80)];
		const { store } = await booked(sale(1, 260, 1, { document, tenders, changeMinor: 20 }));
		expect((await store.documents.totals()).currencies[0]!.tenders).toEqual([
			{ kind: 1, amountMinor: 60 },
			{ kind: 2, amountMinor: 50 },
			{ kind: 9, amountMinor: 150 },
		]);
		expect(await store.notices.alarms()).toEqual([]);
	});

	it("sums each currency separately, and taxes by rate, authority and jurisdiction", async () => {
		const state = { rateMillipercent: 4_000, baseMinor: 1_000, taxMinor: 40, authority: "US-NY", jurisdiction: "" };
		const city = {
			rateMillipercent: 4_875,
			baseMinor: 1_000,
			taxMinor: 49,
			authority: "US-NY",
			jurisdiction: "NYC",
		};
		const lines = [{ sku: "X", name: "Print", quantity: 1, unitMinor: 1_000, amountMinor: 1_000, taxes: 3 }];
		const tenders = [{ kind: 2, amountMinor: 1_089, reference: "" }];
		const document = { series: 1, number: 2, totalMinor: 1_089, cashMinor: 0 };
		const dollars = { currency: "USD", taxMode: 1, lines, taxes: [state, city], tenders, document };
		const { store } = await booked(sale(1), sale(2, 0, 1, dollars), sale(4, 100));
		expect(await store.notices.alarms()).toEqual([]);
		expect((await store.documents.totals()).currencies).toMatchObject([
			{ currency: "GBP", grossMinor: 360, taxMinor: 43 + 17 },
			{ currency: "USD", grossMinor: 1_089, taxMinor: 89 },
		]);
		expect(await store.reports.taxes(0, 99_999)).toEqual([
			{
				currency: "GBP",
				taxMode: 0,
				rateMillipercent: 20_000,
				authority: "",
				jurisdiction: "",
				baseMinor: 360,
				taxMinor: 60,
			},
			{ currency: "USD", taxMode: 1, ...state },
			{ currency: "USD", taxMode: 1, ...city },
		]);
	});

	it("counts and lists training sales without adding them to any total", async () => {
		const { store } = await booked(sale(1), trainingSale(1, 900));
		expect(await store.documents.totals()).toMatchObject({
			sales: 1,
			trainingSales: 1,
			lines: 1,
			units: 1,
			currencies: [{ grossMinor: 260 }],
		});
		const { day } = localDayHour(saleWallMs, "UTC", 0);
		expect(await store.reports.bestSellers(day, day, -1)).toMatchObject([{ quantity: 1, amountMinor: 260 }]);
		expect(await store.reports.taxes(day, day)).toMatchObject([{ baseMinor: 260 }]);
		expect(await store.reports.receiptsByNumber("t0", Series.training, 1)).toMatchObject([
			{ type: "training", totalMinor: 0, practisedMinor: 900, tenders: [] },
		]);
	});

	it("books staff and shift, and agrees with the terminal's totals at the close", async () => {
		const totals = {
			sales: 1,
			grossMinor: 260 + 420,
			floatMinor: 5_000,
			tenders: [{ kind: 1, amountMinor: 120 }],
			others: 1,
			othersMinor: 420,
		};
		const opened = { ...prefix, staff: 3, kind: RecordKind.shiftOpened, anchor: anchor(1, { floatMinor: 5_000 }) };
		const closed = {
			...prefix,
			staff: 4,
			kind: RecordKind.shiftClosed,
			anchor: anchor(1, totals),
			countedMinor: 5_100,
		};
		const terminal = terminalOf(0);
		terminal.record(opened as KnownRecord, { ...sale(1), staff: 3 });
		terminal.payloads.push(newerRecord(77, [1, 2, 420, 120]));
		terminal.record(closed as KnownRecord);
		const bench = await open();
		await bench.ship(terminal);
		expect(await bench.store.reports.shifts("t0", 10)).toMatchObject([
			{
				...{
					shift: 1,
					currency: "GBP",
					openedBy: 3,
					closedBy: 4,
					floatMinor: 5_000,
					expectedCashMinor: 5_120,
					countedMinor: 5_100,
				},
				...{ reportedGrossMinor: 680, reportedDocuments: 2 },
				sums: {
					...{ sales: 1, others: 1 },
					currencies: [
						{
							...{ currency: "GBP", grossMinor: 680, othersMinor: 420 },
							tenders: [
								{ kind: 1, amountMinor: 120 },
								{ kind: 2, amountMinor: 260 },
							],
						},
					],
				},
			},
		]);
		expect(await bench.store.reports.receiptsByNumber("t0", 1, 1)).toMatchObject([{ staff: 3, shift: 1 }]);
	});

	it("reports inconsistent sales by the till's own rules", async () => {
		const wrong = async (more: Parameters<typeof sale>[3]) =>
			(await (await booked(sale(1, 260, 1, more))).alarms())[0]?.detail;
		expect(await wrong({})).toBeUndefined();
		expect(await wrong({ changeMinor: 1 })).toContain("tendered 260");
		expect(await wrong({ taxes: [{ ...basket().taxes[0]!, taxMinor: 42 }] })).toContain("42, due 43");
		expect(await wrong({ document: { series: 1, number: 1, totalMinor: 259, cashMinor: 0 } })).toContain(
			"lines 260, total 259",
		);
	});

	it("reports a number used twice with the larger amount, independent of order", async () => {
		const first = terminalOf(0);
		first.record(sale(1, 100), sale(2, 300));
		const second = terminalOf(0, 2);
		second.record(sale(2, 500), sale(3));
		const alarms = async (...order: TestTerminal[]) => {
			const bench = await open();
			await bench.enrol(0, 2);
			for (const terminal of order) await bench.ship(terminal);
			return await bench.alarms();
		};
		const expected = [
			{ code: "RECEIPT_NUMBER_TWICE", terminal: "t0", detail: "receipt 2", amountMinor: 500, currency: "GBP" },
		];
		expect(await alarms(first, second)).toEqual(expected);
		expect(await alarms(second, first)).toEqual(expected);
	});
});

async function booked(...records: KnownRecord[]): Promise<IngestBench> {
	const bench = await open();
	const terminal = terminalOf(0);
	terminal.record(...records);
	await bench.deliver("t0", terminal.batch(1));
	return bench;
}

describe("a business day", () => {
	const night = Date.UTC(2026, 11, 31, 22, 30);

	it("follows the merchant's zone and day end: 23:30 on New Year's Eve is in the old year", async () => {
		const day = (zone: string, dayEndMinutes: number, wallMs: number) =>
			localDayHour(wallMs, zone, dayEndMinutes).day;
		expect(day("Europe/Vienna", 0, night)).toBe(day("UTC", 0, Date.UTC(2026, 11, 31)));
		const bench = await open({ settings: { zone: "Europe/Vienna", dayEndMinutes: 180 } });
		bench.clock.set(night);
		const terminal = terminalOf(0);
		terminal.record(
			{ ...sale(1), wallMs: night },
			{ ...sale(2), wallMs: night + 4 * 3_600_000 },
			{ ...sale(4), wallMs: night + 5 * 3_600_000 },
		);
		await bench.ship(terminal);
		const eve = Date.UTC(2026, 11, 31) / 86_400_000;
		expect([(await bench.store.reports.day(eve)).sales, (await bench.store.reports.day(eve + 1)).sales]).toEqual([
			1, 2,
		]);
		expect(await bench.store.reports.hours(eve)).toEqual([{ hour: 23, currency: "GBP", grossMinor: 260 }]);
	});

	it("is fixed when a record is booked, and unchanged by later settings or a rebuild", async () => {
		const bench = await open({ settings: { zone: "Pacific/Auckland", dayEndMinutes: 0 } });
		bench.clock.set(night);
		const terminal = terminalOf(0);
		terminal.record({ ...sale(1), wallMs: night });
		await bench.ship(terminal);
		const newYear = Date.UTC(2027, 0, 1) / 86_400_000;
		const elsewhere = { zone: "America/New_York", dayEndMinutes: 240 };
		const moved = await IngestBench.open({ store: bench.store, settings: elsewhere });
		moved.clock.set(night);
		await moved.ledgers.rebuild();
		expect(await moved.store.reports.day(newYear)).toMatchObject({ sales: 1 });
		expect(await moved.store.reports.hours(newYear)).toMatchObject([{ hour: 11 }]);
		terminal.record({ ...sale(2), wallMs: night });
		await moved.ship(terminal);
		expect(await moved.store.reports.day(newYear - 1)).toMatchObject({ sales: 1 });
	});

	it("is that of receipt if the terminal's clock was unset", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record({ ...sale(1), wallMs: 0, clockQuality: 0 });
		await bench.ship(terminal);
		expect((await bench.store.reports.day(localDayHour(saleWallMs, "UTC", 0).day)).sales).toBe(1);
		expect(await bench.store.reports.receiptsByNumber("t0", 1, 1)).toMatchObject([{ wallMs: saleWallMs }]);
		// Folding again a year later does not change it.
		bench.clock.set(saleWallMs + 365 * 86_400_000);
		await bench.ledgers.rebuild();
		expect(await bench.store.reports.receiptsByNumber("t0", 1, 1)).toMatchObject([{ wallMs: saleWallMs }]);
	});
});

describe("a record of a newer version", () => {
	/** A sale whose lines do not start with a text: of a known kind, but in a shape that this version cannot decode. */
	function reshaped(number: number): Uint8Array {
		const fields = cbor.decode(encodeRecord(cbor, sale(number), 1)) as unknown[];
		fields[11] = [[7, "BB001", "Coffee", 1, 260, 260, 1]];
		return cbor.encode(fields as never);
	}

	it("is stored and counted by its prefix, and a replacement continues the numbers of all series", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		const opened = { ...prefix, kind: RecordKind.shiftOpened, anchor: anchor(1) } as KnownRecord;
		terminal.record(opened, sale(41), noSale(6));
		terminal.payloads.push(reshaped(42), newerRecord(4_242, [5, 9, -150, -50]), newerRecord(4_243, 0));
		await bench.ship(terminal);
		const { store } = bench;
		expect((await store.chains.records("t0", 1, 4, 3)).map(({ kind }) => kind)).toEqual([
			RecordKind.sale,
			4_242,
			4_243,
		]);
		expect(await store.documents.lastNumbers("t0")).toEqual({ numbers: [42, 6, 0, 0, 9], shift: 1 });
		expect(await store.documents.totals()).toMatchObject({
			...{ sales: 1, noSales: 1, others: 2, lines: 1 },
			currencies: [
				{
					currency: "GBP",
					grossMinor: 260 + 260 - 150,
					others: 2,
					othersMinor: 110,
					tenders: [{ kind: 1 }, { kind: 2 }],
				},
			],
		});
		expect(await store.reports.newer("t0")).toEqual([
			{ kind: 16, records: 1, documents: 1, totalMinor: 260, cashMinor: 260 },
			{ kind: 4_242, records: 1, documents: 1, totalMinor: -150, cashMinor: -50 },
			{ kind: 4_243, records: 1, documents: 0, totalMinor: 0, cashMinor: 0 },
		]);
		expect(await store.reports.newerCount()).toBe(3);
		expect(await store.notices.alarms()).toEqual([]);
		expect(await bench.metrics.registry.metrics()).toMatch(/tillmark_newer_records_total{unknown="body"} 1/);
	});

	it("has an alarm when its number is near the end of u32, and a replacement gets earlier numbers", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		const last = 0xffff_ffff;
		terminal.record(sale(41), sale(last), { ...sale(42), shift: last } as KnownRecord, noSale(last - 0x10_0000));
		const opened = { ...prefix, kind: RecordKind.shiftOpened, anchor: anchor(last - 1) };
		terminal.record(opened as KnownRecord);
		terminal.payloads.push(newerRecord(4_242, [5, last, 100, 0]), newerRecord(4_242, [5, last, 100, 0]));
		await bench.ship(terminal);
		const granted = await bench.store.documents.lastNumbers("t0");
		expect(granted).toEqual({ numbers: [42, last - 0x10_0000], shift: 1 });
		expect(await bench.store.documents.totals()).toMatchObject({ sales: 3, noSales: 1, others: 2 });
		expect(await bench.alarms()).toMatchObject([
			{ code: "RECEIPT_NUMBER_TWICE", detail: "series 5, number 4294967295" },
			{ code: "SALE_DOES_NOT_ADD_UP", detail: "receipt 4294967295: number out of range", amountMinor: 260 },
			{ code: "SALE_DOES_NOT_ADD_UP", detail: "series 5, number 4294967295: number out of range" },
			{ code: "SALE_DOES_NOT_ADD_UP", detail: "shift 4294967294: number out of range" },
			{ code: "SALE_DOES_NOT_ADD_UP", detail: "shift 4294967295: number out of range", amountMinor: 0 },
		]);
	});

	it("has a separate alarm when its number was used before", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(sale(1, 100));
		terminal.payloads.push(
			newerRecord(99, [1, 1, 700, 0]),
			newerRecord(99, [7, 3, 50, 0]),
			newerRecord(98, [7, 3, 40, 0]),
		);
		await bench.ship(terminal);
		expect(await bench.alarms()).toMatchObject([
			{ code: "RECEIPT_NUMBER_TWICE", detail: "receipt 1", amountMinor: 700 },
			{ code: "RECEIPT_NUMBER_TWICE", detail: "series 7, number 3", amountMinor: 50 },
		]);
	});

	it("is unreadable only if its prefix cannot be decoded", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		// A float, which no version of the codec accepts, after a valid prefix.
		const withFloat = Uint8Array.from([...newerRecord(50, [1, 1, 100, 0]).subarray(0, -3), 0xf9, 0x3c, 0x00]);
		terminal.payloads.push(withFloat, Uint8Array.of(0x81, 0x01));
		await bench.ship(terminal);
		expect((await bench.store.chains.records("t0", 1, 1, 2)).map(({ kind }) => kind)).toEqual([50, -1]);
		expect((await bench.store.documents.lastNumbers("t0")).numbers).toEqual([1]);
		expect(await bench.alarms()).toMatchObject([{ code: "RECORD_UNREADABLE", detail: "epoch 1, sequence 2" }]);
	});

	it("is unreadable if its amounts exceed what a till can take, and no sum overflows", async () => {
		const bench = await open();
		const most = Number.MAX_SAFE_INTEGER;
		const terminal = terminalOf(0);
		terminal.record(sale(1));
		for (let number = 2; number <= 1_200; number++)
			terminal.payloads.push(newerRecord(99, [1, number, number % 2 === 0 ? most : 100, most]));
		const [line] = basket().lines;
		const [tax] = basket().taxes;
		const opened = { ...prefix, kind: RecordKind.shiftOpened, anchor: anchor(2, { floatMinor: most }) };
		terminal.record(
			sale(1_201, 260, 1, { lines: [{ ...line!, quantity: most }] }),
			sale(1_202, 260, 1, { taxes: [{ ...tax!, baseMinor: -most }] }),
			sale(1_203, 260, 1, { taxes: [{ ...tax!, taxMinor: most }] }),
			opened as KnownRecord,
			sale(1_204),
		);
		await bench.ship(terminal);
		const { documents, reports, chains, notices } = bench.store;
		const { day } = (await chains.record("t0", 1, 1))!;
		const check = async (): Promise<void> => {
			expect(await documents.totals()).toMatchObject({ sales: 2, others: 3, units: 2, currencies: [{}, {}] });
			expect(await reports.day(day)).toMatchObject({ sales: 2, others: 3 });
			expect(await reports.hours(day)).toMatchObject([{ grossMinor: 780 }, { currency: "GBP", grossMinor: 520 }]);
			expect(await reports.terminals(day)).toMatchObject([{ salesToday: 2 }, { salesToday: 0 }]);
			expect(await reports.newer("t0")).toMatchObject([{ kind: 5 }, { kind: 16, records: 3, totalMinor: 780 }]);
			expect(await reports.shifts(undefined, 9)).toEqual([]);
		};
		await check();
		expect((await notices.details("RECORD_UNREADABLE", "t0")).length).toBeGreaterThanOrEqual(1_000);
		await bench.ledgers.rebuild();
		await check();
	});

	it("is counted at the largest amounts allowed", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		for (const sign of [1, 1, -1])
			terminal.payloads.push(newerRecord(99, [1, terminal.payloads.length + 1, sign * 1e12, sign * 1e12]));
		await bench.ship(terminal);
		expect(await bench.store.documents.totals()).toMatchObject({ others: 3, currencies: [{ grossMinor: 1e12 }] });
		expect(await bench.alarms()).toEqual([]);
	});

	it("is booked as its actual kind when a host that knows it folds the records again", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(sale(1), sale(2, 300));
		await bench.ship(terminal);
		const expected = await bench.ledgerState();
		// As an older host would have booked them: by their prefix alone.
		const { head } = await bench.store.ledgers.cursors();
		await bench.store.ledgers.reset(["documents", "days", "newer"]);
		const counted = { terminal: "t0", kind: 16, records: 2, documents: 2, totalMinor: 560, cashMinor: 0 };
		await bench.store.ledgers.apply({
			...{ names: ["documents", "newer"], from: 0, to: head, alarms: [] },
			changes: { documents: [], newer: [counted] },
		});
		expect(await bench.store.reports.newerCount()).toBe(2);
		await bench.ledgers.rebuild();
		expect(await bench.ledgerState()).toEqual(expected);
		expect(await bench.store.reports.newerCount()).toBe(0);
	});
});

describe("the state hash", () => {
	const hashOf = async (...records: KnownRecord[]) => await (await booked(...records)).hash();
	const base = [sale(1), noSale(1)];

	it.each<[string, (record: KnownRecord) => KnownRecord]>([
		["time", (r) => ({ ...r, wallMs: r.wallMs + 5, uptimeMs: 9, bootCount: 7 })],
		["token", (r) => (r.kind === 16 ? { ...r, tenders: r.tenders.map((t) => ({ ...t, reference: "other" })) } : r)],
		[
			"payment attempt",
			(r) =>
				r.kind === 16
					? { ...r, tenders: r.tenders.map((t) => ({ ...t, attempt: { epoch: 9, sequence: 9 } })) }
					: r,
		],
		["shift and staff", (r) => ({ ...r, shift: 9, staff: 4 })],
		["version of the catalog", (r) => (r.kind === 16 ? { ...r, catalogVersion: 8 } : r)],
	])("does not depend on %s", async (_name, change) => {
		expect(await hashOf(...base.map(change))).toBe(await hashOf(...base));
	});

	it.each<[string, KnownRecord[]]>([
		["a receipt's number", [sale(2), noSale(1)]],
		["a quantity", [sale(1, 260, 2), noSale(1)]],
		["a tender's kind", [sale(1, 260, 1, { tenders: [{ kind: 1, amountMinor: 260, reference: "" }] }), noSale(1)]],
		["the currency", [sale(1, 260, 1, { currency: "EUR" }), noSale(1)]],
		["the tax mode", [sale(1, 260, 1, { taxMode: 1 }), noSale(1)]],
		["which tax a line bears", [sale(1, 260, 1, { lines: [{ ...basket().lines[0]!, taxes: 0 }] }), noSale(1)]],
		["a tax's authority", [sale(1, 260, 1, { taxes: [{ ...basket().taxes[0]!, authority: "GB" }] }), noSale(1)]],
		["a no-sale", [sale(1)]],
		["a sale more", [sale(1), noSale(1), sale(2)]],
		["a training sale", [sale(1), noSale(1), trainingSale(1)]],
	])("depends on %s", async (_name, records) => {
		expect(await hashOf(...records)).not.toBe(await hashOf(...base));
	});

	it("has the expected value for a known ledger", async () => {
		expect(await hashOf(...base)).toBe("acf1f91b25bfdd9e785b4fe81e6663e78c945a369c0d9343f2c3307c7a05a62b");
	});

	it("matches an independent implementation of docs/ledger.md", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(noSale(1), sale(2, 190, 2), sale(1), trainingSale(1));
		terminal.payloads.push(newerRecord(77, [1, 3, 420, 120]));
		await bench.ship(terminal);
		const u32 = (value: number): Buffer => {
			const bytes = Buffer.alloc(4);
			bytes.writeUInt32BE(value);
			return bytes;
		};
		const sha256 = (fields: unknown[]): Buffer =>
			createHash("sha256")
				.update(cbor.encode(fields as never))
				.digest();
		const sold = (number: number, quantity: number, unit: number, tax: number): Buffer => {
			const total = quantity * unit;
			const goods = [
				"GBP",
				0,
				[["BB001", "Coffee", quantity, unit, total, 1]],
				[],
				[[20_000, total, tax, "", ""]],
				[[2, total]],
				0,
			];
			return sha256([1, number, total, ...goods]);
		};
		const hash = createHash("sha256").update("tillmark/state/2\0t").update("demo\0t0\0");
		const document = (series: number, number: number, content: Buffer): void =>
			void hash.update("d").update(u32(series)).update(u32(number)).update(content);
		document(1, 1, sold(1, 1, 260, 43));
		document(1, 2, sold(2, 2, 190, 63));
		document(1, 3, sha256([1, 3, 420]));
		document(2, 1, sha256([2, 1, 0]));
		document(3, 1, sha256([3, 1, 0]));
		expect(await bench.hash()).toBe(hash.digest("hex"));
	});
});

describe("a commit", () => {
	it("that the store refuses acknowledges nothing, and the same batch is accepted later", async () => {
		const { store, ingest } = await open();
		const terminal = terminals[0]!;
		const submit = (first: number, last: number) =>
			new Promise<Error | undefined>((resolve) =>
				ingest.submit("t0", terminal.batch(first, last), (error) => resolve(error)),
			);
		const genuine = store.chains.commit;
		store.chains.commit = (plan) =>
			plan.appends.length > 0 ? Promise.reject(new Error("disk full")) : genuine(plan);
		const refused = await Promise.all([submit(1, 10), submit(11, 20)]);
		// The second batch then follows a gap, which is answered without storing anything.
		expect(refused.map((error) => error?.message)).toEqual(["disk full", undefined]);
		expect(await store.chains.record("t0", 1, 1)).toBeUndefined();
		store.chains.commit = genuine;
		expect(await submit(1, 10)).toBeUndefined();
		expect((await store.chains.epoch("t0", 1))!.committed).toBe(10);
		expect(await store.notices.alarms()).toEqual([]);
	});

	it("does not block the other batches of a group when the store refuses one", async () => {
		const { store, ingest } = await open();
		const genuine = store.chains.commit;
		store.chains.commit = (plan) =>
			plan.appends.some(({ epoch }) => epoch.terminal === "t0")
				? Promise.reject(new Error("cannot take it"))
				: genuine(plan);
		const submit = (terminal: TestTerminal) =>
			new Promise<Error | undefined>((resolve) =>
				ingest.submit(terminal.terminal, terminal.batch(1), (error) => resolve(error)),
			);
		const errors = await Promise.all(terminals.map(submit));
		expect(errors.map((error) => error?.message)).toEqual(["cannot take it", undefined]);
		const rows = await Promise.all(["t0", "t1"].map((terminal) => store.chains.epoch(terminal, 1)));
		expect(rows.map((row) => row!.committed)).toEqual([0, 30]);
	});

	it("accepts batches that wait together, each with a separate outcome", async () => {
		const { store, ingest } = await open();
		const terminal = terminals[0]!;
		const outcomes: (string | undefined)[] = [];
		const flipped = terminal.batch(6, 10);
		flipped[60]! ^= 1;
		const batches = [
			terminal.batch(1, 5),
			flipped,
			terminal.batch(6, 10),
			terminal.batch(1, 5),
			terminal.batch(20, 30),
		];
		await Promise.all(
			batches.map(
				(bytes) =>
					new Promise<void>((resolve) =>
						ingest.submit("t0", bytes, (_, reply) => (outcomes.push(reply?.outcome), resolve())),
					),
			),
		);
		expect(outcomes).toEqual(["committed", "refused", "committed", "duplicate", "gap"]);
		expect((await store.chains.epoch("t0", 1))!.committed).toBe(10);
	});
});
