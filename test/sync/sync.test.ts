import { afterEach, describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { sealAck } from "../../firmware/wire/ack.js";
import { sealManifest } from "../../firmware/wire/manifest.js";
import { Backoff } from "../../firmware/sync/backoff.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { SeededRandom } from "../../simulator/random.js";
import { cbor, credentials, digest, hostSigner, signerOf } from "./world-terminal.js";
import { closeStalls, openStall, payload, payloads } from "./stall.js";

afterEach(closeStalls);

describe("shipping", () => {
	it("ships what was appended, once and in order, in as few batches as the bounds allow", async () => {
		const { host, terminal, settle } = await openStall();
		for (let i = 1; i <= 130; i++) terminal.append(payload(i));
		await settle();
		expect(terminal.sync.status()).toMatchObject({ offlineSinceMs: undefined, queued: 0 });
		expect(host.payloads(1)).toEqual(payloads(130));
		expect(host.counts).toMatchObject({ batches: 3, duplicates: 0, forks: 0, refused: 0, gaps: 0 });
	});

	it("keeps a batch within the byte bound and still ships the largest record", async () => {
		const sizes: number[] = [];
		const { host, terminal, settle } = await openStall();
		host.onBatch = (bytes) => sizes.push(bytes.length);
		const large = Array.from({ length: 5 }, (_, i) => payload(i + 1, limits.recordPayloadBytesMax));
		for (const bytes of large) terminal.append(bytes);
		await settle();
		expect(host.payloads(1)).toEqual(large);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(limits.batchBytesMax);
	});

	it("lets the records of one sale travel together", async () => {
		const { host, terminal, settle } = await openStall();
		await settle();
		for (let i = 1; i <= 3; i++) terminal.append(payload(i));
		await settle();
		expect(host.payloads(1)).toHaveLength(3);
		expect(host.counts.batches).toBe(1);
	});

	it("shows the host a sale well within two seconds", async () => {
		const { world, host, terminal, settle } = await openStall();
		await settle();
		const soldMs = world.nowMs;
		terminal.append(payload(1));
		await world.run(() => host.payloads(1).length === 1);
		expect(world.nowMs - soldMs).toBeLessThan(500);
	});

	it("goes on after a power cut with nothing lost and nothing doubled", async () => {
		const { world, host, terminal, settle } = await openStall();
		for (let i = 1; i <= 30; i++) terminal.append(payload(i));
		await world.run(() => host.counts.batches === 1);
		terminal.cutPower();
		terminal.boot();
		for (let i = 31; i <= 40; i++) terminal.append(payload(i));
		await settle();
		expect(host.payloads(1)).toEqual(payloads(40));
	});

	it("keeps what is sold offline and ships it when the line is back", async () => {
		const { world, host, link, terminal, settle } = await openStall();
		await settle();
		link.mode = "off";
		await world.pass(5_000);
		for (let i = 1; i <= 7; i++) terminal.append(payload(i));
		expect(terminal.sync.status()).toMatchObject({ queued: 7 });
		expect(terminal.sync.status().offlineSinceMs).toBeGreaterThan(0);
		await world.pass(3_600_000);
		expect(host.payloads(1)).toHaveLength(0);
		link.mode = "on";
		terminal.sync.retry();
		await settle();
		expect(host.payloads(1)).toEqual(payloads(7));
	});

	it("notices a line that went silent, by its unanswered batch", async () => {
		const { world, host, link, terminal, settle } = await openStall();
		await settle();
		link.goSilent();
		terminal.append(payload(1));
		await world.pass(limits.replyTimeoutMs + limits.shipDelayMs - 1);
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
		await world.pass(2);
		expect(terminal.sync.status().offlineSinceMs).toBeDefined();
		await settle();
		expect(host.payloads(1)).toEqual(payloads(1));
	});

	it("notices a line that went silent while nothing is to be shipped, by its unanswered ping", async () => {
		const { world, link, terminal, settle } = await openStall();
		await settle();
		link.goSilent();
		await world.pass(limits.keepAliveSeconds * 1_000 + limits.replyTimeoutMs);
		expect(terminal.sync.counters.sessions).toBe(2);
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
	});

	it("stays connected for a day of silence by pinging", async () => {
		const { world, terminal, settle } = await openStall();
		await settle();
		await world.pass(2 * 3_600_000);
		expect(terminal.sync.counters.sessions).toBe(1);
	});

	it("estimates the time to sync from what it measured", async () => {
		const { link, terminal, settle, world } = await openStall();
		expect(terminal.sync.status().etaSeconds).toBeUndefined();
		link.mode = "slow";
		for (let i = 1; i <= 100; i++) terminal.append(payload(i));
		await settle();
		link.mode = "off";
		await world.pass(1_000);
		for (let i = 1; i <= 200; i++) terminal.append(payload(i));
		const estimate = terminal.sync.status().etaSeconds!;
		link.mode = "slow";
		terminal.sync.retry();
		await world.run(() => terminal.sync.status().offlineSinceMs === undefined);
		const beganMs = world.nowMs;
		await settle();
		const took = (world.nowMs - beganMs) / 1_000;
		expect(estimate).toBeGreaterThan(took * 0.6);
		expect(estimate).toBeLessThan(took * 1.8);
	});

	it("backs off while a host refuses it, and says so only by being offline", async () => {
		const { world, host, terminal, settle } = await openStall();
		host.refuses = true;
		await world.pass(600_000);
		expect(terminal.sync.status().offlineSinceMs).toBe(0);
		expect(terminal.sync.counters.refused).toBe(terminal.sync.counters.sessions);
		expect(terminal.sync.counters.sessions).toBeLessThan(25);
		host.refuses = false;
		await settle();
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
	});

	it("does not take a captive portal for its host", async () => {
		const { world, link, terminal, settle } = await openStall();
		link.mode = "captive";
		terminal.append(payload(1));
		await world.pass(60_000);
		expect(link.counters.connections).toBeGreaterThan(2);
		expect(terminal.sync.status()).toMatchObject({ offlineSinceMs: 0, queued: 1 });
		link.mode = "on";
		await settle();
		expect(terminal.sync.status().queued).toBe(0);
	});

	it("leaves no timer and no socket when it is closed", async () => {
		const { world, host, link, terminal, settle } = await openStall();
		await settle();
		terminal.append(payload(1));
		terminal.sync.close();
		terminal.sync.close();
		await world.pass(3_600_000);
		expect(link.isConnected).toBe(false);
		expect(world.holds).toBe(0);
		expect(link.counters.connections).toBe(1);
		expect(host.payloads(1)).toHaveLength(0);
	});
});

describe("status reports", () => {
	it("go out at each session and when something changed, at most one in their interval", async () => {
		const { world, host, terminal, settle } = await openStall();
		await settle();
		await world.pass(1_000);
		expect(host.counts.statuses).toBe(1);
		for (let i = 0; i < 10; i++) {
			terminal.sync.reportSoon();
			await world.pass(10_000);
		}
		await world.pass(limits.statusIntervalMs);
		expect(host.counts.statuses).toBeLessThanOrEqual(1 + 4);
		expect(host.counts.statuses).toBeGreaterThanOrEqual(1 + 3);
		terminal.sync.reportSoon();
		await world.pass(100);
		expect(host.counts.statuses).toBeLessThanOrEqual(1 + 5);
	});
});

describe("backoff", () => {
	it("doubles from its least to its most, with jitter in the upper half, and begins anew once it worked", () => {
		const random = new SeededRandom(3);
		const backoff = new Backoff(random);
		let ceilingMs: number = limits.reconnectDelayMsMin;
		for (let i = 0; i < 12; i++) {
			const delayMs = backoff.nextDelayMs();
			expect(delayMs).toBeGreaterThanOrEqual(ceilingMs / 2);
			expect(delayMs).toBeLessThanOrEqual(ceilingMs);
			ceilingMs = Math.min(ceilingMs * 2, limits.reconnectDelayMsMax);
		}
		backoff.reset();
		expect(backoff.nextDelayMs()).toBeLessThanOrEqual(limits.reconnectDelayMsMin);
		const delays = new Set(Array.from({ length: 20 }, (_, i) => new Backoff(new SeededRandom(i)).nextDelayMs()));
		expect(delays.size).toBeGreaterThan(10);
	});
});

describe("marks", () => {
	it("are stored at most once for 64 records while a session lasts, and when it ends", async () => {
		const { link, terminal, settle, world } = await openStall();
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
		const { link, terminal, settle } = await openStall({ flash: new NorFlash({ sizeBytes: 8 * 4_096 }) });
		for (let i = 1; i <= 150; i++) terminal.append(payload(i, 120));
		await settle();
		link.mode = "off";
		terminal.cutPower();
		terminal.boot();
		// More than the flash holds beside what was archived.
		for (let i = 151; i <= 250; i++) terminal.append(payload(i, 120));
		expect(() => {
			for (let i = 251; i <= 400; i++) terminal.append(payload(i, 120));
		}).toThrow(expect.objectContaining({ code: "JOURNAL_FULL" }) as Fault);
	});

	it("free only what is archived, not what is merely committed", async () => {
		const { host, terminal, settle } = await openStall({ flash: new NorFlash({ sizeBytes: 8 * 4_096 }) });
		host.archiveLag = 1_000_000;
		expect(() => {
			for (let i = 1; i <= 400; i++) terminal.append(payload(i, 120));
		}).toThrow(expect.objectContaining({ code: "JOURNAL_FULL" }) as Fault);
		await settle();
		expect(terminal.sync.status().queued).toBe(0);
		expect(() => terminal.append(payload(1, 120))).toThrow(expect.objectContaining({ code: "JOURNAL_FULL" }) as Fault);
		host.archiveLag = 0;
		host.send("ack", host.presentAcks()[0]!);
		await terminal.world.pass(1_000);
		terminal.append(payload(1, 120));
	});

	it("are lowered by a raised incarnation alone, and what a restored host lost is shipped again", async () => {
		const { host, terminal, settle, world } = await openStall();
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

	it("are not moved by a host that forgot without raising its incarnation", async () => {
		const { host, terminal, settle, world } = await openStall();
		for (let i = 1; i <= 20; i++) terminal.append(payload(i));
		await settle();
		host.restore(1, 5);
		host.incarnation = 0;
		host.send("ack", host.presentAcks()[0]!);
		await world.pass(1_000);
		expect(terminal.sync.status().queued).toBe(0);
	});

	it("ignore acks that are not the host's, not for this terminal, or garbage", async () => {
		const { host, terminal, settle, world } = await openStall();
		for (let i = 1; i <= 5; i++) terminal.append(payload(i));
		await settle();
		const chain = host.chains.get(1)![0]!;
		const ack = { ...credentials, epoch: 1, incarnation: 9, committed: 1, archived: 1, head: chain.heads[1]!, status: 0 as const };
		host.send("ack", sealAck(cbor, signerOf(new Uint8Array(32).fill(1)), ack));
		host.send("ack", sealAck(cbor, hostSigner, { ...ack, terminal: "stall-2" }));
		host.send("ack", new Uint8Array(500).fill(0x9f));
		host.send("ack", new Uint8Array(0));
		await world.pass(1_000);
		expect(terminal.sync.counters.rejected).toBe(3);
		expect(terminal.sync.status()).toMatchObject({ queued: 0, offlineSinceMs: undefined });
		expect(terminal.traces.join("\n")).toMatch(/SIGNATURE_INVALID/);
		expect(terminal.traces.join("\n")).toMatch(/another terminal/);
	});
});

describe("forks", () => {
	/** Two terminals from one flash image: the copy sells on, then the original. */
	async function forked() {
		const stall = await openStall();
		const { terminal, settle, world, link } = stall;
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
		return stall;
	}

	it("are shipped beside the first branch, and the terminal goes on in a new epoch", async () => {
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

	it("do not pass over what waits in the old epoch when the new one has begun", async () => {
		const { host, link, terminal, settle } = await forked();
		// More than one batch of the old epoch, so that the new one begins while some of it waits.
		for (let i = 104; i <= 230; i++) terminal.append(payload(i));
		link.mode = "on";
		terminal.sync.retry();
		await settle();
		expect(terminal.quarantined).toEqual([1]);
		expect(host.chains.get(1)![1]!.payloads).toHaveLength(10 + 130);
	});
});

describe("catalogs", () => {
	const image = Uint8Array.from({ length: 9_000 }, (_, i) => i * 7);

	it("are pulled in chunks, verified, and in force", async () => {
		const { world, host, terminal, settle } = await openStall();
		host.catalog = { version: 3, image };
		await settle();
		await world.run(() => terminal.catalog.version === 3, 60_000);
		expect(terminal.catalog.image).toEqual(image);
		expect(host.counts.requests).toBe(5);
		host.announce();
		await world.pass(5_000);
		expect(host.counts.requests).toBe(5);
	});

	it("go on where they stopped when the line breaks", async () => {
		const { world, host, link, terminal } = await openStall();
		host.catalog = { version: 1, image };
		await world.run(() => host.counts.requests === 3);
		link.mode = "off";
		await world.pass(10_000);
		link.mode = "on";
		await world.run(() => terminal.catalog.version === 1, 200_000);
		expect(terminal.catalog.image).toEqual(image);
		expect(host.counts.requests).toBeLessThanOrEqual(6);
	});

	it("are refused when older, forged, damaged or of another merchant", async () => {
		const { world, host, terminal, settle } = await openStall();
		host.catalog = { version: 5, image };
		await settle();
		await world.run(() => terminal.catalog.version === 5, 60_000);
		const manifest = { merchant: "bakery", version: 6, lengthBytes: image.length, digest: digest.sha256(image) };
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifest, version: 4 }));
		host.send("catalog", sealManifest(cbor, signerOf(new Uint8Array(32).fill(1)), manifest));
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifest, merchant: "butcher" }));
		await world.pass(2_000);
		expect(terminal.sync.counters.rejected).toBe(3);
		// What arrives is not what was announced.
		const other = image.slice().fill(1);
		host.catalog = { version: 6, image: other };
		host.send("catalog", sealManifest(cbor, hostSigner, { ...manifest, digest: digest.sha256(other, other) }));
		await world.pass(30_000);
		expect(terminal.catalog.version).toBe(5);
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
	});

	it("do not hold up the records", async () => {
		const { world, host, terminal, settle } = await openStall();
		host.catalog = { version: 1, image };
		for (let i = 1; i <= 60; i++) terminal.append(payload(i));
		await settle();
		await world.run(() => terminal.catalog.version === 1, 60_000);
		expect(host.payloads(1)).toEqual(payloads(60));
	});
});
