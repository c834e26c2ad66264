// Invariant 5 for all ledger rows and alarms: batches of different chains arrive in any order, split anywhere,
// duplicated, and are folded in slices of any size; a host may stop between the commit of the log and that of the
// ledgers. The resulting state is the same.
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type KnownRecord, PaymentOutcome, RecordKind, Series } from "../../firmware/wire/record.js";
import { ledgerNames } from "../../host/ledger/registry.js";
import type { CommitPlan, RecordsAppend } from "../../host/store/plan.js";
import { IngestBench, terminalOf } from "./ingest-bench.js";
import { anchor, attempted, basket, booted, ended, newerRecord, noSale, paidSale, prefix } from "./test-terminal.js";
import { sale, type TestTerminal } from "./test-terminal.js";

const benches: IngestBench[] = [];
afterEach(async () => {
	for (const bench of benches.splice(0)) await bench.close();
});

function applied(version: number, ...unapplied: string[]): KnownRecord {
	const digest = new Uint8Array(32);
	return { ...prefix, kind: RecordKind.catalogApplied, ...{ version, digest, format: 1, unapplied } };
}

function opening(epoch: number, previousSequence: number, previousHead: Uint8Array): KnownRecord {
	return { ...prefix, kind: RecordKind.epochOpened, epoch, previousEpoch: epoch - 1, previousSequence, previousHead };
}

/** Two epochs of one terminal with every event that raises an alarm or depends on another record. */
function story(index: number): [TestTerminal, TestTerminal] {
	const [first, second] = [terminalOf(index), terminalOf(index, 2)];
	const shift = 3 + index;
	const opened = { ...prefix, shift, kind: RecordKind.shiftOpened, anchor: anchor(shift, { floatMinor: 500 }) };
	first.record(booted(), applied(3, "lunch"), opened as KnownRecord);
	const [open, carried, paid] = [260, 300, 420].map((amountMinor) => first.attempt(attempted(amountMinor)));
	first.record(ended(carried!, PaymentOutcome.unresolved), sale(1, 100), sale(2, 300), sale(2, 200), noSale(1));
	// A total wrong by one, a number used twice, and a total that only one of two chains contains.
	first.record(sale(5, 260, 1, { changeMinor: 1 }), sale(5, 900, 1, { changeMinor: 1 }), sale(0xffff_ffff, 990));
	first.payloads.push(newerRecord(77, [1, 7, 420, 120]), Uint8Array.of(0x81, 0x01));
	second.record(opening(2, first.payloads.length, first.headAt(first.payloads.length)));
	second.record(applied(4), sale(2, 700), paidSale(8, paid!, 420), paidSale(9, open!, 999));
	const unknown = { epoch: 1, sequence: 2 };
	second.record(paidSale(10, unknown, 150), paidSale(11, unknown, 250));
	second.record(ended(carried!, PaymentOutcome.withdrawn), sale(0xffff_ffff, 80));
	// Its shift was opened in the other epoch and determines the currency, which a newer version's document does not
	// name.
	second.payloads.push(newerRecord(78, [4, 1, 150, 0]));
	const { totalMinor, ...goods } = basket(640);
	const document = { series: Series.training, number: 1, totalMinor: 0, cashMinor: 0 };
	const practised = { ...prefix, kind: RecordKind.trainingSale, document, totalMinor, ...goods };
	second.record({ ...practised, roundingMinor: 0, tenders: [], changeMinor: 0 });
	return [first, second];
}

async function open(): Promise<IngestBench> {
	const bench = await IngestBench.open();
	benches.push(bench);
	for (const index of [0, 1]) await bench.enrol(index, 2);
	return bench;
}

const stories = [...story(0), ...story(1)];

async function inOrder(): Promise<object> {
	const bench = await open();
	for (const terminal of stories) await bench.ship(terminal);
	return bench.ledgerState();
}

/** A delivery of the next records of one chain: how many, and whether the batch is sent twice. */
const delivery = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.boolean());

async function deliver(bench: IngestBench, deliveries: readonly (readonly [number, number, boolean])[]): Promise<void> {
	const marks = [0, 0, 0, 0];
	const send = async (chain: number, count: number, isDoubled: boolean): Promise<void> => {
		const terminal = stories[chain]!;
		const from = marks[chain]! + 1;
		const to = Math.min(terminal.payloads.length, from + count - 1);
		if (to < from) return;
		marks[chain] = to;
		const batch = terminal.batch(from, to);
		await bench.deliver(terminal.terminal, ...(isDoubled ? [batch, batch] : [batch]));
	};
	for (const [chain, count, isDoubled] of deliveries) await send(chain, count, isDoubled);
	for (const chain of marks.keys()) await send(chain, 1_000, false);
}

describe("all ledgers and alarms", () => {
	it("contain the expected rows", async () => {
		const state = JSON.stringify(await inOrder());
		for (const code of ["RECEIPT_NUMBER_TWICE", "SALE_DOES_NOT_ADD_UP", "PAYMENT_MISMATCH", "RECORD_UNREADABLE"])
			expect(state).toContain(code);
		// The last catalog of each terminal has only applicable rules, and the head of each epoch has arrived.
		for (const code of ["CATALOG_RULE_UNAPPLIED", "EPOCH_UNLINKED"]) expect(state).not.toContain(code);
		expect(state).toContain('"detail":"payment 1/2","amountMinor":400');
		expect(state).toContain('"detail":"receipt 2","amountMinor":700');
		expect(state).toContain('"detail":"receipt 5: tendered 900');
	});

	it("are the same for any order between chains, any split and duplicated batches", async () => {
		const expected = await inOrder();
		await fc.assert(
			fc.asyncProperty(fc.array(delivery, { maxLength: 30 }), async (deliveries) => {
				const bench = await open();
				await deliver(bench, deliveries);
				expect(await bench.ledgerState()).toEqual(expected);
				await bench.ledgers.rebuild();
				expect(await bench.ledgerState()).toEqual(expected);
			}),
			{ seed: 7, numRuns: 20 },
		);
	});

	it("are the same when each ledger catches up separately", async () => {
		const expected = await inOrder();
		const bench = await open();
		await deliver(bench, [
			[1, 4, false],
			[2, 3, false],
			[0, 5, true],
		]);
		for (const name of ledgerNames) {
			await bench.store.ledgers.reset([name]);
			const other = await IngestBench.open({ store: bench.store });
			await other.ledgers.caughtUp();
			expect(await other.ledgerState()).toEqual(expected);
		}
	});
});

