// Invariant 5: reconciliation is a fold. Any order, duplication or split of delivery yields the same ledger, byte for byte.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainContext, genesisHead } from "../../firmware/core/chain.js";
import type { KnownRecord } from "../../firmware/wire/record.js";
import { SetClock } from "../../host/clock.js";
import { NodeDigest, NodeSigner, NodeVerifier } from "../../host/crypto.js";
import { Events } from "../../host/events.js";
import { Ingest } from "../../host/ingest/ingest.js";
import { doesNotAddUp, localDayHour } from "../../host/ledger/projection.js";
import { stateHash } from "../../host/ledger/state-hash.js";
import { Metrics } from "../../host/metrics.js";
import { SqliteStore } from "../../host/store/sqlite/sqlite-store.js";
import { cbor, digest, noSale, sale, saleWallMs, Stall } from "./stall.js";

const seeds = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const nothing = { info: () => undefined, warn: () => undefined, error: () => undefined };

function newIngest(): { store: SqliteStore; ingest: Ingest; deliver(terminal: string, ...batches: Uint8Array[]): Promise<void> } {
	const store = new SqliteStore(undefined);
	const ingest = new Ingest({
		...{ store, cbor, digest: new NodeDigest(), verifier: new NodeVerifier(), signer: new NodeSigner(seeds[0]!) },
		...{ clock: new SetClock(saleWallMs), metrics: new Metrics(), events: new Events(() => undefined), log: nothing },
		...{ refuse: () => undefined, merchant: "demo", incarnation: 1, utcOffsetMinutes: 0 },
	});
	seeds.forEach((seed, i) => {
		const terminal = `t${i}`;
		const head = genesisHead(digest, chainContext(digest, { merchant: "demo", terminal, epoch: 1 }));
		store.terminals.put(terminal, terminal, 1);
		store.terminals.setEpoch(terminal, 1);
		const publicKey = new NodeSigner(seed).publicKey;
		store.chains.addEpoch({ terminal, epoch: 1, publicKey, committed: 0, head, status: "committed" });
	});
	const deliver = async (terminal: string, ...batches: Uint8Array[]): Promise<void> => {
		await Promise.all(batches.map((bytes) => new Promise<void>((resolve) => ingest.submit(terminal, bytes, () => resolve()))));
	};
	return { store, ingest, deliver };
}

function stallOf(index: number): Stall {
	const grant = {
		...{ hostKey: new Uint8Array(32), merchant: "demo", terminal: `t${index}`, epoch: 1, previousEpoch: 0, previousSequence: 0 },
		...{
			previousHead: new Uint8Array(32),
			numbers: { shift: 0, receiptNumber: 0, noSaleNumber: 0 },
			password: new Uint8Array(24),
			wallMs: 0,
		},
	};
	return new Stall(seeds[index]!, grant);
}

/** Thirty records: sales of several prices with no-sales between. */
function filled(index: number): Stall {
	const stall = stallOf(index);
	let receipts = 0;
	let noSales = 0;
	for (let i = 1; i <= 30; i++) stall.record(i % 7 === 0 ? noSale(++noSales) : sale(++receipts, 100 + ((i * 37) % 400), 1 + (i % 3)));
	return stall;
}

const stalls = [filled(0), filled(1)];

async function inOrder(): Promise<{ totals: object; hash: string }> {
	const { store, deliver } = newIngest();
	for (const stall of stalls) await deliver(stall.terminal, stall.batch(1));
	const result = { totals: store.ledger.totals(), hash: stateHash(store.ledger.receiptStates()) };
	store.close();
	return result;
}

/** A delivery: which stall, which range of its records. */
const delivery = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }));

