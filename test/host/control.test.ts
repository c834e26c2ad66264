// Small parts of the host's control, each alone: sightings, reports, cached images, stored images, enrolment at once.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { encodeEnrolmentRequest, parseEnrolmentCode } from "../../firmware/wire/enrolment.js";
import { encodeStatus, UpdateState } from "../../firmware/wire/status.js";
import { NodeSigner } from "../../host/crypto.js";
import { CredentialLookup } from "../../host/control/credential-lookup.js";
import { Devices } from "../../host/control/devices.js";
import { Enrolment, type EnrolmentOptions } from "../../host/control/enrolment.js";
import { Health } from "../../host/control/health.js";
import { openHostKey } from "../../host/control/host-key.js";
import { ImageCache } from "../../host/control/image-cache.js";
import { LastSeen } from "../../host/control/last-seen.js";
import { StoreFault } from "../../host/faults.js";
import { Guard } from "../../host/guard.js";
import { hostLimits } from "../../host/limits.js";
import { openLocalStore } from "../../host/store/sqlite/local.js";
import type { Sighting } from "../../host/store/store.js";
import { Fixture } from "./fixture.js";
import { cbor, digest, ed25519, newSeed } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(async () => {
	vi.useRealTimers();
	await fixture.close();
});

const status = { epoch: 1, sequence: 0, batteryPercent: 9, paper: 0, wearPercent: 0, freeSales: 9, bootCount: 1 };

describe("when a terminal was last seen", () => {
	it("is stored with the next write where a write failed, the newest of each terminal", async () => {
		const stored: Sighting[] = [];
		const failures: string[] = [];
		let isFull = true;
		const { terminals } = openLocalStore({ folder: undefined, merchant: "demo" });
		terminals.seen = async (sightings) => {
			if (isFull) throw new Error("disk full");
			stored.push(...sightings);
		};
		const guard = new Guard((code) => void failures.push(code));
		const lastSeen = new LastSeen({ store: { terminals }, guard });
		lastSeen.note("t0", 1);
		lastSeen.note("t1", 1);
		lastSeen.note("t1", 2);
		await Promise.resolve();
		await new Promise((resolve) => setImmediate(resolve));
		isFull = false;
		await lastSeen.close();
		expect(failures.length).toBeGreaterThan(0);
		expect(stored.sort((a, b) => a.terminal.localeCompare(b.terminal))).toEqual([
			{ terminal: "t0", atMs: 1 },
			{ terminal: "t1", atMs: 2 },
		]);
	});
});

describe("a terminal's report", () => {
	it.each([
		[5_000, 3, 5_000],
		[-5_000, 1, -5_000],
		[-5_000, 0, undefined],
	] as const)("of a clock %i ms from the host's, of quality %i, gives a skew of %s", (aheadMs, quality, skewMs) => {
		const devices = new Devices();
		devices.report("t0", { ...status, clock: { wallMs: 1_000_000 + aheadMs, quality } }, 1_000_000);
		expect(devices.get("t0").clockSkewMs).toBe(skewMs);
	});

	it("is offline since its connection ended, and not while it is online", () => {
		const devices = new Devices();
		devices.restore("t0", 7);
		expect(devices.get("t0")).toMatchObject({ isOnline: false, offlineSinceMs: 7 });
		devices.presence("t0", true, 100);
		expect(devices.get("t0")).toMatchObject({ isOnline: true, offlineSinceMs: 0 });
		devices.presence("t0", false, 200);
		expect(devices.get("t0")).toMatchObject({ isOnline: false, offlineSinceMs: 200 });
	});
});

it("images in memory stay within their bytes, however many are fetched", async () => {
	const bytes = hostLimits.imageCacheBytesMax / 2;
	let reads = 0;
	const cache = new ImageCache(async () => (reads++, new Uint8Array(bytes)));
	const get = (name: number) => cache.get(new Uint8Array(32).fill(name));
	for (let name = 1; name <= 12; name++) await get(name);
	expect(reads).toBe(12);
	// Only the two that were used last are in memory.
	for (const name of [11, 12]) await get(name);
	expect(reads).toBe(12);
	for (let name = 1; name <= 10; name++) await get(name);
	expect(reads).toBe(22);
});

it("an image that two versions share stays while one of them is offered", async () => {
	const host = await fixture.open({ dataDir: fixture.folder() });
	const image = new Uint8Array(5_000).fill(7);
	const { manifest } = await host.publishFirmware("board", 2, image);
	await host.publishFirmware("board", 3, image);
	const report = { board: "board", version: 1, state: UpdateState.none, offered: 0 };
	await host.withdrawFirmware("board", 3);
	expect(await host.firmware.messages(report)).toEqual([manifest]);
	const sha256 = digest.sha256(image);
	expect(await host.firmware.piece({ digest: sha256, offset: 4_000, length: 2_048 })).toHaveLength(1_000);
	await host.withdrawFirmware("board", 2);
	expect(await host.firmware.messages(report)).toEqual([]);
	expect(await host.firmware.piece({ digest: sha256, offset: 0, length: 2_048 })).toBeUndefined();
});

