// Invariant 3: one record per (terminal, epoch, sequence). A second branch is stored separately, reported, and never
// merged.
import { cpSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { equal } from "../../firmware/core/bytes.js";
import { type EpochOpenedRecord, RecordKind } from "../../firmware/wire/record.js";
import { alarmsOf, Fixture, refusals } from "./fixture.js";
import { prefix, sale, TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

/** A clone of the terminal with flash copied at `sequence`. */
function copyOf(terminal: TestTerminal, sequence: number): TestTerminal {
	const copy = new TestTerminal(terminal.seed, terminal.grant);
	copy.payloads = terminal.payloads.slice(0, sequence);
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
	it("is stored beside the first branch with an alarm, is acked as quarantined, and enters no ledger", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2), sale(3));
		await terminal.ship(1);
		const before = await host.ledger();
		const copy = copyOf(terminal, 1);
		copy.record(sale(2, 700), sale(3, 900));
		copy.client = terminal.client;
		const ack = await copy.ship(1);
		expect(ack).toMatchObject({ epoch: 1, committed: 3, status: 1 });
		expect(equal(ack.head, copy.headAt(3))).toBe(true);
		expect(await host.ledger()).toEqual(before);
		expect(await host.store.chains.headAt("stall-1", 1, 3)).toEqual(Buffer.from(terminal.headAt(3)));
		expect(await host.store.chains.branches("stall-1", 1)).toMatchObject([
			{ forkSequence: 2, committed: 3, grossMinor: 1_600 },
		]);
		expect(await alarmsOf(host)).toMatchObject([{ code: "BATCH_FORKED", terminal: "stall-1", amountMinor: 1_600 }]);
		expect(await refusals(host, "BATCH_FORKED")).toBe(1);
	});

	it("is stored once when delivered again, and its branch can be extended", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2));
		await terminal.ship(1);
		const copy = copyOf(terminal, 1);
		copy.client = terminal.client;
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
		terminal.record(sale(3));
		expect(await terminal.ship(3)).toMatchObject({ committed: 3, status: 0 });
	});

	it("of a fork becomes an independent branch", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2));
		await terminal.ship(1);
		const second = copyOf(terminal, 1);
		second.client = terminal.client;
		second.record(sale(2, 700), sale(3, 700));
		await second.ship(2);
		const third = copyOf(second, 2);
		third.client = terminal.client;
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

	it("is reported at session start, and the terminal continues in a new epoch that names its branch", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2));
		await terminal.ship(1);
		const copy = copyOf(terminal, 1);
		copy.client = terminal.client;
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

	it("is refused beyond the limit of stored branches", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1));
		await terminal.ship(1);
		for (let i = 1; i <= 16; i++) {
			const copy = copyOf(terminal, 0);
			copy.client = terminal.client;
			copy.record(sale(1, i));
			await copy.ship(1);
		}
		const copy = copyOf(terminal, 0);
		copy.record(sale(1, 99));
		await terminal.client!.publish(terminal.topic("batch"), copy.batch(1));
		expect(await refusals(host, "BRANCHES_FULL")).toBe(1);
		expect((await host.store.chains.branches("stall-1", 1)).length).toBe(16);
	});
});

