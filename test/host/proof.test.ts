// The proof of a receipt against rows that somebody changed in the database (invariant 7).
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { nextHead } from "../../firmware/core/chain.js";
import { encodeRecord } from "../../firmware/wire/record.js";
import type { Host } from "../../host/compose/single.js";
import { Fixture } from "./fixture.js";
import { cbor, digest, sale, type TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

/** Receipts 1 to 4 in two batches, of which the first is signed after receipt 3. */
async function sold(): Promise<{ host: Host; terminal: TestTerminal; database: Database.Database }> {
	const dataDir = fixture.folder();
	const host = await fixture.open({ dataDir, isStoreInThread: true });
	const terminal = await fixture.terminal(host);
	terminal.record(sale(1), sale(2), sale(3), sale(4));
	await terminal.ship(1, 3);
	await terminal.ship(4);
	await host.ledgers.caughtUp();
	return { host, terminal, database: new Database(join(dataDir, "host.db")) };
}

async function isIntact(host: Host, number: number): Promise<boolean> {
	const url = `/api/receipts/stall-1/${number}`;
	const reply = await host.web.inject({ url, headers: { host: "127.0.0.1" } });
	return (reply.json() as { proof: { intact: boolean } }).proof.intact;
}

function change(database: Database.Database, sequence: number, column: "payload" | "head", bytes: Uint8Array): void {
	const { changes } = database.prepare(`UPDATE records SET ${column} = ? WHERE sequence = ?`).run(bytes, sequence);
	expect(changes).toBe(1);
	database.close();
}

describe("the proof of a receipt", () => {
	it("is intact for each record up to the last signed one", async () => {
		const { host, database } = await sold();
		database.close();
		for (const number of [1, 2, 3, 4]) expect(await isIntact(host, number), `receipt ${number}`).toBe(true);
	});

	it("fails for a record whose bytes were changed, although its stored head was not", async () => {
		const { host, database } = await sold();
		change(database, 2, "payload", encodeRecord(cbor, sale(2, 100), 1));
		expect([await isIntact(host, 1), await isIntact(host, 2), await isIntact(host, 3)]).toEqual([
			false,
			false,
			true,
		]);
	});

	it("fails for a record whose stored head was changed with its bytes", async () => {
		const { host, terminal, database } = await sold();
		const payload = encodeRecord(cbor, sale(3, 100), 1);
		const head = nextHead(digest, terminal.headAt(2), payload);
		database.prepare("UPDATE records SET payload = ? WHERE sequence = 3").run(payload);
		change(database, 3, "head", head);
		expect(await isIntact(host, 3)).toBe(false);
	});

	it("fails where only the head that it shows was changed", async () => {
		const { host, terminal, database } = await sold();
		change(database, 2, "head", terminal.headAt(1));
		expect([await isIntact(host, 2), await isIntact(host, 4)]).toEqual([false, true]);
	});
});