describe("enrolment", () => {
	const nothing = (): undefined => undefined;
	const nonce = new Uint8Array(16);
	const key = ed25519.publicKey(newSeed());

	async function open(more: Partial<EnrolmentOptions> = {}) {
		const store = openLocalStore({ folder: undefined, merchant: "demo" });
		const refused: string[] = [];
		const enrolment = new Enrolment({
			...{ store, cbor, digest, signer: new NodeSigner(newSeed()), clock: fixture.clock, merchant: "demo" },
			...{ settled: async () => undefined, caughtUp: async () => undefined, provision: nothing },
			...{ log: { info: nothing, warn: nothing, error: nothing }, refuse: (code) => void refused.push(code) },
			...{ guard: new Guard(nothing), endpoint: () => ({ host: "127.0.0.1", port: 1, secure: undefined }) },
			...more,
		});
		const code = parseEnrolmentCode((await enrolment.issue("stall-1", "Stall")).code);
		return { store, enrolment, refused, code };
	}

	it("counts requests that come at once as a try each", async () => {
		const { store, enrolment, refused, code } = await open();
		const right = encodeEnrolmentRequest(cbor, digest, code, key, nonce);
		const wrong = encodeEnrolmentRequest(cbor, digest, { ...code, secret: new Uint8Array(16) }, key, nonce);
		const requests = [...new Array<Uint8Array>(hostLimits.enrolmentTriesMax).fill(wrong), right];
		const replies = await Promise.all(requests.map((request) => enrolment.answer(code.codeId, request)));
		expect(replies.map(({ reply }) => reply.length)).toEqual(requests.map(() => 0));
		expect(refused.at(-1)).toBe("ENROLMENT_UNKNOWN");
		expect(await store.terminals.find("stall-1")).toBeUndefined();
	});

	it("reads a replacement's numbers when the old board's batches are stored, and those in the ledgers", async () => {
		const order: string[] = [];
		const later = (name: string) => async (): Promise<undefined> => {
			for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
			order.push(name);
		};
		const { store, enrolment, code } = await open({ settled: later("settled"), caughtUp: later("caught up") });
		const genuine = store.documents.lastNumbers;
		store.documents.lastNumbers = (terminal) => (order.push("numbers"), genuine(terminal));
		await enrolment.answer(code.codeId, encodeEnrolmentRequest(cbor, digest, code, key, nonce));
		expect(order).toEqual(["settled", "caught up", "numbers"]);
	});
});

it("an epoch is granted to one key, and not again once another grant has followed", async () => {
	const { terminals } = openLocalStore({ folder: undefined, merchant: "demo" });
	const grant = (epoch: number, key: number, password: number): Promise<string | undefined> =>
		terminals.grant({
			...{ terminal: "t0", name: "t0", epoch, publicKey: new Uint8Array(32).fill(key), head: new Uint8Array(32) },
			...{ passwordHash: new Uint8Array(32).fill(password), codeId: undefined, atMs: 1 },
		});
	expect([await grant(1, 1, 1), await grant(1, 1, 1), await grant(1, 2, 1)]).toEqual(["t/1/1", "t/1/1", undefined]);
	expect([await grant(3, 3, 3), await grant(2, 2, 2), await grant(1, 1, 1)]).toEqual([undefined, "t/1/1", undefined]);
	expect(await terminals.find("t0")).toMatchObject({ epoch: 2, passwordHash: Buffer.alloc(32, 2) });
});

it("a status is not acknowledged where the store fails, so that the terminal sends it again", async () => {
	const host = await fixture.open();
	const terminal = await fixture.terminal(host);
	const firmware = { board: "board", version: 1, state: UpdateState.none, offered: 0 };
	const bytes = encodeStatus(cbor, { ...status, firmware });
	expect(await terminal.client!.publish(terminal.topic("status"), bytes)).toBe(true);
	host.store.firmware.of = () => Promise.reject(new StoreFault("STORE_FAILED", "disk full"));
	expect(await terminal.client!.publish(terminal.topic("status"), bytes)).toBe(false);
});

it("terminals that connect at once get their own credentials each", async () => {
	const store = openLocalStore({ folder: undefined, merchant: "demo" });
	const names = ["t0", "t1", "t2"];
	for (const [index, terminal] of names.entries())
		await store.terminals.grant({
			...{ terminal, name: terminal, epoch: 1, publicKey: new Uint8Array(32), head: new Uint8Array(32) },
			...{ passwordHash: new Uint8Array(32).fill(index), codeId: undefined, atMs: 1 },
		});
	const lookup = new CredentialLookup(store);
	const found = await Promise.all([...names, "nobody", "t1"].map((name) => lookup.find(name)));
	expect(found.map((each) => each?.passwordHash?.[0])).toEqual([0, 1, 2, undefined, 1]);
	await store.close();
});

it("a key that is missing is reported, and no other is put in its place", async () => {
	const folder = fixture.folder();
	const store = openLocalStore({ folder: undefined, merchant: "demo" });
	const signer = await openHostKey(folder, store);
	expect(await openHostKey(folder, store)).toMatchObject({ publicKey: signer.publicKey });
	rmSync(join(folder, "host.key"));
	await expect(openHostKey(folder, store)).rejects.toThrow("HOST_KEY_DAMAGED");
	expect(readdirSync(folder)).toEqual([]);
	await store.close();
});

describe("health", () => {
	it("is bad where the store does not answer in time", async () => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		const { settings } = openLocalStore({ folder: undefined, merchant: "demo" });
		settings.owner = () => new Promise(() => undefined);
		const guard = new Guard(() => undefined);
		const store = { settings, trouble: () => undefined };
		const health = new Health({ store, guard, tlsExpiry: { trouble: undefined } });
		let codes: string[] | undefined;
		void health.troubles().then((reasons) => (codes = reasons.map(({ code }) => code)));
		vi.advanceTimersByTime(hostLimits.healthMs);
		for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
		expect(codes).toEqual(["STORE_FAILED"]);
	});
});
