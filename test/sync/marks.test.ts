import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "../../firmware/core/fault.js";
import { Marks } from "../../firmware/sync/marks.js";
import { sealAck } from "../../firmware/wire/ack.js";
import type { WireValue } from "../../firmware/wire/cbor.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { closeSyncHarnesses, openSyncHarness, payload, payloads } from "./harness.js";
import { cbor, credentials, hostSigner, signerOf } from "./world-terminal.js";

afterEach(closeSyncHarnesses);

describe("marks", () => {
	it("are stored at most once per 64 records during a session, and when it ends", async () => {
		const { link, terminal, settle, world } = await openSyncHarness();
		await settle();
		const before = terminal.keyStore.writes;
		for (let i = 1; i <= 200; i++) {
			terminal.append(payload(i));
			await settle();
		}
		expect(terminal.keyStore.writes - before).toBe(3);
		link.mode = "off";
		await world.pass(100);
		expect(terminal.keyStore.writes - before).toBe(4);
	});

	it("let a terminal trim offline after a boot", async () => {
		const { link, terminal, settle } = await openSyncHarness({ flash: new NorFlash({ sizeBytes: 8 * 4_096 }) });
		for (let i = 1; i <= 150; i++) terminal.append(payload(i, 120));
		await settle();
		link.mode = "off";
		terminal.cutPower();
		terminal.boot();
		// More than the flash holds in addition to archived records.
		for (let i = 151; i <= 250; i++) terminal.append(payload(i, 120));
		expect(() => {
			for (let i = 251; i <= 400; i++) terminal.append(payload(i, 120));
		}).toThrow(expect.objectContaining({ code: "JOURNAL_FULL" }) as Fault);
	});

	it("free only archived records, not merely committed ones", async () => {
		const { host, terminal, settle } = await openSyncHarness({ flash: new NorFlash({ sizeBytes: 8 * 4_096 }) });
		host.archiveLag = 1_000_000;
		expect(() => {
			for (let i = 1; i <= 400; i++) terminal.append(payload(i, 120));
		}).toThrow(expect.objectContaining({ code: "JOURNAL_FULL" }) as Fault);
		await settle();
		expect(terminal.sync.status().queued).toBe(0);
		expect(() => terminal.append(payload(1, 120))).toThrow(
			expect.objectContaining({ code: "JOURNAL_FULL" }) as Fault,
		);
		host.archiveLag = 0;
		host.send("ack", host.presentAcks()[0]!);
		await terminal.world.pass(1_000);
		terminal.append(payload(1, 120));
	});

	it("free only archived records after a boot too", async () => {
		const { host, link, terminal, settle } = await openSyncHarness({
			flash: new NorFlash({ sizeBytes: 8 * 4_096 }),
		});
		host.archiveLag = 100;
		for (let i = 1; i <= 140; i++) terminal.append(payload(i, 120));
		await settle();
		link.mode = "off";
		terminal.cutPower();
		terminal.boot();
		expect(() => {
			for (let i = 141; i <= 400; i++) terminal.append(payload(i, 120));
		}).toThrow(expect.objectContaining({ code: "JOURNAL_FULL" }) as Fault);
		for (let sequence = 41; sequence <= 140; sequence++)
			expect(terminal.journal.read(1, sequence)).toEqual(payload(sequence, 120));
	});

	it("free nothing of an epoch whose end is not archived when a newer epoch has begun", async () => {
		const { host, terminal, settle } = await openSyncHarness({ flash: new NorFlash({ sizeBytes: 8 * 4_096 }) });
		host.archiveLag = 80;
		for (let i = 1; i <= 100; i++) terminal.append(payload(i, 120));
		await settle();
		terminal.journal.openEpoch(2);
		terminal.append(payload(101, 120));
		await settle();
		expect(terminal.sync.status().queued).toBe(0);
		const cutAndFill = (): void => {
			terminal.cutPower();
			terminal.boot();
			for (let i = 102; i <= 400; i++) terminal.append(payload(i, 120));
		};
		expect(cutAndFill).toThrow(expect.objectContaining({ code: "JOURNAL_FULL" }) as Fault);
		for (let sequence = 21; sequence <= 100; sequence++)
			expect(terminal.journal.read(1, sequence)).toEqual(payload(sequence, 120));
		// The first archived record of the new epoch implies that the old one is archived.
		await settle();
		host.archiveLag = 0;
		host.send("ack", host.presentAcks().at(-1)!);
		await terminal.world.pass(1_000);
		for (let i = 401; i <= 430; i++) terminal.append(payload(i, 120));
	});

	it("are not lowered by an ack that reports less as archived", async () => {
		const { host, terminal, settle } = await openSyncHarness({ flash: new NorFlash({ sizeBytes: 8 * 4_096 }) });
		for (let i = 1; i <= 100; i++) terminal.append(payload(i, 120));
		await settle();
		host.archiveLag = 60;
		terminal.append(payload(101, 120));
		await settle();
		// More than the flash holds in addition to records 42 to 101.
		for (let i = 102; i <= 250; i++) terminal.append(payload(i, 120));
	});

	it("are read from longer values of a newer version, and left unchanged in another format", async () => {
		const { link, terminal, settle } = await openSyncHarness();
		for (let i = 1; i <= 70; i++) terminal.append(payload(i));
		await settle();
		link.mode = "off";
		terminal.cutPower();
		const stored = cbor.decode(terminal.keyStore.read("sync-marks")!) as WireValue[];
		terminal.keyStore.write("sync-marks", cbor.encode([...stored, [1, "more"], 5]));
		terminal.boot();
		expect(terminal.sync.status().queued).toBe(0);
		terminal.cutPower();
		const other = cbor.encode([9, ...stored.slice(1)]);
		terminal.keyStore.write("sync-marks", other);
		terminal.boot();
		expect(terminal.sync.status().queued).toBe(70);
		expect(terminal.keyStore.read("sync-marks")).toEqual(other);
	});

	it("are lowered only by a raised incarnation, and the records a restored host lost are sent again", async () => {
		const { host, terminal, settle, world } = await openSyncHarness();
		for (let i = 1; i <= 120; i++) terminal.append(payload(i));
		await settle();
		host.restore(1, 45);
		host.kill();
		await world.pass(1_000);
		terminal.append(payload(121));
		await settle();
		expect(host.payloads(1)).toEqual(payloads(121));
		expect(host.counts.gaps).toBe(0);
	});

	it("store what the archive takes later: most of it soon, and all when the session ends", async () => {
		const { host, link, terminal, settle, world } = await openSyncHarness();
		const storedArchived = (): WireValue => (cbor.decode(terminal.keyStore.read("sync-marks")!) as WireValue[])[6]!;
		const archiveUpTo = async (sequence: number): Promise<void> => {
			host.archiveLag = 100 - sequence;
			host.send("ack", host.presentAcks()[0]!);
			await world.pass(1_000);
		};
		host.archiveLag = 100;
		for (let i = 1; i <= 100; i++) terminal.append(payload(i));
		await settle();
		await archiveUpTo(80);
		expect(storedArchived()).toBe(80);
		await archiveUpTo(100);
		expect(storedArchived()).toBe(80);
		link.mode = "off";
		await world.pass(1_000);
		expect(storedArchived()).toBe(100);
	});

	it("take back what was archived where a restored host has archived nothing", async () => {
		const { host, link, terminal, settle } = await openSyncHarness({
			flash: new NorFlash({ sizeBytes: 8 * 4_096 }),
		});
		for (let i = 1; i <= 100; i++) terminal.append(payload(i, 120));
		await settle();
		host.restore(1, 45);
		host.archiveLag = 1_000;
		host.send("ack", host.presentAcks()[0]!);
		await terminal.world.pass(1_000);
		await settle();
		link.mode = "off";
		expect(() => {
			for (let i = 101; i <= 400; i++) terminal.append(payload(i, 120));
		}).toThrow(expect.objectContaining({ code: "JOURNAL_FULL" }) as Fault);
		for (let sequence = 1; sequence <= 100; sequence++)
			expect(terminal.journal.read(1, sequence)).toEqual(payload(sequence, 120));
	});

	it("are not changed by a host that lost records without raising its incarnation", async () => {
		const { host, terminal, settle, world } = await openSyncHarness();
		for (let i = 1; i <= 20; i++) terminal.append(payload(i));
		await settle();
		host.restore(1, 5);
		host.incarnation = 0;
		host.send("ack", host.presentAcks()[0]!);
		await world.pass(1_000);
		expect(terminal.sync.status().queued).toBe(0);
	});

	it("ignore acks that are malformed, not signed by the host, or not for this terminal", async () => {
		const { host, terminal, settle, world } = await openSyncHarness();
		for (let i = 1; i <= 5; i++) terminal.append(payload(i));
		await settle();
		const chain = host.chains.get(1)![0]!;
		const ack = {
			...credentials,
			epoch: 1,
			incarnation: 9,
			committed: 1,
			archived: 1,
			head: chain.heads[1]!,
			status: 0 as const,
		};
		host.send("ack", sealAck(cbor, signerOf(new Uint8Array(32).fill(1)), ack));
		host.send("ack", sealAck(cbor, hostSigner, { ...ack, terminal: "stall-2" }));
		host.send("ack", sealAck(cbor, hostSigner, { ...ack, merchant: "butcher" }));
		host.send("ack", new Uint8Array(500).fill(0x9f));
		host.send("ack", new Uint8Array(0));
		await world.pass(1_000);
		expect(terminal.sync.counters.rejected).toBe(3);
		expect(terminal.sync.status()).toMatchObject({ queued: 0, offlineSinceMs: undefined });
		expect(terminal.traces.join("\n")).toMatch(/SIGNATURE_INVALID/);
		expect(terminal.traces.filter((line) => line.includes("another terminal"))).toHaveLength(2);
	});
});

