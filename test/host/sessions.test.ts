// Messages to a terminal at session start: only in formats that it reads, and only after it has stated them (invariant
// 14); acks that distinguish committed from archived (invariant 4); and one topic branch per terminal.
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { catalogFormat } from "../../firmware/catalog/format.js";
import { type Capabilities, Feature, ownCapabilities } from "../../firmware/wire/capabilities.js";
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
import { Guard } from "../../host/guard.js";
import type { Host } from "../../host/compose/single.js";
import { checkSettings } from "../../host/settings.js";
import { addTerminal, alarmsOf, Fixture, refusals } from "./fixture.js";
import { IngestBench, seeds } from "./ingest-bench.js";
import { cbor, digest, ed25519, prefix, sale, TestTerminal } from "./test-terminal.js";
import { openManifest } from "../wire/open.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const csv = readFileSync(new URL("./catalog.csv", import.meta.url));
const reads = (...catalogFormats: number[]): Capabilities => ({
	...ownCapabilities(catalogFormats),
	features: [Feature.paymentAttempts, 99],
});

async function enrolled(host: Host, name = "stall-1"): Promise<TestTerminal> {
	return TestTerminal.enrol(fixture.client(host), (await host.enrol(name, name)).code);
}

/** Unread messages, by the last part of their topic. */
function waiting(terminal: TestTerminal): string[] {
	return terminal.client!.packets.flatMap((packet) =>
		packet.cmd === "publish" ? packet.topic.split("/").slice(-1) : [],
	);
}

/** Waits until all earlier messages of the host have arrived. */
async function settled(terminal: TestTerminal): Promise<string[]> {
	await terminal.client!.publish(terminal.topic("get"), cbor.encode([new Uint8Array(32), 0, 1]));
	await terminal.client!.message(terminal.topic("chunk"));
	return waiting(terminal);
}

describe("a session", () => {
	it("begins with the terminal's first status; the host sends nothing before", async () => {
		const host = await fixture.open();
		await host.publishCatalog(csv);
		const terminal = await enrolled(host);
		await terminal.connect(fixture.client(host));
		expect(await settled(terminal)).toEqual([]);
		await terminal.say();
		expect(await settled(terminal)).toEqual([]);
		await terminal.say({ session: { nonce: terminal.sessionNonce, capabilities: reads(catalogFormat) } });
		expect(await settled(terminal)).toEqual(["ack", "catalog"]);
		expect(host.devices.get("stall-1").capabilities).toEqual(reads(catalogFormat));
	});

	it("is answered for its own nonce, with the host's time and capabilities", async () => {
		const host = await fixture.open();
		const terminal = await enrolled(host);
		await terminal.online(fixture.client(host));
		const { session } = await terminal.ack();
		expect(session).toMatchObject({ nonce: terminal.sessionNonce, wallMs: fixture.clock.now() });
		expect(session!.capabilities).toEqual(ownCapabilities([catalogFormat]));
		terminal.record(sale(1));
		expect((await terminal.ship(1)).session).toBeUndefined();
	});

	it("gets the ack of the previous epoch, which may still have records to ship, then of the latest", async () => {
		const host = await fixture.open();
		const old = await fixture.terminal(host);
		old.record(sale(1));
		await old.ship(1);
		const terminal = await enrolled(host);
		await terminal.online(fixture.client(host));
		const acks = [await terminal.ack(), await terminal.ack()];
		expect(acks.map(({ epoch, committed, session }) => [epoch, committed, session !== undefined])).toEqual([
			[1, 1, true],
			[2, 0, true],
		]);
	});

	it("keeps the terminal's capabilities until it ends", async () => {
		const host = await fixture.open();
		await host.publishCatalog(csv);
		const terminal = await enrolled(host);
		await terminal.online(fixture.client(host));
		await settled(terminal);
		const capabilities = async () =>
			(await host.web.inject({ url: "/api/terminals/stall-1", headers: { host: "127.0.0.1:80" } })).json()
				.capabilities;
		expect(await capabilities()).toMatchObject({ catalogFormats: [catalogFormat] });
		await terminal.client!.close();
		await terminal.connect(fixture.client(host));
		await terminal.say();
		expect(await capabilities()).toBeNull();
		await host.publishCatalog(csv);
		expect(await settled(terminal)).toEqual([]);
	});
});

