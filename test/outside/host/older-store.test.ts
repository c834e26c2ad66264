// Issue 11, number 2: a store that lacks what was acknowledged is refused, although it is whole. SQLite drops what
// follows a torn frame of its write-ahead log without a word (sqlite.org/walformat.html, section 4), and a backup that
// is put in place of the database is whole as well. The kind: https://github.com/rqlite/rqlite/issues/2458,
// https://github.com/couchbase/couchbase-lite-ios/issues/1482.
import { cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Host } from "../../../host/compose/single.js";
import { HostFault } from "../../../host/faults.js";
import { openLocalStore } from "../../../host/store/sqlite/local.js";
import { espImage } from "../../../simulator/peripherals/boot-slots.js";
import { addTerminal, Fixture } from "../../host/fixture.js";
import { sale, type TestTerminal } from "../../host/test-terminal.js";

const fixture = new Fixture();
const sales = 40;
/** As kill -9 leaves it: the log of writes is not in the database yet. */
let killed: string;
/** Of the same host, after half of the sales. */
let backup: string;
let terminal: TestTerminal;
beforeAll(async () => {
	const dataDir = fixture.folder();
	killed = fixture.folder();
	backup = join(fixture.folder(), "backup.db");
	const host = await fixture.open({ dataDir, isStoreInThread: true });
	terminal = await fixture.terminal(host);
	for (let number = 1; number <= sales; number++) {
		terminal.record(sale(number));
		await terminal.ship(number);
		if (number === sales / 2) {
			const database = new Database(join(dataDir, "host.db"), { readonly: true });
			database.exec(`VACUUM INTO '${backup}'`);
			database.close();
		}
	}
	await host.ledgers.caughtUp();
	cpSync(dataDir, killed, { recursive: true });
	await host.close();
});
afterAll(() => fixture.close());

function copy(): string {
	const folder = fixture.folder();
	cpSync(killed, folder, { recursive: true });
	return folder;
}

/** The sales that the folder's store has, or the code of its refusal. */
async function found(folder: string): Promise<number | string> {
	try {
		const store = openLocalStore({ folder, merchant: "demo" });
		const { committed = 0 } = (await store.chains.epoch("stall-1", 1)) ?? {};
		await store.close();
		return committed;
	} catch (error) {
		if (!(error instanceof HostFault)) throw error;
		expect(error.text).toContain("--restored");
		return error.code;
	}
}

const walHeadBytes = 32;
const frameBytes = 24 + 4_096;

it("opens as kill -9 left it, with all that was acknowledged", async () => {
	expect(statSync(join(killed, "host.db-wal")).size).toBeGreaterThan(sales * frameBytes);
	expect(await found(copy())).toBe(sales);
});

describe("a log of writes opens with all that was acknowledged or is refused, when", () => {
	it.each<readonly [string, (path: string, at: number) => void]>([
		["it ends", (path, at) => truncateSync(path, at)],
		["it ends inside a frame", (path, at) => truncateSync(path, at + 1_000)],
		[
			"one bit is flipped in a frame",
			(path, at) => {
				const bytes = readFileSync(path);
				bytes[at + 500]! ^= 8;
				writeFileSync(path, bytes);
			},
		],
		[
			"it has zeros from a frame on, as after a power cut",
			(path, at) => writeFileSync(path, readFileSync(path).fill(0, at)),
		],
	])("%s, at any place", async (_name, damage) => {
		const { size } = statSync(join(killed, "host.db-wal"));
		const outcomes = new Map<number | string, number>();
		const step = Math.ceil((size - walHeadBytes) / frameBytes / 24) * frameBytes;
		for (let at = walHeadBytes; at + frameBytes <= size; at += step) {
			const folder = copy();
			damage(join(folder, "host.db-wal"), at);
			const outcome = await found(folder);
			outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
			rmSync(folder, { recursive: true });
		}
		expect([...outcomes.keys()].filter((outcome) => outcome !== sales)).toEqual(["STORE_BEHIND"]);
		expect(outcomes.get("STORE_BEHIND")).toBeGreaterThan(10);
	});

	it("it is missing", async () => {
		const folder = copy();
		rmSync(join(folder, "host.db-wal"));
		expect(await found(folder)).toMatch(/^STORE_/);
	});
});