describe("a new epoch", () => {
	it("opened by the terminal must be the next one, start at sequence 1 and name itself", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1));
		await terminal.ship(1);
		const publish = () => terminal.client!.publish(terminal.topic("batch"), terminal.batch(1));
		terminal.openEpoch(3);
		terminal.record(epochOpened(3, 1, 1, new Uint8Array(32)));
		await publish();
		terminal.openEpoch(2);
		terminal.record(sale(2));
		await publish();
		expect(await refusals(host, "EPOCH_UNKNOWN")).toBe(2);
		expect((await host.store.terminals.find("stall-1"))!.epoch).toBe(1);
	});

	it("that names an unknown head is accepted with an alarm", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1));
		await terminal.ship(1);
		terminal.openEpoch(2);
		terminal.record(epochOpened(2, 1, 9, new Uint8Array(32).fill(1)), sale(10));
		expect(await terminal.ship(1)).toMatchObject({ epoch: 2, committed: 2 });
		expect(await alarmsOf(host)).toMatchObject([{ code: "EPOCH_UNLINKED" }]);
	});

	it("that arrives before the end of its predecessor has an alarm only until that end arrives", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2));
		await terminal.ship(1, 1);
		const head = terminal.headAt(2);
		const rest = terminal.batch(2);
		terminal.openEpoch(2);
		terminal.record(epochOpened(2, 1, 2, head));
		await terminal.ship(1);
		expect(await alarmsOf(host)).toMatchObject([{ code: "EPOCH_UNLINKED", detail: "epoch 2" }]);
		await terminal.client!.publish(terminal.topic("batch"), rest);
		expect(await terminal.ack()).toMatchObject({ epoch: 1, committed: 2 });
		expect(await alarmsOf(host)).toEqual([]);
	});

	it("still accepts the end of the old chain, signed with the old or the current key", async () => {
		const host = await fixture.open();
		const old = await fixture.terminal(host);
		old.record(sale(1), sale(2), sale(3));
		await old.ship(1, 1);
		const replaced = await fixture.terminal(host);
		const late = new TestTerminal(replaced.seed, old.grant);
		late.payloads = old.payloads;
		late.client = replaced.client;
		expect(await late.ship(2, 2)).toMatchObject({ epoch: 1, committed: 2 });
		await replaced.client!.publish(replaced.topic("batch"), old.batch(3));
		expect(await replaced.ack()).toMatchObject({ epoch: 1, committed: 3 });
		expect((await host.ledger()).sales).toBe(3);
	});
});

it("a host restored from a backup raises its incarnation and accepts missing records again", async () => {
	const dataDir = fixture.folder();
	const backup = fixture.folder();
	const host = await fixture.open({ dataDir });
	const terminal = await fixture.terminal(host);
	terminal.record(sale(1));
	await terminal.ship(1);
	await host.close();
	cpSync(dataDir, backup, { recursive: true });
	const later = await fixture.open({ dataDir });
	await fixture.reconnect(later, terminal);
	await terminal.ack();
	terminal.record(sale(2), sale(3));
	expect(await terminal.ship(2)).toMatchObject({ incarnation: 1, committed: 3 });
	const before = await later.ledger();
	await later.close();

	const used = fixture.folder();
	cpSync(backup, used, { recursive: true });
	const nowMs = Date.UTC(2026, 5, 1);
	const clock = { now: () => nowMs };
	const restored = await fixture.open({ dataDir: used, restored: true, clock });
	await fixture.reconnect(restored, terminal);
	const { incarnation, ...present } = (await terminal.ack())!;
	expect(incarnation).toBeGreaterThan(1);
	expect(present).toMatchObject({ committed: 1, archived: 1 });
	expect(await terminal.ship(2)).toMatchObject({ incarnation, committed: 3 });
	expect(await restored.ledger()).toEqual(before);
	await restored.close();
	const again = await fixture.open({ dataDir: used, clock });
	await fixture.reconnect(again, terminal);
	expect(await terminal.ack()).toMatchObject({ incarnation, committed: 3 });
	await again.close();

	// Restores the same backup again: it does not know of the first restore, and terminals must still accept its acks.
	const second = await fixture.open({ dataDir: backup, restored: true, clock: { now: () => nowMs + 60_000 } });
	await fixture.reconnect(second, terminal);
	const ack = (await terminal.ack())!;
	expect(ack.committed).toBe(1);
	expect(ack.incarnation).toBeGreaterThan(incarnation);
});

it("a host restored from a backup never reuses a catalog version that a terminal already applies", async () => {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	terminal.record({
		...prefix,
		kind: RecordKind.catalogApplied,
		version: 41,
		digest: new Uint8Array(32),
		format: 1,
		unapplied: [],
	});
	await terminal.ship(1);
	expect(await host.publishCatalog(readFileSync(new URL("./catalog.csv", import.meta.url)))).toBe(42);
});
