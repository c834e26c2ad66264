// Acks against commits that fail at COMMIT itself, after every statement of theirs has succeeded (invariant 4).
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openLocalStore } from "../../host/store/sqlite/local.js";
import { Fixture, refusals } from "./fixture.js";
import { IngestBench, terminalOf } from "./ingest-bench.js";
import { sale } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(async () => {
	vi.restoreAllMocks();
	await fixture.close();
});

/** Makes each commit of the log break a deferred constraint, which SQLite checks at COMMIT. */
const breakCommits = `
	CREATE TABLE absent (id INTEGER PRIMARY KEY);
	CREATE TABLE promised (id INTEGER REFERENCES absent (id) DEFERRABLE INITIALLY DEFERRED);
	CREATE TRIGGER unkept AFTER INSERT ON log BEGIN INSERT INTO promised VALUES (1); END;
`;

describe("a commit that fails at COMMIT", () => {
	it.each([true, false])("lets no ack and no PUBACK leave the host; store in thread: %s", async (isStoreInThread) => {
		const dataDir = fixture.folder();
		const host = await fixture.open({ dataDir, isStoreInThread });
		const terminal = await fixture.terminal(host);
		terminal.record(sale(1), sale(2));
		expect((await terminal.ship(1, 1)).committed).toBe(1);
		const database = new Database(join(dataDir, "host.db"));
		database.exec(breakCommits);
		const client = terminal.client!;
		expect(await client.publish(terminal.topic("batch"), terminal.batch(2))).toBe(false);
		expect(client.packets.filter(({ cmd }) => cmd === "publish")).toEqual([]);
		expect(await refusals(host, "STORE_FAILED")).toBe(1);
		expect(await host.store.chains.record("stall-1", 1, 2)).toBeUndefined();
		expect((await host.ledger()).sales).toBe(1);
		database.exec("DROP TRIGGER unkept");
		database.close();
		await fixture.reconnect(host, terminal);
		expect((await terminal.ack()).committed).toBe(1);
		expect((await terminal.ship(2)).committed).toBe(2);
		expect((await host.ledger()).sales).toBe(2);
	});
});

it("that the store rejects for one terminal's batch takes no batch of another with it", async () => {
	const bench = await IngestBench.open();
	const { chains } = bench.store;
	const commit = chains.commit.bind(chains);
	const groups: string[][] = [];
	const commits = vi.spyOn(chains, "commit").mockImplementation(async (plan) => {
		const terminals = plan.appends.map(({ epoch }) => epoch.terminal);
		groups.push(terminals);
		if (terminals.includes("t0")) throw new Error("CHECK constraint failed");
		return await commit(plan);
	});
	const terminals = [terminalOf(0), terminalOf(1)] as const;
	for (const terminal of terminals) terminal.record(sale(1));
	const send = (): Promise<(string | undefined)[]> =>
		Promise.all(
			terminals.map(
				(one) =>
					new Promise<string | undefined>((resolve) =>
						bench.ingest.submit(one.terminal, one.batch(1), (error, reply) =>
							resolve(error ? "failed" : reply?.outcome),
						),
					),
			),
		);
	expect(await send()).toEqual(["failed", "committed"]);
	expect(groups).toEqual([["t0", "t1"], ["t0"], ["t1"]]);
	expect(bench.refused).toEqual(["STORE_FAILED"]);
	commits.mockRestore();
	expect(await send()).toEqual(["committed", "duplicate"]);
	await bench.close();
});

it("syncs the log of writes at each commit", async () => {
	// What a lost sync costs shows only when the power fails; the connection itself says whether it syncs.
	const pragmas = vi.spyOn(Database.prototype, "pragma");
	const folder = fixture.folder();
	const store = openLocalStore({ folder, merchant: "demo" });
	const isOurs = (one: unknown): one is Database.Database =>
		one instanceof Database && one.name === join(folder, "host.db");
	const connections = new Set(pragmas.mock.contexts.filter(isOurs));
	expect(connections.size).toBe(1);
	for (const connection of connections) {
		expect(connection.pragma("journal_mode", { simple: true })).toBe("wal");
		expect(connection.pragma("synchronous", { simple: true })).toBe(2);
	}
	await store.close();
});
