// Issue 11, number 1: nothing that the disk does ends the host or holds up its event loop. The kind:
// https://github.com/desplega-ai/agent-swarm/pull/354 (a lock held by another writer ended the process),
// https://github.com/cross-seed/cross-seed/issues/278, https://github.com/TechnitiumSoftware/DnsServer/issues/427 and
// /issues/322 (full disk), https://github.com/anomalyco/opencode/issues/17589 (SQLITE_FULL as an unhandled error),
// https://github.com/strongloop/strong-pm/issues/368 (a restart loop on a full disk).
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { toHex } from "../../../firmware/core/bytes.js";
import { decodeChunk, encodeChunkRequest } from "../../../firmware/wire/chunk.js";
import { UpdateState } from "../../../firmware/wire/status.js";
import type { Host } from "../../../host/compose/single.js";
import { StoreFault } from "../../../host/faults.js";
import { Guard } from "../../../host/guard.js";
import { type StorePart } from "../../../host/store/store.js";
import { Fixture, refusals } from "../../host/fixture.js";
import { cbor, digest, sale, TestTerminal } from "../../host/test-terminal.js";
import { patienceMs } from "../../patience.js";

const fixture = new Fixture();
const held: Database.Database[] = [];
afterEach(async () => {
	vi.restoreAllMocks();
	for (const database of held.splice(0)) database.close();
	await fixture.close();
	fixture.log.length = 0;
});

/** As a database browser with a pending change holds it. */
function holdLock(folder: string): Database.Database {
	const database = new Database(join(folder, "host.db"));
	held.push(database);
	database.exec("BEGIN IMMEDIATE");
	return database;
}

async function health(host: Host): Promise<{ status: number; codes: string[] }> {
	const { statusCode, body } = await host.web.inject("/healthz");
	const { reasons = [] } = JSON.parse(body) as { reasons?: { code: string; message: string }[] };
	for (const { message } of reasons) expect(message.length).toBeGreaterThan(40);
	return { status: statusCode, codes: reasons.map(({ code }) => code) };
}

async function isGreen(host: Host): Promise<void> {
	await vi.waitFor(async () => expect(await health(host)).toEqual({ status: 200, codes: [] }), patienceMs);
}

async function servesMetrics(host: Host): Promise<void> {
	const { statusCode, body } = await host.web.inject("/metrics");
	expect([statusCode, body.includes("tillmark_refused_total")]).toEqual([200, true]);
}

/** Connects anew and ships what the host does not have yet. */
async function recovers(host: Host, terminal: TestTerminal): Promise<void> {
	await isGreen(host);
	await fixture.reconnect(host, terminal);
	let { committed } = await terminal.ack();
	if (committed < terminal.payloads.length) ({ committed } = await terminal.ship(committed + 1));
	expect(committed).toBe(terminal.payloads.length);
	expect((await host.ledger()).sales).toBe(terminal.payloads.length);
}

describe("while another program holds the write lock", () => {
	it.each([
		["in its own thread", false],
		["in the host's thread", true],
	])("the event loop goes on and a batch waits, with the store %s", async (_name, isStoreInThread) => {
		const dataDir = fixture.folder();
		const host = await fixture.open({ dataDir, isStoreInThread });
		const terminal = await fixture.terminal(host);
		const lock = holdLock(dataDir);
		terminal.record(sale(1));
		const shipped = terminal.ship(1);
		await vi.waitFor(() => expect(host.ingest.isFull("stall-1")).toBe(false), patienceMs);
		for (let turns = 0; turns < 20; turns++) {
			await new Promise((resolve) => setImmediate(resolve));
			// Reads are not held up by a writer.
			expect((await health(host)).status).toBe(200);
		}
		await servesMetrics(host);
		lock.exec("ROLLBACK");
		expect((await shipped).committed).toBe(1);
		expect(await refusals(host, "STORE_FAILED")).toBe(0);
	});

	it("a lock that stays turns health red with the reason, and all recovers when it is gone", async () => {
		const dataDir = fixture.folder();
		const host = await fixture.open({ dataDir });
		const terminal = await fixture.terminal(host);
		const others = await Promise.all(["a", "b", "c"].map((name) => fixture.terminal(host, name)));
		const lock = holdLock(dataDir);
		terminal.record(sale(1));
		others.forEach((other) => other.record(sale(1)));
		// All batches of a group fail after one wait, not each after its own.
		const batches = [terminal, ...others].map((each) => each.client!.publish(each.topic("batch"), each.batch(1)));
		const enrolling = expect(host.enrol("stall-9", "Nine")).rejects.toMatchObject({ code: "STORE_BUSY" });
		expect(await Promise.all(batches)).toEqual([false, false, false, false]);
		await enrolling;
		expect(await health(host)).toEqual({ status: 503, codes: ["STORE_BUSY"] });
		expect(await refusals(host, "STORE_FAILED")).toBeGreaterThanOrEqual(4);
		await servesMetrics(host);
		const issued = await host.web.inject({ method: "POST", url: "/api/enrolments", payload: { terminal: "x" } });
		expect([issued.statusCode, (issued.json() as { code: string }).code]).toEqual([503, "STORE_BUSY"]);
		lock.exec("ROLLBACK");
		await isGreen(host);
		for (const each of [terminal, ...others]) {
			await fixture.reconnect(host, each);
			await each.ack();
			expect((await each.ship(1)).committed).toBe(1);
		}
	});

	it("a host starts and serves what it has", async () => {
		const dataDir = fixture.folder();
		await (await fixture.open({ dataDir, isStoreInThread: true })).close();
		const lock = holdLock(dataDir);
		const host = await fixture.open({ dataDir, isStoreInThread: true });
		expect((await host.web.inject("/api/overview")).statusCode).toBe(200);
		lock.exec("ROLLBACK");
	});
});

