import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { loadCredentials, storeCredentials, type Credentials } from "../../firmware/sync/credentials.js";
import { Enrolment } from "../../firmware/sync/enrolment.js";
import { formatEnrolmentCode, parseEnrolmentCode } from "../../firmware/wire/enrolment.js";
import { Access } from "../../host/transport/embedded/access.js";
import { Host } from "../../host/compose/single.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Link } from "../../simulator/network/link.js";
import { noFaults, type LinkFaults } from "../../simulator/network/profile.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { World } from "../../simulator/world.js";
import type { WireValue } from "../../firmware/wire/cbor.js";
import { reach } from "../reach.js";
import { cbor, credentials as anyCredentials, digest, ed25519 } from "./world-terminal.js";

const open: { close(): unknown }[] = [];

afterEach(async () => {
	for (const resource of open.splice(0).reverse()) await resource.close();
});

async function openEnrolment(faults: LinkFaults = noFaults, seed = 1) {
	const world = new World(seed);
	const host = await Host.open({ dataDir: undefined, merchant: "bakery", logLevel: "silent" });
	open.push(host);
	const link = new Link({
		world,
		random: world.random.fork("link"),
		dialer: dialInProcess((stream) => host.attach(stream)),
		profiles: { lossy: { latencyMs: 50, jitterMs: 50, bytesPerSecond: 10_000, faults } },
	});
	open.push(link);
	if (faults !== noFaults) link.mode = "lossy";
	const keyStore = new SimulatedKeyStore();
	const enrolled: { credentials: Credentials; wallMs: number }[] = [];
	const refused: Fault[] = [];
	const enrol = (code: string): Enrolment => {
		const enrolment = new Enrolment({
			code,
			ports: {
				network: link.source,
				timers: new BootTimers(world),
				random: world.random,
				digest,
				ed25519,
				keyStore,
				trace: () => undefined,
			},
			cbor,
			listener: {
				enrolled: (credentials, wallMs) => enrolled.push({ credentials, wallMs }),
				enrolmentRefused: (fault) => refused.push(fault),
			},
		});
		open.push(enrolment);
		return enrolment;
	};
	const done = (): Promise<void> => reach(world, () => enrolled.length + refused.length > 0, world.nowMs + 600_000);
	return { world, host, link, keyStore, enrolled, refused, enrol, done };
}

