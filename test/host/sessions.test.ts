// What a terminal hears when its session begins, in what it can read and never before it has said so (invariant 14);
// acks that tell committed from archived (invariant 4); and one branch of topics for one terminal.
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { catalogFormat } from "../../firmware/catalog/format.js";
import { type Capabilities, Feature, ownCapabilities } from "../../firmware/wire/capabilities.js";
import { openManifest } from "../../firmware/wire/manifest.js";
import { type KnownRecord, RecordKind } from "../../firmware/wire/record.js";
import { encodeStatus } from "../../firmware/wire/status.js";
import { topicRoot } from "../../firmware/wire/topics.js";
import type { Archive } from "../../host/archive.js";
import { Catalogs } from "../../host/control/catalog.js";
import { Devices } from "../../host/control/devices.js";
import { Firmware } from "../../host/control/firmware.js";
import { ImageStore } from "../../host/control/image-store.js";
import { Sessions } from "../../host/control/sessions.js";
import { NodeSigner } from "../../host/crypto.js";
import { Events } from "../../host/events.js";
import type { Host } from "../../host/compose/single.js";
import { checkSettings } from "../../host/settings.js";
import { addTerminal, alarmsOf, Fixture, refusals } from "./fixture.js";
import { IngestBench, seeds } from "./ingest-bench.js";
import { cbor, digest, ed25519, prefix, sale, TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const csv = readFileSync(new URL("./catalog.csv", import.meta.url));
const reads = (...catalogFormats: number[]): Capabilities => ({
	...ownCapabilities(catalogFormats),
	features: [Feature.paymentAttempts, 99],
});

async function enrolled(host: Host, terminal = "stall-1"): Promise<TestTerminal> {
	return TestTerminal.enrol(fixture.client(host), (await host.enrol(terminal, terminal)).code);
}

/** What waits to be read, by the last part of its topic. */
function waiting(stall: TestTerminal): string[] {
	return stall.client!.packets.flatMap((packet) =>
		packet.cmd === "publish" ? packet.topic.split("/").slice(-1) : [],
	);
}

/** All that the host had to say has come once this has. */
async function settled(stall: TestTerminal): Promise<string[]> {
	await stall.client!.publish(stall.topic("get"), cbor.encode([new Uint8Array(32), 0, 1]));
	await stall.client!.message(stall.topic("chunk"));
	return waiting(stall);
}

describe("a session", () => {
	it("begins with the terminal's first status: until then nothing is said", async () => {
		const host = await fixture.open();
		await host.publishCatalog(csv);
		const stall = await enrolled(host);
		await stall.connect(fixture.client(host));
		expect(await settled(stall)).toEqual([]);
		await stall.say();
		expect(await settled(stall)).toEqual([]);
		await stall.say({ session: { nonce: stall.sessionNonce, capabilities: reads(catalogFormat) } });
		expect(await settled(stall)).toEqual(["ack", "catalog"]);
		expect(host.devices.get("stall-1").capabilities).toEqual(reads(catalogFormat));
	});

	it("is answered over its own nonce, with the host's time and what the host can do", async () => {
		const host = await fixture.open();
		const stall = await enrolled(host);
		await stall.online(fixture.client(host));
		const { session } = await stall.ack();
		expect(session).toMatchObject({ nonce: stall.sessionNonce, wallMs: fixture.clock.now() });
		expect(session!.capabilities).toEqual(ownCapabilities([catalogFormat]));
		stall.record(sale(1));
		expect((await stall.ship(1)).session).toBeUndefined();
	});

	it("hears of the epoch before, which may still have an end to ship, then of the latest", async () => {
		const host = await fixture.open();
		const old = await fixture.stall(host);
		old.record(sale(1));
		await old.ship(1);
		const stall = await enrolled(host);
		await stall.online(fixture.client(host));
		const acks = [await stall.ack(), await stall.ack()];
		expect(acks.map(({ epoch, committed, session }) => [epoch, committed, session !== undefined])).toEqual([
			[1, 1, true],
			[2, 0, true],
		]);
	});

	it("knows what a terminal can do for as long as it lasts", async () => {
		const host = await fixture.open();
		await host.publishCatalog(csv);
		const stall = await enrolled(host);
		await stall.online(fixture.client(host));
		await settled(stall);
		const capabilities = async () =>
			(await host.web.inject({ url: "/api/terminals/stall-1", headers: { host: "127.0.0.1:80" } })).json()
				.capabilities;
		expect(await capabilities()).toMatchObject({ catalogFormats: [catalogFormat] });
		await stall.client!.close();
		await stall.connect(fixture.client(host));
		await stall.say();
		expect(await capabilities()).toBeNull();
		await host.publishCatalog(csv);
		expect(await settled(stall)).toEqual([]);
	});
});

describe("a catalog", () => {
	it("is offered in a format that the terminal reads, now and when a newer one is published", async () => {
		const host = await fixture.open();
		const stall = await enrolled(host);
		await stall.online(fixture.client(host), reads(catalogFormat, 4_000));
		await host.publishCatalog(csv);
		const manifest = openManifest(
			cbor,
			ed25519,
			host.publicKey,
			(await stall.client!.message(stall.topic("catalog")))!,
		);
		expect(manifest).toMatchObject({ version: 1, format: catalogFormat });
	});

	it("that a terminal cannot read is offered in no session, and alarmed once, until it can", async () => {
		const host = await fixture.open();
		await host.publishCatalog(csv);
		const stall = await enrolled(host);
		for (let session = 0; session < 3; session++) {
			await stall.client?.close();
			await stall.online(fixture.client(host), reads(4_000));
			expect(await settled(stall)).toEqual(["ack"]);
		}
		await host.publishCatalog(csv);
		expect(await settled(stall)).toEqual(["ack"]);
		expect(await alarmsOf(host)).toMatchObject([
			{ code: "CATALOG_FORMAT_UNREADABLE", terminal: "stall-1", count: 1 },
		]);
		expect((await alarmsOf(host))[0]!.detail).toContain("4000");
		expect(await refusals(host, "CATALOG_FORMAT_UNREADABLE")).toBe(1);
		await stall.client!.close();
		await stall.online(fixture.client(host));
		expect(await settled(stall)).toEqual(["ack", "catalog"]);
		expect(await alarmsOf(host)).toEqual([]);
	});

	it("raises an alarm that names the rules a terminal does not apply, until a catalog has none", async () => {
		const host = await fixture.open();
		const stall = await fixture.stall(host);
		const applied = (version: number, ...unapplied: string[]): KnownRecord => ({
			...prefix,
			kind: RecordKind.catalogApplied,
			...{ version, digest: new Uint8Array(32), format: 1, unapplied },
		});
		stall.record(applied(3, "lunch", "3-for-2"));
		await stall.ship(1);
		const alarms = async () => (await alarmsOf(host)).map(({ code, terminal, detail }) => [code, terminal, detail]);
		expect(await alarms()).toEqual([
			["CATALOG_RULE_UNAPPLIED", "stall-1", "catalog 3, rule 3-for-2"],
			["CATALOG_RULE_UNAPPLIED", "stall-1", "catalog 3, rule lunch"],
		]);
		stall.record(applied(4, "lunch"));
		await stall.ship(2);
		expect(await alarms()).toEqual([["CATALOG_RULE_UNAPPLIED", "stall-1", "catalog 4, rule lunch"]]);
		stall.record(applied(5));
		await stall.ship(3);
		expect(await alarms()).toEqual([]);
	});

	it("from which a rule was left out for an older terminal raises an alarm that names both", async () => {
		const bench = await IngestBench.open();
		const { store, ingest, payments, clock } = bench;
		const parts = { store, cbor, digest, signer: new NodeSigner(seeds[0]!), clock, merchant: "demo" };
		const refuse = (): void => undefined;
		const log = { info: refuse, warn: refuse, error: refuse };
		const events = new Events(() => undefined);
		const builders = {
			1: (source: Parameters<typeof buildCatalog>[0]) => ({ image: buildCatalog(source), unapplied: ["lunch"] }),
			2: (source: Parameters<typeof buildCatalog>[0]) => ({ image: buildCatalog(source), unapplied: [] }),
		};
		const catalogs = new Catalogs({ ...parts, settings: checkSettings(), builders });
		await catalogs.publish(csv);
		const sent: string[] = [];
		const sessions = new Sessions({
			...{
				...parts,
				log,
				refuse,
				events,
				ingest,
				payments,
				catalogs,
				archive: undefined,
				devices: new Devices(),
			},
			firmware: new Firmware({ ...parts, refuse, events, images: new ImageStore(undefined, "firmware") }),
			send: (_terminal, leaf) => sent.push(leaf) > 0,
			online: () => [],
		});
		const begin = (...formats: number[]): Promise<void> => {
			const session = { nonce: new Uint8Array(16), capabilities: reads(...formats) };
			const status = {
				epoch: 1,
				sequence: 0,
				batteryPercent: -1,
				paper: 0,
				wearPercent: 0,
				freeSales: 9,
				bootCount: 1,
				session,
			};
			return sessions.receiveStatus("t0", encodeStatus(cbor, status));
		};
		await begin(1);
		expect(await bench.alarms()).toMatchObject([
			{ code: "CATALOG_RULE_DROPPED", terminal: "t0", detail: "catalog 1, rule lunch" },
		]);
		expect(sent).toEqual(["ack", "catalog"]);
		await begin(1, 2);
		expect(await bench.alarms()).toEqual([]);
		await bench.close();
	});
});

describe("an archive", () => {
	/** As far as it is told to be. */
	class LaggingArchive implements Archive {
		readonly #archived = new Map<string, number>();
		readonly #listeners = new Set<(terminal: string, epoch: number) => void>();

		archivedTo(terminal: string, epoch: number): number {
			return this.#archived.get(`${terminal}/${epoch}`) ?? 0;
		}

		listen(onProgress: (terminal: string, epoch: number) => void): () => void {
			this.#listeners.add(onProgress);
			return () => void this.#listeners.delete(onProgress);
		}

		advance(terminal: string, epoch: number, sequence: number): void {
			this.#archived.set(`${terminal}/${epoch}`, sequence);
			for (const listener of this.#listeners) listener(terminal, epoch);
		}

		get listeners(): number {
			return this.#listeners.size;
		}
	}

	it("that lags is what acks tell, and a terminal hears when it comes further", async () => {
		const archive = new LaggingArchive();
		const host = await fixture.open({ archive });
		const stall = await fixture.stall(host);
		stall.record(sale(1), sale(2), sale(3));
		expect(await stall.ship(1)).toMatchObject({ committed: 3, archived: 0 });
		archive.advance("stall-1", 1, 2);
		expect(await stall.ack()).toMatchObject({ committed: 3, archived: 2 });
		await fixture.reconnect(host, stall);
		expect(await stall.ack()).toMatchObject({ committed: 3, archived: 2 });
		// Never above what is committed, whatever it says.
		archive.advance("stall-1", 1, 9);
		expect(await stall.ack()).toMatchObject({ committed: 3, archived: 3 });
		await host.close();
		expect(archive.listeners).toBe(0);
	});

	it("says nothing to a terminal that has not opened a session, nor of a chain that is not here", async () => {
		const archive = new LaggingArchive();
		const host = await fixture.open({ archive });
		const stall = await enrolled(host);
		await stall.connect(fixture.client(host));
		archive.advance("stall-1", 1, 2);
		archive.advance("stall-1", 7, 2);
		archive.advance("nobody", 1, 2);
		expect(await settled(stall)).toEqual([]);
	});

	it("vouches for a branch only up to where it forked", async () => {
		const archive = new LaggingArchive();
		const host = await fixture.open({ archive });
		const stall = await fixture.stall(host);
		stall.record(sale(1), sale(2), sale(3));
		await stall.ship(1);
		archive.advance("stall-1", 1, 3);
		await stall.ack();
		const copy = new TestTerminal(stall.seed, stall.grant);
		copy.payloads = stall.payloads.slice(0, 1);
		copy.record(sale(2, 700), sale(3, 700));
		copy.client = stall.client;
		expect(await copy.ship(1)).toMatchObject({ committed: 3, archived: 1, status: 1 });
	});
});

describe("a branch of topics", () => {
	it("is granted by number, in the order of first enrolment, and kept for good", async () => {
		const dataDir = fixture.folder();
		const host = await fixture.open({ dataDir });
		const roots: string[] = [];
		for (const terminal of ["b", "a", "b", "c"]) roots.push((await enrolled(host, terminal)).grant.topicRoot);
		expect(roots).toEqual(["t/1/1", "t/2/2", "t/1/1", "t/3/3"]);
		await host.close();
		const again = await fixture.open({ dataDir });
		expect((await enrolled(again, "a")).grant.topicRoot).toBe("t/2/2");
		expect((await enrolled(again, "d")).grant.topicRoot).toBe("t/4/4");
	});

	it("is not reached from one whose name begins alike", async () => {
		const host = await fixture.open();
		const stalls: TestTerminal[] = [];
		// The 49th is t/1/1d beside the first's t/1/1.
		for (let number = 1; number <= 49; number++) {
			const name = `t${number}`;
			if (number === 1 || number === 10 || number === 49) stalls.push(await enrolled(host, name));
			else await addTerminal(host, name);
		}
		expect(stalls.map(({ grant }) => grant.topicRoot)).toEqual([topicRoot(1), topicRoot(10), "t/1/1d"]);
		for (const stall of stalls) {
			for (const other of stalls.filter((one) => one !== stall)) {
				await stall.client?.close();
				await stall.connect(fixture.client(host));
				expect(
					await stall.client!.subscribe(
						other.topic("ack"),
						`${other.grant.topicRoot}/#`,
						other.grant.topicRoot,
					),
				).toEqual([128, 128, 128]);
				expect(await stall.client!.publish(other.topic("batch"), new Uint8Array(1))).toBe(false);
			}
		}
		expect(await host.store.notices.setAsides("t1")).toEqual([]);
		for (const stall of stalls) {
			await stall.client!.close();
			await stall.online(fixture.client(host));
			stall.record(sale(1));
			expect(await stall.ack()).toMatchObject({ terminal: stall.terminal });
			expect(await stall.ship(1)).toMatchObject({ terminal: stall.terminal, committed: 1 });
		}
	});
});
