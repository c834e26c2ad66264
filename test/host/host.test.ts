import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import { equal } from "../../firmware/core/bytes.js";
import { SetClock } from "../../host/clock.js";
import { Host, type HostOptions } from "../../host/compose/single.js";
import { MqttClient } from "./mqtt-client.js";
import { newerRecord, noSale, sale, saleWallMs, TestTerminal } from "./test-terminal.js";

const opened: { close(): Promise<void> }[] = [];
const folders: string[] = [];

async function open(more: Partial<HostOptions> = {}): Promise<Host> {
	const host = await Host.open({
		dataDir: undefined,
		mqttPort: 0,
		clock: new SetClock(saleWallMs),
		logLevel: "silent",
		...more,
	});
	opened.push(host);
	return host;
}

async function enrolled(host: Host, name = "stall-1"): Promise<TestTerminal> {
	const terminal = await TestTerminal.enrol(MqttClient.tcp(host.mqttPort), (await host.enrol(name, "Stall")).code);
	const client = MqttClient.tcp(host.mqttPort);
	opened.push(client);
	await terminal.online(client);
	await terminal.ack();
	return terminal;
}

function folder(): string {
	const path = mkdtempSync(join(tmpdir(), "tillmark-host-"));
	folders.push(path);
	return path;
}