describe("enrolment", () => {
	it("gives a terminal its identity and pins the host's key, in one stored value", async () => {
		const { host, keyStore, enrolled, refused, enrol, done, world, link } = await openEnrolment();
		const { code } = await host.enrol("stall-1", "Stall one");
		enrol(code);
		await done();
		expect(refused).toEqual([]);
		const { credentials, wallMs } = enrolled[0]!;
		expect(credentials).toMatchObject({
			merchant: "bakery",
			terminal: "stall-1",
			epoch: 1,
			previousEpoch: 0,
			hostKey: host.publicKey,
		});
		expect(Math.abs(wallMs - Date.now())).toBeLessThan(60_000);
		expect(loadCredentials(keyStore, cbor)).toEqual(credentials);
		expect(keyStore.writes).toBe(1);
		await world.pass(60_000);
		expect(link.isConnected).toBe(false);
	});

	it("contains the last known place of the replaced terminal", async () => {
		const { host, enrolled, enrol, done } = await openEnrolment();
		enrol((await host.enrol("stall-1", "Stall one")).code);
		await done();
		const first = enrolled.shift()!.credentials;
		enrol((await host.enrol("stall-1", "Stall one")).code);
		await done();
		const second = enrolled[0]!.credentials;
		expect(second).toMatchObject({ terminal: "stall-1", epoch: 2, previousEpoch: 1, previousSequence: 0 });
		expect(second.seed).not.toEqual(first.seed);
		expect(second.password).not.toBe(first.password);
	});

	it("refuses a text that is not a code without sending anything", async () => {
		const { link, enrol } = await openEnrolment();
		expect(() => enrol("5901234123457")).toThrow(expect.objectContaining({ code: "ENROLMENT_MALFORMED" }) as Fault);
		expect(link.counters.connections).toBe(0);
	});

	it.each([
		[
			"an unknown code",
			(code: string) => formatEnrolmentCode({ ...parseEnrolmentCode(code), codeId: "000000000000" }),
		],
		[
			"a wrong secret",
			(code: string) => formatEnrolmentCode({ ...parseEnrolmentCode(code), secret: new Uint8Array(16) }),
		],
		[
			"a host with another key",
			(code: string) => formatEnrolmentCode({ ...parseEnrolmentCode(code), fingerprint: new Uint8Array(32) }),
		],
	])("is refused for %s, and nothing is stored", async (_name, forge) => {
		const { host, keyStore, enrolled, refused, enrol, done } = await openEnrolment();
		enrol(forge((await host.enrol("stall-1", "Stall one")).code));
		await done();
		expect(enrolled).toEqual([]);
		expect(refused).toMatchObject([{ code: "ENROLMENT_REFUSED" }]);
		expect(loadCredentials(keyStore, cbor)).toBeUndefined();
	});

	it("gives up after a few attempts without a network", async () => {
		const { host, link, refused, enrol, done } = await openEnrolment();
		link.mode = "off";
		enrol((await host.enrol("stall-1", "Stall one")).code);
		await done();
		expect(refused).toMatchObject([{ code: "NETWORK_LOST" }]);
		expect(link.counters.connections).toBe(limits.enrolmentAttemptsMax);
	});

	it("can be cancelled at any time and leaves nothing behind", async () => {
		const { world, host, link, keyStore, enrolled, refused, enrol } = await openEnrolment();
		for (const afterMs of [0, 10, 40, 60, 80, 100, 150]) {
			const enrolment = enrol((await host.enrol("stall-1", "Stall one")).code);
			await world.pass(afterMs);
			enrolment.close();
			enrolment.close();
			await world.pass(60_000);
			expect(link.isConnected).toBe(false);
			if (enrolled.length > 0) break;
		}
		expect(refused).toEqual([]);
		expect(loadCredentials(keyStore, cbor)).toEqual(enrolled[0]?.credentials);
	});

	it("works with the broker whatever was lost or duplicated on the way", async () => {
		let successes = 0;
		for (let seed = 13; seed <= 24; seed++) {
			const faults = {
				drop: 0.1,
				loseAck: 0.1,
				duplicate: 0.4,
				delay: 0.1,
				delayMsMax: 3_000,
				cut: 0.1,
				halfOpen: 0,
				refuse: 0.1,
			};
			const { world, host, enrolled, enrol, done } = await openEnrolment(faults, seed);
			enrol((await host.enrol("stall-1", "Stall one")).code);
			await done();
			await world.pass(30_000);
			const credentials = enrolled[0]?.credentials;
			if (!credentials) continue;
			successes++;
			const access = new Access({
				merchant: "bakery",
				findCredentials: (terminal) => host.store.terminals.find(terminal),
				isCodeOpen: () => Promise.resolve(false),
			});
			const username = "bakery/stall-1";
			expect(
				await access.identify(username, username, Buffer.from(credentials.password)),
				`seed ${seed}`,
			).toBeDefined();
		}
		expect(successes).toBeGreaterThan(5);
	});
});

describe("stored credentials", () => {
	const full: Credentials = {
		...anyCredentials,
		numbers: [41, 7, 0, 3],
		shift: 12,
		authority: new Uint8Array(limits.authorityBytesMax).fill(48),
	};

	function stored(credentials: Credentials): { readonly keyStore: SimulatedKeyStore; readonly fields: WireValue[] } {
		const keyStore = new SimulatedKeyStore();
		storeCredentials(keyStore, cbor, credentials);
		return { keyStore, fields: cbor.decode(keyStore.read("credentials")!) as WireValue[] };
	}

	it("are read as written, with and without an authority", () => {
		for (const credentials of [anyCredentials, full])
			expect(loadCredentials(stored(credentials).keyStore, cbor)).toEqual(credentials);
	});

	it("may be longer: fields of a newer version are ignored", () => {
		for (const credentials of [anyCredentials, full]) {
			const { keyStore, fields } = stored(credentials);
			const authority = fields[15] === undefined ? 0 : [...(fields[15] as WireValue[]), "more"];
			keyStore.write("credentials", cbor.encode([...fields.slice(0, 15), authority, [1, 2], "more"], 2_500));
			expect(loadCredentials(keyStore, cbor)).toEqual(credentials);
		}
	});

	it.each([
		[
			"of another format",
			(fields: WireValue[]) => cbor.encode([3, "what a later version may put here"], fields.length),
		],
		["cut short", (fields: WireValue[]) => cbor.encode(fields.slice(0, 14), 2_500)],
		["no CBOR", () => Uint8Array.of(0xff)],
	])("are refused with a code if they are %s, and left unchanged", (_, spoil) => {
		const { keyStore, fields } = stored(full);
		const bytes = spoil(fields);
		keyStore.write("credentials", bytes);
		expect(() => loadCredentials(keyStore, cbor)).toThrow(
			expect.objectContaining({ code: "CREDENTIALS_UNREADABLE" }) as Fault,
		);
		expect(keyStore.read("credentials")).toEqual(bytes);
	});
});