describe("the ledger", () => {
	it("is the same for any order, duplication, split and gap of delivery, once everything has come", async () => {
		const expected = await inOrder();
		await fc.assert(
			fc.asyncProperty(fc.array(delivery, { maxLength: 25 }), fc.integer({ min: 1, max: 9 }), async (deliveries, step) => {
				const { store, ingest, deliver } = newIngest();
				// Noise first: any ranges in any order, some waiting together.
				const batchOf = ([index, a, b]: [number, number, number]) => stalls[index]!.batch(Math.min(a, b), Math.max(a, b));
				for (let i = 0; i < deliveries.length; i += 3) {
					const group = deliveries.slice(i, i + 3);
					await Promise.all(group.map((d) => deliver(`t${d[0]}`, batchOf(d))));
				}
				// Then what every terminal does: ship from the mark until nothing is left.
				for (const stall of stalls)
					for (;;) {
						const from = store.chains.epoch(stall.terminal, 1)!.committed + 1;
						if (from > 30) break;
						await deliver(stall.terminal, stall.batch(from, Math.min(30, from + step)));
					}
				expect(store.ledger.totals()).toEqual(expected.totals);
				expect(stateHash(store.ledger.receiptStates())).toBe(expected.hash);
				ingest.booking.rebuild();
				expect(store.ledger.totals()).toEqual(expected.totals);
				expect(stateHash(store.ledger.receiptStates())).toBe(expected.hash);
				expect(store.notices.setAsides("t0")).toEqual([]);
				store.close();
			}),
			{ seed: 5, numRuns: 25 },
		);
	});

	it.each<[string, (record: KnownRecord) => KnownRecord]>([
		["time", (r) => ({ ...r, wallMs: r.wallMs + 5, uptimeMs: 9, bootCount: 7 })],
		["token", (r) => (r.kind === 16 ? { ...r, tenders: r.tenders.map((t) => ({ ...t, reference: "other" })) } : r)],
		["shift", (r) => ("shift" in r ? { ...r, shift: 9 } : r)],
	])("has a state hash that does not know %s", async (_name, change) => {
		expect(await hashOf([sale(1), noSale(1)].map(change))).toBe(await hashOf([sale(1), noSale(1)]));
	});

	it.each<[string, KnownRecord[]]>([
		["a receipt's number", [sale(2), noSale(1)]],
		["a quantity", [sale(1, 260, 2), noSale(1)]],
		["a tender's kind", [{ ...sale(1), tenders: [{ kind: 1, amountMinor: 260, reference: "" }] } as KnownRecord, noSale(1)]],
		["a no-sale", [sale(1)]],
		["a sale more", [sale(1), noSale(1), sale(2)]],
	])("has a state hash that knows %s", async (_name, records) => {
		expect(await hashOf(records)).not.toBe(await hashOf([sale(1), noSale(1)]));
	});

	it("keeps its definition: the hash of a known ledger", async () => {
		expect(await hashOf([sale(1), noSale(1)])).toBe("3c08d32e3214644868918998d36e607053ceb31cc2edbad54d428b3589ca9b54");
	});

	it("has the state hash that docs/ledger.md defines, computed here from its text alone", async () => {
		const { store, deliver } = newIngest();
		const stall = stallOf(0);
		stall.record(noSale(1), sale(2, 190, 2), sale(1));
		await deliver("t0", stall.batch(1));
		const u32 = (value: number): Buffer => {
			const bytes = Buffer.alloc(4);
			bytes.writeUInt32BE(value);
			return bytes;
		};
		const content = (number: number, quantity: number, unit: number, tax: number): Buffer => {
			const gross = quantity * unit;
			const line = ["BB001", "Coffee", quantity, unit, gross, 2_000];
			return createHash("sha256")
				.update(cbor.encode([number, [line], [], [[2_000, gross, tax]], [[2, gross]], 0]))
				.digest();
		};
		const hash = createHash("sha256").update("tillmark/state/1\0t").update("t0\0");
		hash
			.update("r")
			.update(u32(1))
			.update(content(1, 1, 260, 43));
		hash
			.update("r")
			.update(u32(2))
			.update(content(2, 2, 190, 63));
		hash.update("n").update(u32(1));
		expect(stateHash(store.ledger.receiptStates())).toBe(hash.digest("hex"));
		store.close();
	});

	it("books by local day and hour, and by the time of receipt where the terminal's clock was unset", async () => {
		expect(localDayHour(Date.UTC(2026, 10, 21, 23, 30), 60)).toEqual({ day: localDayHour(Date.UTC(2026, 10, 22), 0).day, hour: 0 });
		expect(localDayHour(Date.UTC(2026, 10, 21, 0, 30), -60).hour).toBe(23);
		const { store, deliver } = newIngest();
		const stall = stallOf(0);
		stall.record({ ...sale(1), wallMs: 0, clockQuality: 0 });
		await deliver("t0", stall.batch(1));
		expect(store.reports.day(localDayHour(saleWallMs, 0).day).sales).toBe(1);
		store.close();
	});

	it("says what does not add up", () => {
		const whole = sale(1, 260, 2);
		if (whole.kind !== 16) throw new Error("a sale");
		expect(doesNotAddUp(whole)).toBeUndefined();
		expect(doesNotAddUp({ ...whole, totalMinor: 519 })).toContain("lines");
		expect(doesNotAddUp({ ...whole, changeMinor: 1 })).toContain("tendered");
		expect(doesNotAddUp({ ...whole, taxes: [] })).toContain("taxed");
	});
});