afterEach(async () => {
	for (const it of opened.splice(0).reverse()) await it.close();
	for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

describe("the host", () => {
	it("continues with a new thread after the store's thread has died", async () => {
		const posted = vi.spyOn(Worker.prototype, "postMessage");
		const host = await open({ dataDir: folder() });
		const terminal = await enrolled(host);
		terminal.record(sale(1), sale(2), sale(3));
		await terminal.ship(1, 1);
		const thread = posted.mock.contexts.at(-1) as Worker;
		posted.mockRestore();
		const batch = terminal.client!.publish(terminal.topic("batch"), terminal.batch(2, 2));
		await Promise.all([once(thread, "exit"), thread.terminate()]);
		// Whether or not the thread committed the last batch, everything acknowledged is stored.
		const isAcknowledged = await batch;
		const client = MqttClient.tcp(host.mqttPort);
		opened.push(client);
		await terminal.online(client);
		const { committed } = await terminal.ack();
		if (isAcknowledged) expect(committed).toBe(2);
		expect(await terminal.ship(committed + 1)).toMatchObject({ committed: 3 });
		expect((await host.ledger()).sales).toBe(3);
	});

	it("reports each sale once, even if the ledgers are folded again meanwhile", async () => {
		const dataDir = folder();
		const reported: number[] = [];
		const listen = (host: Host): unknown =>
			host.events.listen((event) => void (event.kind === "receipt" && reported.push(event.number)));
		const host = await open({ dataDir });
		listen(host);
		const terminal = await enrolled(host);
		for (let number = 1; number <= 40; number++) terminal.record(sale(number));
		for (let first = 1; first <= 40; first += 4) {
			const rebuilt = host.ledgers.rebuild();
			await terminal.ship(first, first + 3);
			await rebuilt;
		}
		await host.ledgers.caughtUp();
		expect(reported).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
		await host.close();
		const again = await open({ dataDir });
		listen(again);
		await again.ledgers.rebuild();
		expect(reported.length).toBe(40);
	});

	it("is not healthy if the store does not answer, and logs the cause", async () => {
		const lines: string[] = [];
		const logStream = { write: (line: string) => void lines.push(line) };
		const host = await open({ logLevel: "warn", logStream });
		await host.store.close();
		const answer = await host.web.inject("/healthz");
		const reason = { code: "STORE_FAILED", detail: "The database connection is not open" };
		expect([answer.statusCode, answer.json()]).toMatchObject([503, { ok: false, ledgerLag: 0, reasons: [reason] }]);
		const { code, error } = JSON.parse(lines.at(-1)!) as { code: string; error: Error };
		expect([code, error.message]).toEqual(["STORE_FAILED", "STORE_FAILED: The database connection is not open"]);
	});

	it("enrols a terminal, accepts its batch, and acks with the chain's head after the commit", async () => {
		const host = await open();
		const terminal = await enrolled(host);
		terminal.record(sale(1), sale(2, 190, 2), noSale(1), sale(3, 320));
		const ack = await terminal.ship(1);
		expect(ack).toMatchObject({
			merchant: "demo",
			terminal: "stall-1",
			epoch: 1,
			incarnation: 1,
			committed: 4,
			archived: 4,
			status: 0,
		});
		expect(equal(ack.head, terminal.headAt(4))).toBe(true);
		const { stateHash, ...totals } = await host.ledger();
		const tenders = [
			{ kind: 1, amountMinor: 320 },
			{ kind: 2, amountMinor: 640 },
		];
		expect(totals).toEqual({
			...{ sales: 3, noSales: 1, trainingSales: 0, others: 0, lines: 3, units: 4 },
			currencies: [
				{
					currency: "GBP",
					grossMinor: 960,
					taxMinor: 43 + 63 + 53,
					roundingMinor: 0,
					tenders,
					others: 0,
					othersMinor: 0,
				},
			],
		});
		expect(stateHash).toMatch(/^[0-9a-f]{64}$/);
	});

	it("acks the current state at the start of a session", async () => {
		const host = await open();
		const terminal = await enrolled(host);
		terminal.record(sale(1));
		await terminal.ship(1);
		await terminal.client!.close();
		const again = MqttClient.tcp(host.mqttPort);
		opened.push(again);
		await terminal.online(again);
		expect(await terminal.ack()).toMatchObject({ epoch: 1, committed: 1 });
	});

	it("acks a duplicate again and books it once", async () => {
		const host = await open();
		const terminal = await enrolled(host);
		terminal.record(sale(1));
		await terminal.ship(1);
		const before = await host.ledger();
		expect((await terminal.ship(1)).committed).toBe(1);
		expect(await host.ledger()).toEqual(before);
		expect(await host.store.notices.counters()).toMatchObject({ duplicatesRefused: 1 });
	});

	it("stores only the new tail of an overlapping batch", async () => {
		const host = await open();
		const terminal = await enrolled(host);
		terminal.record(sale(1), sale(2));
		await terminal.ship(1);
		terminal.record(sale(3));
		expect((await terminal.ship(1)).committed).toBe(3);
		expect((await host.ledger()).sales).toBe(3);
	});

	it("answers a gap with the current ack and stores nothing", async () => {
		const host = await open();
		const terminal = await enrolled(host);
		terminal.record(sale(1), sale(2), sale(3));
		await terminal.ship(1, 1);
		expect((await terminal.ship(3)).committed).toBe(1);
		expect((await host.ledger()).sales).toBe(1);
		expect((await terminal.ship(2)).committed).toBe(3);
	});

	it("continues the same chain after a restart, with the same key and state hash", async () => {
		const dataDir = folder();
		const first = await open({ dataDir });
		const terminal = await enrolled(first);
		terminal.record(sale(1), sale(2));
		await terminal.ship(1);
		const before = await first.ledger();
		await first.close();
		expect(statSync(join(dataDir, "host.key")).mode & 0o777).toBe(0o600);
		const second = await open({ dataDir });
		expect(await second.ledger()).toEqual(before);
		const client = MqttClient.tcp(second.mqttPort);
		opened.push(client);
		await terminal.online(client);
		expect((await terminal.ack()).committed).toBe(2);
		terminal.record(sale(3));
		expect((await terminal.ship(3)).committed).toBe(3);
	});

	it("refuses a folder that is in use or belongs to another merchant", async () => {
		const dataDir = folder();
		const first = await open({ dataDir });
		await expect(open({ dataDir })).rejects.toMatchObject({ code: "DATA_FOLDER_IN_USE" });
		await first.close();
		await expect(open({ dataDir, merchant: "other" })).rejects.toMatchObject({ code: "DATA_FOLDER_FOREIGN" });
	});

	it("refuses folders in obsolete formats and of a newer host", async () => {
		for (const [version, code] of [
			[2, "DATA_FOLDER_OLDER"],
			[99, "DATA_FOLDER_NEWER"],
		] as const) {
			const dataDir = folder();
			const database = new Database(join(dataDir, "host.db"));
			database.pragma(`user_version = ${version}`);
			database.close();
			await expect(open({ dataDir })).rejects.toMatchObject({ code });
		}
	});

	it("has the merchant in every row and first in every key", async () => {
		const dataDir = folder();
		await (await open({ dataDir })).close();
		const database = new Database(join(dataDir, "host.db"), { readonly: true });
		const tables = database
			.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
			.all();
		expect(tables.length).toBeGreaterThan(20);
		for (const { name } of tables) {
			const [first] = database.prepare<[], { name: string }>(`PRAGMA table_info(${name})`).all();
			expect([name, first?.name]).toEqual([name, "merchant"]);
		}
		database.close();
	});

	it("never replaces a key that is missing or belongs to another folder", async () => {
		const dataDir = folder();
		await (await open({ dataDir })).close();
		const path = join(dataDir, "host.key");
		const key = readFileSync(path);
		rmSync(path);
		await expect(open({ dataDir })).rejects.toMatchObject({ code: "HOST_KEY_DAMAGED" });
		for (const text of ["junk", "00".repeat(32)]) {
			writeFileSync(path, text);
			await expect(open({ dataDir })).rejects.toMatchObject({ code: "HOST_KEY_DAMAGED" });
		}
		writeFileSync(path, key);
		await open({ dataDir });
	});

	it("gives a replacement the next epoch with the last known head, and locks out the old board", async () => {
		const host = await open();
		const old = await enrolled(host);
		old.record(sale(1), sale(2));
		await old.ship(1);
		old.payloads.push(newerRecord(77, [5, 9, 0, 0]));
		await old.ship(3);
		const replaced = await enrolled(host);
		await old.client!.ended();
		const numbers = { numbers: [2, 0, 0, 0, 9], shift: 1 };
		expect(replaced.grant).toMatchObject({
			epoch: 2,
			previousEpoch: 1,
			previousSequence: 3,
			topicRoot: old.grant.topicRoot,
			...numbers,
		});
		expect(equal(replaced.grant.previousHead, old.headAt(3))).toBe(true);
		await expect(old.online(MqttClient.tcp(host.mqttPort))).rejects.toThrow("CONNACK 5");
		expect((await replaced.ack()).epoch).toBe(2);
		replaced.record(sale(3));
		expect(await replaced.ship(1)).toMatchObject({ epoch: 2, committed: 1 });
		expect((await host.ledger()).sales).toBe(3);
	});
});