describe("a catalog", () => {
	it("is offered in a format that the terminal reads, both at session start and on publication", async () => {
		const host = await fixture.open();
		const terminal = await enrolled(host);
		await terminal.online(fixture.client(host), reads(catalogFormat, 4_000));
		await host.publishCatalog(csv);
		const manifest = openManifest(
			cbor,
			ed25519,
			host.publicKey,
			(await terminal.client!.message(terminal.topic("catalog")))!,
		);
		expect(manifest).toMatchObject({ version: 1, format: catalogFormat });
	});

	it("that a terminal cannot read is not offered, and has one alarm until the terminal can read it", async () => {
		const host = await fixture.open();
		await host.publishCatalog(csv);
		const terminal = await enrolled(host);
		for (let session = 0; session < 3; session++) {
			await terminal.client?.close();
			await terminal.online(fixture.client(host), reads(4_000));
			expect(await settled(terminal)).toEqual(["ack"]);
		}
		await host.publishCatalog(csv);
		expect(await settled(terminal)).toEqual(["ack"]);
		expect(await alarmsOf(host)).toMatchObject([
			{ code: "CATALOG_FORMAT_UNREADABLE", terminal: "stall-1", count: 1 },
		]);
		expect((await alarmsOf(host))[0]!.detail).toContain("4000");
		expect(await refusals(host, "CATALOG_FORMAT_UNREADABLE")).toBe(1);
		await terminal.client!.close();
		await terminal.online(fixture.client(host));
		expect(await settled(terminal)).toEqual(["ack", "catalog"]);
		expect(await alarmsOf(host)).toEqual([]);
	});

	it("raises an alarm naming the unapplied rules, until a catalog has none", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const applied = (version: number, ...unapplied: string[]): KnownRecord => ({
			...prefix,
			kind: RecordKind.catalogApplied,
			...{ version, digest: new Uint8Array(32), format: 1, unapplied },
		});
		terminal.record(applied(3, "lunch", "3-for-2"));
		await terminal.ship(1);
		const alarms = async () => (await alarmsOf(host)).map(({ code, terminal, detail }) => [code, terminal, detail]);
		expect(await alarms()).toEqual([
			["CATALOG_RULE_UNAPPLIED", "stall-1", "catalog 3, rule 3-for-2"],
			["CATALOG_RULE_UNAPPLIED", "stall-1", "catalog 3, rule lunch"],
		]);
		terminal.record(applied(4, "lunch"));
		await terminal.ship(2);
		expect(await alarms()).toEqual([["CATALOG_RULE_UNAPPLIED", "stall-1", "catalog 4, rule lunch"]]);
		terminal.record(applied(5));
		await terminal.ship(3);
		expect(await alarms()).toEqual([]);
	});

	it("without a rule dropped for an older terminal raises an alarm naming both", async () => {
		const bench = await IngestBench.open();
		const { store, ingest, payments, clock } = bench;
		const refuse = (): void => undefined;
		const guard = new Guard(refuse);
		const parts = { store, cbor, digest, signer: new NodeSigner(seeds[0]!), clock, guard, merchant: "demo" };
		const people = { signingIn: () => Promise.resolve([]) };
		const events = new Events(() => undefined);
		const builders = {
			1: (source: Parameters<typeof buildCatalog>[0]) => ({ image: buildCatalog(source), unapplied: ["lunch"] }),
			2: (source: Parameters<typeof buildCatalog>[0]) => ({ image: buildCatalog(source), unapplied: [] }),
		};
		const nothing = { flags: [], rules: [], campaigns: [], hasVouchers: false };
		const rules = { inEffect: () => Promise.resolve(nothing) };
		const catalogs = new Catalogs({ ...parts, people, rules, settings: checkSettings(), builders });
		await catalogs.publish(csv);
		const sent: string[] = [];
		const sessions = new Sessions({
			...{
				...parts,
				flags: { messages: () => Promise.resolve([]) },
				refuse,
				events,
				ingest,
				payments,
				catalogs,
				texts: { erase: () => 0, pending: () => undefined },
				archive: undefined,
				rights: { messages: () => Promise.resolve([]) },
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
	/** An archive with a settable position. */
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

	it("that lags is reported in acks, and the terminal is informed of its progress", async () => {
		const archive = new LaggingArchive();
		const host = await fixture.open({ archive });
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2), sale(3));
		expect(await terminal.ship(1)).toMatchObject({ committed: 3, archived: 0 });
		archive.advance("stall-1", 1, 2);
		expect(await terminal.ack()).toMatchObject({ committed: 3, archived: 2 });
		await fixture.reconnect(host, terminal);
		expect(await terminal.ack()).toMatchObject({ committed: 3, archived: 2 });
		// Never more than is committed, whatever the archive reports.
		archive.advance("stall-1", 1, 9);
		expect(await terminal.ack()).toMatchObject({ committed: 3, archived: 3 });
		await host.close();
		expect(archive.listeners).toBe(0);
	});

	it("sends nothing to a terminal without a session, or about an unknown chain", async () => {
		const archive = new LaggingArchive();
		const host = await fixture.open({ archive });
		const terminal = await enrolled(host);
		await terminal.connect(fixture.client(host));
		archive.advance("stall-1", 1, 2);
		archive.advance("stall-1", 7, 2);
		archive.advance("nobody", 1, 2);
		expect(await settled(terminal)).toEqual([]);
	});

	it("is reported for a branch only up to its fork", async () => {
		const archive = new LaggingArchive();
		const host = await fixture.open({ archive });
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2), sale(3));
		await terminal.ship(1);
		archive.advance("stall-1", 1, 3);
		await terminal.ack();
		const copy = new TestTerminal(terminal.seed, terminal.grant);
		copy.payloads = terminal.payloads.slice(0, 1);
		copy.record(sale(2, 700), sale(3, 700));
		copy.client = terminal.client;
		expect(await copy.ship(1)).toMatchObject({ committed: 3, archived: 1, status: 1 });
	});
});