it("acknowledges nothing once a page was damaged under the running host", async () => {
	const dataDir = fixture.folder();
	const host = await fixture.open({ dataDir });
	const terminal = await fixture.terminal(host);
	for (let number = 1; number <= 30; number++) terminal.record(sale(number));
	expect((await terminal.ship(1, 30)).committed).toBe(30);
	await host.ledgers.caughtUp();
	const other = new Database(join(dataDir, "host.db"));
	held.push(other);
	other.pragma("wal_checkpoint(TRUNCATE)");
	const path = join(dataDir, "host.db");
	const bytes = readFileSync(path);
	writeFileSync(path, bytes.fill(0x5a, 4_096), { flag: "r+" });
	// Another program's commit makes the host's connection read its pages anew.
	other.pragma(`user_version = ${Number(other.pragma("user_version", { simple: true }))}`);
	terminal.record(sale(31));
	expect(await terminal.client!.publish(terminal.topic("batch"), terminal.batch(31))).toBe(false);
	expect(await health(host)).toEqual({ status: 503, codes: ["STORE_DAMAGED"] });
	expect(await refusals(host, "STORE_FAILED")).toBeGreaterThan(0);
	await expect(fixture.reconnect(host, terminal)).rejects.toThrow("CONNACK 3");
	await expect(host.ledger()).rejects.toMatchObject({ code: "STORE_DAMAGED" });
	await servesMetrics(host);
});

it.each<readonly [string, (path: string) => void]>([
	["was removed", (path) => rmSync(path)],
	["was replaced by a backup", (path) => (writeFileSync(`${path}.new`, ""), renameSync(`${path}.new`, path))],
	["has lost its log", (path) => rmSync(`${path}-wal`)],
])("acknowledges nothing once the open database %s", async (_name, change) => {
	const dataDir = fixture.folder();
	const host = await fixture.open({ dataDir, isStoreInThread: true });
	const terminal = await fixture.terminal(host);
	terminal.record(sale(1), sale(2));
	expect((await terminal.ship(1, 1)).committed).toBe(1);
	change(join(dataDir, "host.db"));
	expect(await terminal.client!.publish(terminal.topic("batch"), terminal.batch(2))).toBe(false);
	expect(await health(host)).toEqual({ status: 503, codes: ["STORE_DAMAGED"] });
	await servesMetrics(host);
});

it("answers a firmware image that cannot be read as one that is not here", async () => {
	const dataDir = fixture.folder();
	const host = await fixture.open({ dataDir, isStoreInThread: true });
	const terminal = await fixture.terminal(host);
	const image = new Uint8Array(4_096).fill(7);
	await host.publishFirmware("board", 1, image);
	const path = join(dataDir, "firmware", `${toHex(digest.sha256(image))}.bin`);
	const piece = async (): Promise<number> => {
		const request = encodeChunkRequest(cbor, { digest: digest.sha256(image), offset: 0, length: 512 });
		expect(await terminal.client!.publish(terminal.topic("get"), request)).toBe(true);
		return decodeChunk(cbor, (await terminal.client!.message(terminal.topic("chunk")))!).bytes.length;
	};
	expect(await piece()).toBe(512);
	rmSync(path);
	mkdirSync(path);
	expect(await piece()).toBe(0);
	expect(await refusals(host, "STORE_FAILED")).toBe(1);
	rmSync(path, { recursive: true });
	writeFileSync(path, image);
	expect(await piece()).toBe(512);
});