describe("a mark", () => {
	const mark = (incarnation: number, epoch: number, committed: number, archived: number) => ({
		...{ incarnation, epoch, committed, archived },
		head: new Uint8Array(32),
	});
	const marksAt = (known: ReturnType<typeof mark>): Marks => {
		const ports = { keyStore: new SimulatedKeyStore(), trace: () => undefined };
		const marks = new Marks({ ports, credentials, cbor });
		marks.raise(known);
		return marks;
	};

	it("that is stored is taken only if it is this terminal's, and whole", () => {
		const latestOf = (...stored: (number | string)[]) => {
			const keyStore = new SimulatedKeyStore();
			keyStore.write("sync-marks", cbor.encode([...stored, new Uint8Array(32)]));
			return new Marks({ ports: { keyStore, trace: () => undefined }, credentials, cbor }).latest;
		};
		expect(latestOf(1, "bakery", "stall-1", 1, 2, 9, 7)).toMatchObject({ committed: 9, archived: 7 });
		expect(latestOf(1, "bakery", "stall-2", 1, 2, 9, 7)).toBeUndefined();
		expect(latestOf(1, "butcher", "stall-1", 1, 2, 9, 7)).toBeUndefined();
		expect(latestOf(2, "bakery", "stall-1", 1, 2, 9, 7)).toBeUndefined();
		expect(latestOf(1, "bakery", "stall-1", 1, 2, 7, 9)).toBeUndefined();
	});

	it("of an older incarnation is stale, however high it is and however late it comes", () => {
		const marks = marksAt(mark(2, 3, 50, 40));
		for (const late of [mark(1, 3, 900, 900), mark(1, 4, 1, 1), mark(0, 3, 50, 40)])
			expect(marks.isStale(late)).toBe(true);
		for (const raised of [mark(3, 3, 10, 0), mark(3, 1, 1, 1)]) expect(marks.isStale(raised)).toBe(false);
	});

	it("of the same incarnation is stale where it is behind in epoch, committed or archived", () => {
		const marks = marksAt(mark(2, 3, 50, 40));
		for (const behind of [mark(2, 2, 900, 900), mark(2, 3, 49, 49), mark(2, 3, 50, 39)])
			expect(marks.isStale(behind)).toBe(true);
		for (const ahead of [mark(2, 3, 50, 40), mark(2, 3, 50, 41), mark(2, 3, 51, 0), mark(2, 4, 1, 0)])
			expect(marks.isStale(ahead)).toBe(false);
		// It does not take back what is archived.
		expect(marks.raise(mark(2, 3, 60, 10)).archived).toBe(40);
	});
});

