import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { Backoff } from "../../firmware/sync/backoff.js";
import { SeededRandom } from "../../simulator/random.js";
import { reach } from "../reach.js";
import { closeSyncHarnesses, openSyncHarness, payload, payloads } from "./harness.js";

afterEach(closeSyncHarnesses);

describe("sending records", () => {
	it("sends appended records once and in order, in as few batches as the limits allow", async () => {
		const { host, terminal, settle } = await openSyncHarness();
		for (let i = 1; i <= 130; i++) terminal.append(payload(i));
		await settle();
		expect(terminal.sync.status()).toMatchObject({ offlineSinceMs: undefined, queued: 0 });
		expect(host.payloads(1)).toEqual(payloads(130));
		expect(host.counts).toMatchObject({ batches: 3, duplicates: 0, forks: 0, refused: 0, gaps: 0 });
	});

	it("keeps a batch within the byte limit and still sends the largest record", async () => {
		const sizes: number[] = [];
		const { host, terminal, settle } = await openSyncHarness();
		host.onBatch = (bytes) => sizes.push(bytes.length);
		const large = Array.from({ length: 5 }, (_, i) => payload(i + 1, limits.recordPayloadBytesMax));
		for (const bytes of large) terminal.append(bytes);
		await settle();
		expect(host.payloads(1)).toEqual(large);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(limits.batchBytesMax);
	});

	it("sends the records of one sale together", async () => {
		const { host, terminal, settle } = await openSyncHarness();
		await settle();
		for (let i = 1; i <= 3; i++) terminal.append(payload(i));
		await settle();
		expect(host.payloads(1)).toHaveLength(3);
		expect(host.counts.batches).toBe(1);
	});

	it("delivers a sale to the host well within two seconds", async () => {
		const { world, host, terminal, settle } = await openSyncHarness();
		await settle();
		const soldMs = world.nowMs;
		terminal.append(payload(1));
		await reach(world, () => host.payloads(1).length === 1);
		expect(world.nowMs - soldMs).toBeLessThan(500);
	});

	it("saves a low battery: the sales of a minute go in one batch, and none stays behind", async () => {
		const { world, host, terminal, settle } = await openSyncHarness();
		await settle();
		terminal.sync.spare(true);
		for (let i = 1; i <= 5; i++) {
			terminal.append(payload(i));
			await world.pass(10_000);
		}
		expect(host.counts.batches).toBe(0);
		await world.pass(15_000);
		expect(host.payloads(1)).toHaveLength(5);
		expect(host.counts.batches).toBe(1);
		terminal.sync.spare(false);
		terminal.append(payload(6));
		await world.pass(2_000);
		expect(host.payloads(1)).toHaveLength(6);
	});

	it("retries a lost host less often with a low battery, and still reconnects", async () => {
		const attempts = async (isSparing: boolean): Promise<number> => {
			const { world, link, terminal, settle } = await openSyncHarness();
			await settle();
			terminal.sync.spare(isSparing);
			link.mode = "off";
			const before = terminal.sync.counters.sessions;
			await world.pass(60_000);
			const { sessions } = terminal.sync.counters;
			link.mode = "on";
			await settle();
			return sessions - before;
		};
		expect(await attempts(true)).toBeLessThanOrEqual(2);
		expect(await attempts(false)).toBeGreaterThan(5);
	});

	it("continues after a power cut with nothing lost or duplicated", async () => {
		const { world, host, terminal, settle } = await openSyncHarness();
		for (let i = 1; i <= 30; i++) terminal.append(payload(i));
		await reach(world, () => host.counts.batches === 1);
		terminal.cutPower();
		terminal.boot();
		for (let i = 31; i <= 40; i++) terminal.append(payload(i));
		await settle();
		expect(host.payloads(1)).toEqual(payloads(40));
	});

	it("keeps records made offline and sends them when the network is back", async () => {
		const { world, host, link, terminal, settle } = await openSyncHarness();
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

	it("detects a silent connection by its unanswered batch", async () => {
		const { world, host, link, terminal, settle } = await openSyncHarness();
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

	it("detects a silent connection without queued records by its unanswered ping", async () => {
		const { world, link, terminal, settle } = await openSyncHarness();
		await settle();
		link.goSilent();
		await world.pass(limits.keepAliveSeconds * 1_000 + limits.replyTimeoutMs);
		expect(terminal.sync.counters.sessions).toBe(2);
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
	});

	it("stays connected for an idle day by pinging", async () => {
		const { world, terminal, settle } = await openSyncHarness();
		await settle();
		await world.pass(2 * 3_600_000);
		expect(terminal.sync.counters.sessions).toBe(1);
	});

	it("estimates the time to sync from measurements", async () => {
		const { link, terminal, settle, world } = await openSyncHarness();
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
		await reach(world, () => terminal.sync.status().offlineSinceMs === undefined);
		const beganMs = world.nowMs;
		await settle();
		const took = (world.nowMs - beganMs) / 1_000;
		expect(estimate).toBeGreaterThan(took * 0.6);
		expect(estimate).toBeLessThan(took * 1.8);
	});

	it("backs off while a host refuses it, and only shows that it is offline", async () => {
		const { world, host, terminal, settle } = await openSyncHarness();
		host.refuses = true;
		await world.pass(600_000);
		expect(terminal.sync.status().offlineSinceMs).toBe(0);
		expect(terminal.sync.counters.refused).toBe(terminal.sync.counters.sessions);
		expect(terminal.sync.counters.sessions).toBeLessThan(25);
		host.refuses = false;
		await settle();
		expect(terminal.sync.status().offlineSinceMs).toBeUndefined();
	});

	it("does not mistake a captive portal for its host", async () => {
		const { world, link, terminal, settle } = await openSyncHarness();
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
		const { world, host, link, terminal, settle } = await openSyncHarness();
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
	it("are sent at each session and on changes, at most one per interval", async () => {
		let paper = 0;
		const terminalReport = () => ({ batteryPercent: -1, paper, wearPercent: 0, freeSales: 0, bootCount: 1 });
		const { world, host, terminal, settle } = await openSyncHarness({ overrides: { terminalReport } });
		await settle();
		await world.pass(1_000);
		expect(host.counts.statuses).toBe(1);
		for (let i = 0; i < 10; i++) {
			terminal.sync.reportSoon();
			await world.pass(10_000);
		}
		expect(host.counts.statuses).toBe(1);
		paper = 2;
		await world.pass(limits.statusIntervalMs);
		terminal.sync.reportSoon();
		await world.pass(100);
		expect(host.counts.statuses).toBe(2);
		for (let i = 0; i < 10; i++) {
			paper = i % 2;
			terminal.sync.reportSoon();
			await world.pass(limits.statusIntervalMs / 10);
		}
		expect(host.counts.statuses).toBe(3);
	});

	it("are sent again in the next session, also where the last one ended before a report was due", async () => {
		let paper = 0;
		const terminalReport = () => ({ batteryPercent: -1, paper, wearPercent: 0, freeSales: 0, bootCount: 1 });
		const { world, host, link, terminal, settle } = await openSyncHarness({ overrides: { terminalReport } });
		await settle();
		paper = 1;
		terminal.sync.reportSoon();
		link.mode = "off";
		await world.pass(limits.statusIntervalMs);
		link.mode = "on";
		await world.pass(limits.reconnectDelayMsMax + limits.statusIntervalMs);
		const before = host.counts.statuses;
		paper = 2;
		terminal.sync.reportSoon();
		await world.pass(limits.statusIntervalMs);
		expect(host.counts.statuses).toBe(before + 1);
	});
});

describe("backoff", () => {
	it("doubles from its minimum to its maximum, with jitter in the upper half, and restarts after success", () => {
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