/** Every call that a handler makes, by what a terminal or a device does. */
const calls: readonly (readonly [part: StorePart, method: string])[] = [
	["terminals", "credentials"],
	["terminals", "find"],
	["terminals", "seen"],
	["chains", "epochs"],
	["chains", "views"],
	["chains", "commit"],
	["notices", "holdExactly"],
	["notices", "raise"],
	["catalogs", "latest"],
	["catalogs", "offer"],
	["catalogs", "imagePiece"],
	["firmware", "of"],
	["payments", "pendingAnswers"],
	["ledgers", "load"],
	["ledgers", "apply"],
	["ledgers", "cursors"],
	["enrolments", "find"],
	["enrolments", "countTry"],
	["terminals", "grant"],
	["documents", "lastNumbers"],
];

const csv = readFileSync(new URL("../../host/catalog.csv", import.meta.url));

/** What terminals and devices do on a day. Whatever fails of it, it ends. */
async function day(host: Host, terminal: TestTerminal): Promise<void> {
	const enrolling = async (): Promise<void> => {
		const { code } = await host.enrol("stall-2", "Two");
		await TestTerminal.enrol(fixture.client(host), code);
	};
	const selling = async (): Promise<void> => {
		await fixture.reconnect(host, terminal);
		const offered = terminal.payloads.length + 2;
		await terminal.say({ firmware: { board: "board", version: 1, state: UpdateState.refused, offered } });
		const request = { digest: new Uint8Array(32), offset: 0, length: 64 };
		await terminal.client!.publish(terminal.topic("get"), encodeChunkRequest(cbor, request));
		terminal.record(sale(terminal.payloads.length + 1));
		// The end of its chain, which the host remembers, does not tell whether an old record is a duplicate.
		await terminal.client!.publish(terminal.topic("batch"), terminal.batch(1, 1));
		await terminal.client!.publish(terminal.topic("batch"), terminal.batch(terminal.payloads.length));
		await terminal.client!.close();
	};
	await Promise.allSettled([enrolling(), selling(), host.publishCatalog(csv)]);
}

describe("no handler ends the host when the store fails in", () => {
	const lasting = new Fixture();
	let host: Host;
	let terminal: TestTerminal;
	beforeAll(async () => {
		host = await lasting.open();
		terminal = await lasting.terminal(host);
		await host.publishCatalog(csv);
	});
	afterAll(() => lasting.close());
	const kinds: Readonly<Record<string, () => unknown>> = {
		"as a full disk does": () => Promise.reject(new StoreFault("STORE_FAILED", "SQLITE_FULL: disk is full")),
		"by its own mistake": () => Promise.reject(new TypeError("cannot read properties of undefined")),
		"before it returns": () => {
			throw new Error("thrown");
		},
	};
	it.each(calls)("%s.%s", async (part, method) => {
		const store = host.store[part] as unknown as Record<string, () => unknown>;
		// A part makes its methods when they are first asked for.
		expect(store[method]).toBeDefined();
		let failures = 0;
		for (const failure of Object.values(kinds)) {
			const failing = vi.spyOn(store, method).mockImplementation(failure);
			await day(host, terminal);
			// Sightings wait for each other.
			if (method === "seen") await vi.waitFor(() => expect(failing).toHaveBeenCalled(), patienceMs);
			failures += failing.mock.calls.length;
			failing.mockRestore();
		}
		expect(failures).toBeGreaterThan(0);
		await servesMetrics(host);
		await recovers(host, terminal);
	});
});

it("reports what a guarded handler throws, rejects with, or does when told of it", async () => {
	const reported: unknown[][] = [];
	const guard = new Guard((code, fields) => void reported.push([code, (fields as { handler: string }).handler]));
	const fail = (error: Error) => (): never => {
		throw error;
	};
	guard.run("throws", fail(new Error("x")));
	guard.run("rejects", () => Promise.reject(new StoreFault("STORE_BUSY", "")));
	guard.run("fails twice", fail(Object.assign(new Error(), { code: "EMFILE", syscall: "open" })), fail(new Error()));
	guard.handler("handler", fail(Object.assign(new Error(), { code: "ENOSPC", syscall: "write" })))();
	await guard.settle("settles", () => Promise.reject(new Error("x")));
	expect(reported.map(String).sort()).toEqual([
		"HOST_EXHAUSTED,fails twice",
		"HOST_INTERNAL,fails twice",
		"HOST_INTERNAL,settles",
		"HOST_INTERNAL,throws",
		"STORE_FAILED,handler",
		"STORE_FAILED,rejects",
	]);
});
