// Invariant 3: one truth per (terminal, epoch, sequence); a second branch is kept beside the first, told, and never
// mixed in.
import { cpSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { equal } from "../../firmware/core/bytes.js";
import { type EpochOpenedRecord, RecordKind } from "../../firmware/wire/record.js";
import { alarmsOf, Fixture, refusals } from "./fixture.js";
import { prefix, sale, TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

/** The same terminal on a flash that was copied at `sequence`. */
function copyOf(stall: TestTerminal, sequence: number): TestTerminal {
	const copy = new TestTerminal(stall.seed, stall.grant);
	copy.payloads = stall.payloads.slice(0, sequence);
	return copy;
}

function epochOpened(
	epoch: number,
	previousEpoch: number,
	previousSequence: number,
	previousHead: Uint8Array,
): EpochOpenedRecord {
	return { ...prefix, kind: RecordKind.epochOpened, epoch, previousEpoch, previousSequence, previousHead };
}

describe("a fork", () => {
	it("is kept beside the first branch, raises an alarm, is acked as quarantined, and enters no ledger", async () => {
		const host = await fixture.open();
		const stall = await fixture.stall(host);
		stall.record(sale(1), sale(2), sale(3));
		await stall.ship(1);
		const before = await host.ledger();
		const copy = copyOf(stall, 1);
		copy.record(sale(2, 700), sale(3, 900));
		copy.client = stall.client;
		const ack = await copy.ship(1);
		expect(ack).toMatchObject({ epoch: 1, committed: 3, status: 1 });
		expect(equal(ack.head, copy.headAt(3))).toBe(true);
		expect(await host.ledger()).toEqual(before);
		expect(await host.store.chains.headAt("stall-1", 1, 3)).toEqual(Buffer.from(stall.headAt(3)));
		expect(await host.store.chains.branches("stall-1", 1)).toMatchObject([
			{ forkSequence: 2, committed: 3, grossMinor: 1_600 },
		]);
		expect(await alarmsOf(host)).toMatchObject([{ code: "BATCH_FORKED", terminal: "stall-1", amountMinor: 1_600 }]);
		expect(await refusals(host, "BATCH_FORKED")).toBe(1);
	});

	it("delivered again is held once, and its branch goes on", async () => {
		const host = await fixture.open();
		const stall = await fixture.stall(host);
		stall.record(sale(1), sale(2));
		await stall.ship(1);
		const copy = copyOf(stall, 1);
		copy.client = stall.client;
		copy.record(sale(2, 700));
		await copy.ship(2);
		expect(await copy.ship(2)).toMatchObject({ committed: 2, status: 1 });
		copy.record(sale(3, 100));
		expect(await copy.ship(2)).toMatchObject({ committed: 3, status: 1 });
		copy.record(sale(4, 100));
		expect(await copy.ship(4)).toMatchObject({ committed: 4, status: 1 });
		expect(await host.store.chains.branches("stall-1", 1)).toMatchObject([
			{ forkSequence: 2, committed: 4, grossMinor: 900 },
		]);
		stall.record(sale(3));
		expect(await stall.ship(3)).toMatchObject({ committed: 3, status: 0 });
	});

	it("of a fork becomes a branch that stands alone", async () => {
		const host = await fixture.open();
		const stall = await fixture.stall(host);
		stall.record(sale(1), sale(2));
		await stall.ship(1);
		const second = copyOf(stall, 1);
		second.client = stall.client;
		second.record(sale(2, 700), sale(3, 700));
		await second.ship(2);
		const third = copyOf(second, 2);
		third.client = stall.client;
		third.record(sale(3, 800));
		expect(await third.ship(3)).toMatchObject({ committed: 3, status: 1 });
		third.record(sale(4, 800));
		expect(await third.ship(4)).toMatchObject({ committed: 4, status: 1 });
		const branches = await host.store.chains.branches("stall-1", 1);
		expect(branches.map((branch) => [branch.forkSequence, branch.committed])).toEqual([
			[2, 4],
			[2, 3],
		]);
		const [view] = await host.store.chains.views([
			{ terminal: "stall-1", epoch: 1, firstSequence: 3, lastSequence: 3 },
		]);
		expect(view!.branches[0]!.heads[0]).toEqual({ sequence: 2, head: Buffer.from(third.headAt(2)) });
	});

	it("is told when a session begins, and the terminal goes on in a new epoch that names its branch", async () => {
		const host = await fixture.open();
		const stall = await fixture.stall(host);
		stall.record(sale(1), sale(2));
		await stall.ship(1);
		const copy = copyOf(stall, 1);
		copy.client = stall.client;
		copy.record(sale(2, 700));
		const { head } = await copy.ship(2);
		await fixture.reconnect(host, copy);
		expect(await copy.ack()).toMatchObject({ epoch: 1, committed: 2, status: 1 });
		copy.openEpoch(2);
		copy.record(epochOpened(2, 1, 2, head), sale(3));
		expect(await copy.ship(1)).toMatchObject({ epoch: 2, committed: 2, status: 0 });
		expect((await host.store.terminals.find("stall-1"))!.epoch).toBe(2);
		expect((await host.ledger()).sales).toBe(3);
		expect((await alarmsOf(host)).map((alarm) => alarm.code)).toEqual(["BATCH_FORKED"]);
	});

	it("is refused beyond the number of branches kept", async () => {
		const host = await fixture.open();
		const stall = await fixture.stall(host);
		stall.record(sale(1));
		await stall.ship(1);
		for (let i = 1; i <= 16; i++) {
			const copy = copyOf(stall, 0);
			copy.client = stall.client;
			copy.record(sale(1, i));
			await copy.ship(1);
		}
		const copy = copyOf(stall, 0);
		copy.record(sale(1, 99));
		await stall.client!.publish(stall.topic("batch"), copy.batch(1));
		expect(await refusals(host, "BRANCHES_FULL")).toBe(1);
		expect((await host.store.chains.branches("stall-1", 1)).length).toBe(16);
	});
});

describe("a new epoch", () => {
	it("that the terminal opens must be the next, begin at one, and say so itself", async () => {
		const host = await fixture.open();
		const stall = await fixture.stall(host);
		stall.record(sale(1));
		await stall.ship(1);
		const publish = () => stall.client!.publish(stall.topic("batch"), stall.batch(1));
		stall.openEpoch(3);
		stall.record(epochOpened(3, 1, 1, new Uint8Array(32)));
		await publish();
		stall.openEpoch(2);
		stall.record(sale(2));
		await publish();
		expect(await refusals(host, "EPOCH_UNKNOWN")).toBe(2);
		expect((await host.store.terminals.find("stall-1"))!.epoch).toBe(1);
	});

	it("that names a head nobody knows is taken and alarmed", async () => {
		const host = await fixture.open();
		const stall = await fixture.stall(host);
		stall.record(sale(1));
		await stall.ship(1);
		stall.openEpoch(2);
		stall.record(epochOpened(2, 1, 9, new Uint8Array(32).fill(1)), sale(10));
		expect(await stall.ship(1)).toMatchObject({ epoch: 2, committed: 2 });
		expect(await alarmsOf(host)).toMatchObject([{ code: "EPOCH_UNLINKED" }]);
	});

	it("that came before the end of the chain it names is alarmed only until that has come", async () => {
		const host = await fixture.open();
		const stall = await fixture.stall(host);
		stall.record(sale(1), sale(2));
		await stall.ship(1, 1);
		const head = stall.headAt(2);
		const rest = stall.batch(2);
		stall.openEpoch(2);
		stall.record(epochOpened(2, 1, 2, head));
		await stall.ship(1);
		expect(await alarmsOf(host)).toMatchObject([{ code: "EPOCH_UNLINKED", detail: "epoch 2" }]);
		await stall.client!.publish(stall.topic("batch"), rest);
		expect(await stall.ack()).toMatchObject({ epoch: 1, committed: 2 });
		expect(await alarmsOf(host)).toEqual([]);
	});

	it("lets the end of the old chain still come, signed with the old key or the present one", async () => {
		const host = await fixture.open();
		const old = await fixture.stall(host);
		old.record(sale(1), sale(2), sale(3));
		await old.ship(1, 1);
		const replaced = await fixture.stall(host);
		const late = new TestTerminal(replaced.seed, old.grant);
		late.payloads = old.payloads;
		late.client = replaced.client;
		expect(await late.ship(2, 2)).toMatchObject({ epoch: 1, committed: 2 });
		await replaced.client!.publish(replaced.topic("batch"), old.batch(3));
		expect(await replaced.ack()).toMatchObject({ epoch: 1, committed: 3 });
		expect((await host.ledger()).sales).toBe(3);
	});
});

it("a host restored from a backup raises its incarnation and takes again what the backup lacks", async () => {
	const dataDir = fixture.folder();
	const backup = fixture.folder();
	const host = await fixture.open({ dataDir });
	const stall = await fixture.stall(host);
	stall.record(sale(1));
	await stall.ship(1);
	await host.close();
	cpSync(dataDir, backup, { recursive: true });
	const later = await fixture.open({ dataDir });
	await fixture.reconnect(later, stall);
	await stall.ack();
	stall.record(sale(2), sale(3));
	expect(await stall.ship(2)).toMatchObject({ incarnation: 1, committed: 3 });
	const before = await later.ledger();
	await later.close();

	const used = fixture.folder();
	cpSync(backup, used, { recursive: true });
	const nowMs = Date.UTC(2026, 5, 1);
	const clock = { now: () => nowMs };
	const restored = await fixture.open({ dataDir: used, restored: true, clock });
	await fixture.reconnect(restored, stall);
	const { incarnation, ...present } = (await stall.ack())!;
	expect(incarnation).toBeGreaterThan(1);
	expect(present).toMatchObject({ committed: 1, archived: 1 });
	expect(await stall.ship(2)).toMatchObject({ incarnation, committed: 3 });
	expect(await restored.ledger()).toEqual(before);
	await restored.close();
	const again = await fixture.open({ dataDir: used, clock });
	await fixture.reconnect(again, stall);
	expect(await stall.ack()).toMatchObject({ incarnation, committed: 3 });
	await again.close();

	// The same backup once more: it knows nothing of the first time, and the terminals must still believe it.
	const second = await fixture.open({ dataDir: backup, restored: true, clock: { now: () => nowMs + 60_000 } });
	await fixture.reconnect(second, stall);
	const ack = (await stall.ack())!;
	expect(ack.committed).toBe(1);
	expect(ack.incarnation).toBeGreaterThan(incarnation);
});

it("a host restored from a backup publishes no catalog under a version that a terminal already applies", async () => {
	const host = await fixture.open();
	const stall = await fixture.stall(host);
	stall.record({
		...prefix,
		kind: RecordKind.catalogApplied,
		version: 41,
		digest: new Uint8Array(32),
		format: 1,
		unapplied: [],
	});
	await stall.ship(1);
	expect(await host.publishCatalog(readFileSync(new URL("./catalog.csv", import.meta.url)))).toBe(42);
});
