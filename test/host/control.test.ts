// Small parts of the host's control, each alone: sightings, reports, cached images, stored images, enrolment at once.
import { afterEach, describe, expect, it } from "vitest";
import { encodeEnrolmentRequest, parseEnrolmentCode } from "../../firmware/wire/enrolment.js";
import { UpdateState } from "../../firmware/wire/status.js";
import { NodeSigner } from "../../host/crypto.js";
import { Devices } from "../../host/control/devices.js";
import { Enrolment } from "../../host/control/enrolment.js";
import { ImageCache } from "../../host/control/image-cache.js";
import { LastSeen } from "../../host/control/last-seen.js";
import { Guard } from "../../host/guard.js";
import { hostLimits } from "../../host/limits.js";
import { openLocalStore } from "../../host/store/sqlite/local.js";
import type { Sighting } from "../../host/store/store.js";
import { Fixture } from "./fixture.js";
import { cbor, digest, ed25519, newSeed } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

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
	const status = { epoch: 1, sequence: 0, batteryPercent: 9, paper: 0, wearPercent: 0, freeSales: 9, bootCount: 1 };

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
	await host.publishFirmware("board", 2, image);
	await host.publishFirmware("board", 3, image);
	const report = { board: "board", version: 1, state: UpdateState.none, offered: 0 };
	await host.withdrawFirmware("board", 3);
	expect(await host.firmware.messages(report)).toHaveLength(1);
	const sha256 = digest.sha256(image);
	expect(await host.firmware.piece({ digest: sha256, offset: 4_000, length: 2_048 })).toHaveLength(1_000);
	await host.withdrawFirmware("board", 2);
	expect(await host.firmware.messages(report)).toEqual([]);
	expect(await host.firmware.piece({ digest: sha256, offset: 0, length: 2_048 })).toBeUndefined();
});

it("requests with an enrolment code that come at once count as a try each", async () => {
	const store = openLocalStore({ folder: undefined, merchant: "demo" });
	const nothing = (): undefined => undefined;
	const refused: string[] = [];
	const enrolment = new Enrolment({
		...{ store, cbor, digest, signer: new NodeSigner(newSeed()), clock: fixture.clock, merchant: "demo" },
		...{ settled: async () => undefined, caughtUp: async () => undefined, provision: nothing },
		...{ log: { info: nothing, warn: nothing, error: nothing }, refuse: (code) => void refused.push(code) },
		...{ guard: new Guard(nothing), endpoint: () => ({ host: "127.0.0.1", port: 1, secure: undefined }) },
	});
	const parsed = parseEnrolmentCode((await enrolment.issue("stall-1", "Stall")).code);
	const key = ed25519.publicKey(newSeed());
	const nonce = new Uint8Array(16);
	const right = encodeEnrolmentRequest(cbor, digest, parsed, key, nonce);
	const wrong = encodeEnrolmentRequest(cbor, digest, { ...parsed, secret: new Uint8Array(16) }, key, nonce);
	const requests = [...new Array<Uint8Array>(hostLimits.enrolmentTriesMax).fill(wrong), right];
	const replies = await Promise.all(requests.map((request) => enrolment.answer(parsed.codeId, request)));
	expect(replies.map(({ reply }) => reply.length)).toEqual(requests.map(() => 0));
	expect(refused.at(-1)).toBe("ENROLMENT_UNKNOWN");
	expect(await store.terminals.find("stall-1")).toBeUndefined();
	enrolment.close();
	await store.close();
});