describe("a topic branch", () => {
	it("is granted by number, in the order of first enrolment, and never changes", async () => {
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

	it("is not reachable from one with the same prefix", async () => {
		const host = await fixture.open();
		const terminals: TestTerminal[] = [];
		// The 49th is t/1/1d, next to the first's t/1/1.
		for (let number = 1; number <= 49; number++) {
			const name = `t${number}`;
			if (number === 1 || number === 10 || number === 49) terminals.push(await enrolled(host, name));
			else await addTerminal(host, name);
		}
		expect(terminals.map(({ grant }) => grant.topicRoot)).toEqual([topicRoot(1), topicRoot(10), "t/1/1d"]);
		for (const terminal of terminals) {
			for (const other of terminals.filter((one) => one !== terminal)) {
				await terminal.client?.close();
				await terminal.connect(fixture.client(host));
				expect(
					await terminal.client!.subscribe(
						other.topic("ack"),
						`${other.grant.topicRoot}/#`,
						other.grant.topicRoot,
					),
				).toEqual([128, 128, 128]);
				expect(await terminal.client!.publish(other.topic("batch"), new Uint8Array(1))).toBe(false);
			}
		}
		expect(await host.store.notices.setAsides("t1")).toEqual([]);
		for (const terminal of terminals) {
			await terminal.client!.close();
			await terminal.online(fixture.client(host));
			terminal.record(sale(1));
			expect(await terminal.ack()).toMatchObject({ terminal: terminal.terminal });
			expect(await terminal.ship(1)).toMatchObject({ terminal: terminal.terminal, committed: 1 });
		}
	});
});