describe("forks", () => {
	/** Two terminals from one flash image: the copy sells first, then the original. */
	async function forked() {
		const harness = await openSyncHarness();
		const { terminal, settle, world, link } = harness;
		for (let i = 1; i <= 10; i++) terminal.append(payload(i));
		await settle();
		terminal.cutPower();
		const image = terminal.flash.cells.slice();
		terminal.boot();
		for (let i = 11; i <= 15; i++) terminal.append(payload(i));
		await settle();
		terminal.cutPower();
		terminal.flash.cells.set(image);
		link.mode = "off";
		terminal.boot();
		for (let i = 101; i <= 103; i++) terminal.append(payload(i));
		await world.pass(1_000);
		return harness;
	}

	it("are stored next to the first branch, and the terminal continues in a new epoch", async () => {
		const { world, host, link, terminal, settle } = await forked();
		link.mode = "on";
		terminal.sync.retry();
		await settle();
		expect(host.counts.forks).toBe(1);
		expect(host.payloads(1)).toEqual(payloads(15));
		const branch = host.chains.get(1)![1]!;
		expect(branch.payloads).toEqual([...payloads(10), payload(101), payload(102), payload(103)]);
		expect(terminal.quarantined).toEqual([1]);
		expect(terminal.journal.epoch).toBe(2);
		terminal.append(payload(104));
		await world.pass(5_000);
		await settle();
		expect(host.payloads(2)).toEqual([payload(104)]);
		expect(terminal.quarantined).toEqual([1]);
	});

	it("do not skip queued records of the old epoch when the new one has begun", async () => {
		const { host, link, terminal, settle } = await forked();
		// More than one batch of the old epoch, so that the new epoch begins while some of it is queued.
		for (let i = 104; i <= 230; i++) terminal.append(payload(i));
		link.mode = "on";
		terminal.sync.retry();
		await settle();
		expect(terminal.quarantined).toEqual([1]);
		expect(host.chains.get(1)![1]!.payloads).toHaveLength(10 + 130);
	});
});