async function hashOf(records: readonly KnownRecord[]): Promise<string> {
	const { store, deliver } = newIngest();
	const stall = stallOf(0);
	stall.record(...records);
	await deliver("t0", stall.batch(1));
	const hash = stateHash(store.ledger.receiptStates());
	store.close();
	return hash;
}

describe("a commit", () => {
	it("that the store refuses acknowledges nothing, and the same batch is taken later", async () => {
		const { store, ingest } = newIngest();
		const stall = stalls[0]!;
		const submit = (first: number, last: number) =>
			new Promise<Error | undefined>((resolve) => ingest.submit("t0", stall.batch(first, last), (error) => resolve(error)));
		const genuine = store.chains.advance.bind(store.chains);
		store.chains.advance = () => {
			throw new Error("disk full");
		};
		const refused = await Promise.all([submit(1, 10), submit(11, 20)]);
		// The second then stands behind a gap, which is an answer and stores nothing.
		expect(refused.map((error) => error?.message)).toEqual(["disk full", undefined]);
		expect(store.chains.record("t0", 1, 1)).toBeUndefined();
		store.chains.advance = genuine;
		expect(await submit(1, 10)).toBeUndefined();
		expect(store.chains.epoch("t0", 1)!.committed).toBe(10);
		store.close();
	});

	it("holds up nobody else's batch when the store cannot take one of a group", async () => {
		const { store, ingest } = newIngest();
		const genuine = store.chains.advance.bind(store.chains);
		store.chains.advance = (terminal, epoch, committed, head) => {
			if (terminal === "t0") throw new Error("cannot take it");
			genuine(terminal, epoch, committed, head);
		};
		const submit = (stall: Stall) =>
			new Promise<Error | undefined>((resolve) => ingest.submit(stall.terminal, stall.batch(1), (error) => resolve(error)));
		const errors = await Promise.all(stalls.map(submit));
		expect(errors.map((error) => error?.message)).toEqual(["cannot take it", undefined]);
		expect([store.chains.epoch("t0", 1)!.committed, store.chains.epoch("t1", 1)!.committed]).toEqual([0, 30]);
		store.close();
	});

	it("takes batches that wait together, each with its own verdict", async () => {
		const { store, ingest } = newIngest();
		const stall = stalls[0]!;
		const outcomes: (string | undefined)[] = [];
		const flipped = stall.batch(6, 10);
		flipped[60]! ^= 1;
		const batches = [stall.batch(1, 5), flipped, stall.batch(6, 10), stall.batch(1, 5), stall.batch(20, 30)];
		await Promise.all(
			batches.map(
				(bytes) => new Promise<void>((resolve) => ingest.submit("t0", bytes, (_, reply) => (outcomes.push(reply?.outcome), resolve()))),
			),
		);
		expect(outcomes).toEqual(["committed", "refused", "committed", "duplicate", "gap"]);
		expect(store.chains.epoch("t0", 1)!.committed).toBe(10);
		store.close();
	});
});