it("refuses a backup put in place of the database, and takes it with --restored, once", async () => {
	const folder = copy();
	for (const name of ["host.db-wal", "host.db-shm"]) rmSync(join(folder, name));
	cpSync(backup, join(folder, "host.db"));
	const options = { dataDir: folder, isStoreInThread: true };
	for (const isStoreInThread of [true, false])
		await expect(fixture.open({ ...options, isStoreInThread })).rejects.toMatchObject({
			code: "STORE_BEHIND",
			detail: expect.stringMatching(/^the database ends with entry \d+ of incarnation 1, not with entry \d+ of/),
		});
	const host = await fixture.open({ ...options, restored: true });
	await fixture.reconnect(host, terminal);
	expect((await terminal.ack()).committed).toBe(sales / 2);
	expect((await terminal.ship(sales / 2 + 1)).committed).toBe(sales);
	await host.close();
	expect(await found(folder)).toBe(sales);
	// The incarnation counts, too: the same backup once more would take back that it was raised.
	for (const name of ["host.db-wal", "host.db-shm"]) rmSync(join(folder, name), { force: true });
	cpSync(backup, join(folder, "host.db"));
	expect(await found(folder)).toBe("STORE_BEHIND");
});

describe("an older copy that lacks only what an operator has entered", () => {
	const items = "sku,name,category,price,currency,tax_class\nA,Tea,,2.50,EUR,standard\n";

	it.each<readonly [string, (host: Host) => Promise<unknown>]>([
		["prices", (host) => host.publishCatalog(Buffer.from(items))],
		["firmware", (host) => host.publishFirmware("esp32", 9, espImage(9))],
		["withdrawn firmware", (host) => host.withdrawFirmware("esp32", 1)],
		[
			"a closed alarm",
			async ({ store: { notices } }) => {
				const [{ id, count } = { id: 0, count: 0 }] = await notices.alarms();
				expect(await notices.close({ id, count, closedMs: 1, closedBy: "Ada", reason: "counted" })).toBe(true);
			},
		],
		["a board's identity", (host) => addTerminal(host, "stall-9")],
		["people", ({ store }) => store.settings.set("people", "[]")],
		[
			"an answer to a payment",
			({ store: { payments } }) => {
				const answer = { outcome: 1, reference: "", sealed: new Uint8Array(1), answeredMs: 1 };
				return payments.addAnswer("x", { epoch: 1, sequence: 1 }, answer);
			},
		],
		[
			"a record's time that was judged again",
			({ store: { chains } }) =>
				chains.setReceived([{ terminal: "x", epoch: 1, sequence: 1, receivedMs: 1, day: 0, hour: 0 }]),
		],
	])("is refused: %s", async (_name, enter) => {
		const dataDir = join(fixture.folder(), "entered");
		const options = { dataDir, isStoreInThread: true };
		let host = await fixture.open(options);
		await host.publishFirmware("esp32", 1, espImage(1));
		const alarm = { code: "PAYMENT_MISMATCH", terminal: "", detail: "x", amountMinor: 1, currency: "EUR" } as const;
		await host.store.notices.raise(alarm, 1);
		await host.close();
		cpSync(join(dataDir, "host.db"), join(dataDir, "older.db"));
		host = await fixture.open(options);
		await enter(host);
		await host.close();
		expect(typeof (await found(dataDir))).toBe("number");
		for (const name of ["host.db-wal", "host.db-shm"]) rmSync(join(dataDir, name), { force: true });
		cpSync(join(dataDir, "older.db"), join(dataDir, "host.db"));
		expect(await found(dataDir)).toBe("STORE_BEHIND");
		host = await fixture.open({ ...options, restored: true });
		await host.close();
		expect(typeof (await found(dataDir))).toBe("number");
	});
});

it("refuses an older copy that lacks only the last of several inputs of an operator", async () => {
	const dataDir = join(fixture.folder(), "several");
	const options = { dataDir, isStoreInThread: true };
	const host = await fixture.open(options);
	const older = join(dataDir, "older.db");
	await host.publishFirmware("esp32", 1, espImage(1));
	const database = new Database(join(dataDir, "host.db"), { readonly: true });
	database.exec(`VACUUM INTO '${older}'`);
	database.close();
	await host.publishFirmware("esp32", 2, espImage(2));
	await host.close();
	for (const name of ["host.db-wal", "host.db-shm"]) rmSync(join(dataDir, name), { force: true });
	cpSync(older, join(dataDir, "host.db"));
	expect(await found(dataDir)).toBe("STORE_BEHIND");
});

describe("a mark that says nothing refuses nothing, when it", () => {
	it.each<readonly [string, (path: string) => void]>([
		["is missing, as in a restored folder", (path) => rmSync(path)],
		["is empty", (path) => truncateSync(path, 0)],
		["is torn", (path) => writeFileSync(path, readFileSync(path).fill(0, 5))],
		[
			"has another number than its sum",
			(path) => writeFileSync(path, `1 9${readFileSync(path, "latin1").slice(3)}`),
		],
	])("%s", async (_name, change) => {
		const folder = copy();
		expect(existsSync(join(folder, "host.mark"))).toBe(true);
		change(join(folder, "host.mark"));
		expect(await found(folder)).toBe(sales);
	});
});