describe("a ledger whose write failed", () => {
	it("neither loses nor duplicates entries: another host continues from the cursor", async () => {
		const expected = await inOrder();
		const bench = await open();
		const genuine = bench.store.ledgers.apply;
		let writes = 0;
		// Every second write fails, before or after its commit.
		bench.store.ledgers.apply = async (step) => {
			if (++writes % 4 === 1) throw new Error("disk full");
			const raised = await genuine(step);
			if (writes % 4 === 2) throw new Error("killed");
			return raised;
		};
		for (const terminal of stories) {
			const done = new Promise<Error | undefined>((resolve) =>
				bench.ingest.submit(terminal.terminal, terminal.batch(1), (error) => resolve(error)),
			);
			// The log entry is committed and acknowledged although the ledger write fails.
			expect(await done).toBeUndefined();
			const next = await IngestBench.open({ store: bench.store });
			await next.ledgers.caughtUp().catch(() => undefined);
			await next.ledgers.close();
			// This follower does not know what the other has written.
			await bench.ledgers.caughtUp().catch(() => undefined);
		}
		bench.store.ledgers.apply = genuine;
		await bench.ledgers.caughtUp();
		const last = await IngestBench.open({ store: bench.store });
		await last.ledgers.caughtUp();
		expect(last.ledgers.lag).toBe(0);
		expect(await last.ledgerState()).toEqual(expected);
	});

	it("reports its lag", async () => {
		const bench = await open();
		const genuine = bench.store.ledgers.apply;
		bench.store.ledgers.apply = () => Promise.reject(new Error("disk full"));
		await expect(bench.ship(stories[0]!)).rejects.toThrow("disk full");
		expect(bench.ledgers.lag).toBeGreaterThan(0);
		expect(await bench.metrics.registry.metrics()).toMatch(/tillmark_ledger_lag_entries [1-9]/);
		expect(bench.metrics.registry).toBeDefined();
		bench.store.ledgers.apply = genuine;
		await bench.ledgers.caughtUp();
		expect(await bench.metrics.registry.metrics()).toContain("tillmark_ledger_lag_entries 0");
	});
});

describe("a plan", () => {
	it("is refused completely when one of its heads has changed", async () => {
		const bench = await open();
		const { chains } = bench.store;
		const [terminal, other] = [stories[0]!, stories[2]!];
		const genuine = chains.views;
		let isMoved = false;
		// Another process commits the same records between the read of the heads and the commit.
		chains.views = async (requests) => {
			const views = await genuine(requests);
			if (!isMoved) {
				isMoved = true;
				const second = await IngestBench.open({ store: bench.store });
				await second.deliver(terminal.terminal, terminal.batch(1, 3));
			}
			return views;
		};
		const outcomes = await Promise.all(
			[terminal, other].map(
				(each) =>
					new Promise<string | undefined>((resolve) =>
						bench.ingest.submit(each.terminal, each.batch(1, 5), (_error, reply) =>
							resolve(reply?.outcome),
						),
					),
			),
		);
		expect(outcomes).toEqual(["committed", "committed"]);
		expect((await chains.epoch("t0", 1))!.committed).toBe(5);
		expect(await chains.records("t0", 1, 1, 100)).toHaveLength(5);
		// The first attempt left nothing: the log's numbers are dense.
		const entries = await bench.store.ledgers.read(0, 1_000);
		expect(entries.map(({ number }) => number)).toEqual(entries.map((_, i) => i + 1));
	});

	it("stores nothing and reports it when one of its heads is not as expected", async () => {
		const bench = await open();
		const { chains } = bench.store;
		const genuine = chains.commit;
		const plans: CommitPlan[] = [];
		chains.commit = (plan) => (plans.push(plan), genuine(plan));
		const [terminal, other] = [stories[0]!, stories[2]!];
		await bench.deliver("t0", terminal.batch(1, 5));
		await bench.deliver("t1", other.batch(1, 5));
		await bench.deliver("t0", terminal.batch(6, 8));
		const [, fresh, next] = plans as [CommitPlan, CommitPlan, CommitPlan];
		const before = await bench.store.ledgers.cursors();
		const further = fresh.appends[0] as RecordsAppend;
		const beyond = next.appends[0] as RecordsAppend;
		// Records that are not stored yet, after a head that the chain does not have.
		const records = beyond.records.map((record) => ({ ...record, sequence: record.sequence + 10 }));
		const forged = { ...beyond, records, checkpoint: { ...beyond.checkpoint, sequence: 18 } };
		const counts = { gaps: 1 };
		expect(await genuine({ ...next, counts, appends: [forged] })).toMatchObject({ kind: "stale" });
		expect(await genuine({ ...next, counts, appends: [forged, further] })).toMatchObject({ kind: "stale" });
		expect(await bench.store.ledgers.cursors()).toEqual(before);
		expect(await chains.records("t0", 1, 1, 100)).toHaveLength(8);
		expect(await bench.store.notices.counters()).toEqual({});
	});
});
