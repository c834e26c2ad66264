// Issue 11, number 2: a store that is not whole is refused with a sentence that says how to restore it, and nothing is
// acknowledged from one that turns out to be damaged. From https://github.com/piskvorky/sqlitedict/issues/149 (database
// damaged by a power cut), https://github.com/rqlite/rqlite/issues/2458 and /issues/1010 (errors only in some calls; a
// database of 0 bytes taken for a new one), https://github.com/dannyvfilms/Floppy/issues/593 (the answer of quick_check
// ignored), https://github.com/learningequality/kolibri/issues/15108 (a "repair" that deletes the database).
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Host } from "../../../host/compose/single.js";
import { HostFault } from "../../../host/faults.js";
import { openLocalStore } from "../../../host/store/sqlite/local.js";
import { Fixture } from "../../host/fixture.js";
import { sale, type TestTerminal } from "../../host/test-terminal.js";
import { patienceMs } from "../../patience.js";

const fixture = new Fixture();
const sales = 40;
let sound: string;
let terminal: TestTerminal;
beforeAll(async () => {
	sound = fixture.folder();
	const host = await fixture.open({ dataDir: sound, isStoreInThread: true });
	terminal = await fixture.terminal(host);
	for (let number = 1; number <= sales; number++) terminal.record(sale(number));
	await terminal.ship(1);
	await host.ledgers.caughtUp();
	await host.close();
});
afterAll(() => fixture.close());

/** A copy of the sound folder. */
function copy(): string {
	const folder = fixture.folder();
	cpSync(sound, folder, { recursive: true });
	return folder;
}

/** Opens the folder's store and returns the code and text of the refusal; both are empty where it opens. */
async function refusal(folder: string): Promise<{ code: string; text: string }> {
	try {
		await openLocalStore({ folder, merchant: "demo" }).close();
		return { code: "", text: "" };
	} catch (error) {
		if (!(error instanceof HostFault)) throw error;
		return error;
	}
}

/** Replaces bytes of the folder's database. */
function damage(folder: string, change: (bytes: Buffer) => Uint8Array): void {
	const path = join(folder, "host.db");
	writeFileSync(path, change(readFileSync(path)));
}

const pageBytes = 4_096;

it("opens the sound copy, so that the refusals below have the intended cause", async () => {
	expect(await refusal(copy())).toEqual({ code: "", text: "" });
});

describe("a folder that was in use is refused, and nothing is made in it, when its database", () => {
	it.each<readonly [string, (folder: string) => void]>([
		["is missing", (folder) => rmSync(join(folder, "host.db"))],
		["is empty", (folder) => writeFileSync(join(folder, "host.db"), "")],
		["has 1 byte", (folder) => writeFileSync(join(folder, "host.db"), "S")],
		[
			"is missing beside its log",
			(folder) => {
				rmSync(join(folder, "host.db"));
				writeFileSync(join(folder, "host.db-wal"), new Uint8Array(pageBytes));
			},
		],
		[
			"and the key are missing beside the log",
			(folder) => {
				for (const name of ["host.db", "host.key"]) rmSync(join(folder, name));
				writeFileSync(join(folder, "host.db-wal"), new Uint8Array(pageBytes));
			},
		],
	])("%s", async (_name, change) => {
		const folder = copy();
		change(folder);
		const before = readdirSync(folder).filter((name) => name !== "host.lock");
		const { code, text } = await refusal(folder);
		expect(code).toBe("STORE_MISSING");
		expect(text).toContain("--restored");
		expect(readdirSync(folder).filter((name) => name !== "host.lock")).toEqual(before);
	});
});

describe("a database is refused as damaged, and left as it is, when it", () => {
	const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (i * 167 + 13) % 251));
	it.each<readonly [string, (bytes: Buffer) => Uint8Array]>([
		["ends inside its header", (bytes) => bytes.subarray(0, 60)],
		["ends inside its first page", (bytes) => bytes.subarray(0, 600)],
		["has lost its last page", (bytes) => bytes.subarray(0, -pageBytes)],
		["has lost half of its pages", (bytes) => bytes.subarray(0, (bytes.length / 2 / pageBytes) * pageBytes)],
		["is noise", (bytes) => noise(bytes.length)],
		["is text", () => Buffer.from("<html>502 Bad Gateway</html>".repeat(300))],
		["is zeros", (bytes) => new Uint8Array(bytes.length)],
		["has zeros from the second page on", (bytes) => bytes.fill(0, pageBytes)],
		["has another file's pages inside", (bytes) => Buffer.concat([bytes.subarray(0, pageBytes), noise(90_000)])],
		["has a changed header of page size", (bytes) => bytes.fill(0x77, 16, 18)],
	])("%s", async (_name, change) => {
		const folder = copy();
		damage(folder, change);
		const before = readFileSync(join(folder, "host.db"));
		const { code, text } = await refusal(folder);
		expect(code).toBe("STORE_DAMAGED");
		expect(text).toContain("--restored");
		expect(readFileSync(join(folder, "host.db")).equals(before)).toBe(true);
	});

	it("has noise in any one of its pages", async () => {
		const pages = statSync(join(sound, "host.db")).size / pageBytes;
		const database = new Database(join(sound, "host.db"), { readonly: true });
		const unused = Number(database.pragma("freelist_count", { simple: true }));
		database.close();
		const found: number[] = [];
		const folder = copy();
		const whole = readFileSync(join(folder, "host.db"));
		for (let page = 2; page <= pages; page++) {
			const at = (page - 1) * pageBytes;
			damage(folder, () => Buffer.from(whole).fill(noise(pageBytes), at, at + pageBytes));
			if ((await refusal(folder)).code === "STORE_DAMAGED") found.push(page);
		}
		expect(found.length).toBeGreaterThanOrEqual(pages - 1 - unused);
		expect(pages).toBeGreaterThan(20);
	});

	it("has one flipped bit inside a record, which SQLite cannot notice", async () => {
		const folder = copy();
		damage(folder, (bytes) => {
			// Pages that were split hold stale copies, too.
			const payload = terminal.payloads[17]!;
			let flips = 0;
			for (let at = 0; (at = bytes.indexOf(payload, at + 1)) > 0; flips++) bytes[at + 5]! ^= 4;
			expect(flips).toBeGreaterThan(0);
			return bytes;
		});
		expect(await refusal(folder)).toMatchObject({
			code: "STORE_DAMAGED",
			detail: "terminal stall-1, epoch 1, record 18",
		});
	});

	it.each([
		["has lost a record", "DELETE FROM records WHERE sequence = 7", "record 7"],
		["has lost its newest records", "DELETE FROM records WHERE sequence > 30", "record 31"],
		["has a mark that was moved back", "UPDATE epochs SET committed = 12", "record 41"],
	])("%s", async (_name, statement, detail) => {
		const folder = copy();
		const database = new Database(join(folder, "host.db"));
		database.exec(statement);
		database.close();
		expect(await refusal(folder)).toMatchObject({ code: "STORE_DAMAGED", detail: expect.stringContaining(detail) });
	});
});

describe("a data folder that cannot be used is refused with a sentence, when", () => {
	it.each<readonly [string, (folder: string) => string]>([
		[
			"it is a file",
			(folder) => {
				writeFileSync(join(folder, "file"), "");
				return join(folder, "file");
			},
		],
		["it is below a file", (folder) => join(folder, "host.db", "data")],
		[
			"its lock is a folder",
			(folder) => {
				rmSync(join(folder, "host.lock"));
				mkdirSync(join(folder, "host.lock"));
				return folder;
			},
		],
		[
			"its database is a folder",
			(folder) => {
				rmSync(join(folder, "host.db"));
				mkdirSync(join(folder, "host.db", "x"), { recursive: true });
				return folder;
			},
		],
		[
			"its key is a folder",
			(folder) => {
				rmSync(join(folder, "host.key"));
				mkdirSync(join(folder, "host.key"));
				return folder;
			},
		],
		["no folder can be made there", () => "/proc/tillmark"],
	])("%s", async (_name, change) => {
		const dataDir = change(copy());
		const opening = fixture.open({ dataDir, isStoreInThread: true });
		await expect(opening).rejects.toMatchObject({ code: "DATA_FOLDER_UNUSABLE", name: "HostFault" });
	});
});

it("is free for the next start after a refusal, and a restored backup lets the terminals ship the rest", async () => {
	const folder = copy();
	const backup = join(fixture.folder(), "copy.db");
	const database = new Database(join(folder, "host.db"));
	database.exec(`VACUUM INTO '${backup}'`);
	database.close();
	damage(folder, (bytes) => bytes.subarray(0, 10_000));
	for (const name of ["in a thread", "in this thread"]) {
		const opening = fixture.open({ dataDir: folder, isStoreInThread: name === "in this thread" });
		await expect(opening, name).rejects.toMatchObject({ code: "STORE_DAMAGED" });
	}
	cpSync(backup, join(folder, "host.db"));
	const host = await fixture.open({ dataDir: folder, isStoreInThread: true, restored: true });
	await fixture.reconnect(host, terminal);
	const { committed, incarnation } = await terminal.ack();
	expect(committed).toBe(sales);
	expect(incarnation).toBeGreaterThan(1);
	await host.close();
});

async function troubles(host: Host): Promise<{ status: number; codes: string[] }> {
	const { statusCode, body } = await host.web.inject("/healthz");
	const { reasons = [] } = JSON.parse(body) as { reasons?: { code: string }[] };
	return { status: statusCode, codes: reasons.map(({ code }) => code) };
}

it("checks a large database while it runs, and acknowledges nothing once it is known to be damaged", async () => {
	const folder = copy();
	const path = join(folder, "host.db");
	const database = new Database(path);
	database.exec(
		`INSERT INTO catalog_images VALUES ('other', 1, 1, x'00', x'00', '', zeroblob(17000000));
		UPDATE records SET payload = zeroblob(length(payload)) WHERE sequence = 9`,
	);
	database.close();
	const host = await fixture.open({ dataDir: folder });
	await vi.waitFor(
		async () => expect(await troubles(host)).toEqual({ status: 503, codes: ["STORE_DAMAGED"] }),
		patienceMs,
	);
	const client = fixture.client(host);
	await expect(terminal.connect(client)).rejects.toThrow("CONNACK 3");
	expect(fixture.codes()).toContain("STORE_DAMAGED");
	const overview = await host.web.inject("/api/overview");
	expect([overview.statusCode, (overview.json() as { code: string }).code]).toEqual([503, "STORE_DAMAGED"]);
	expect((await host.web.inject("/metrics")).statusCode).toBe(200);
	await host.close();
	expect(existsSync(path)).toBe(true);
});

describe("the file that says how far the host has acknowledged", () => {
	/** Opens a copy of the sound folder with something else in the place of its mark. */
	const opened = async (isStoreInThread: boolean, place: (path: string) => void): Promise<string> => {
		const folder = copy();
		const path = join(folder, "host.mark");
		rmSync(path);
		place(path);
		return fixture.open({ dataDir: folder, isStoreInThread }).then(
			() => "opened",
			(error: unknown) => (error instanceof HostFault ? error.code : String(error)),
		);
	};

	it("costs no more than its bytes, whatever is in its place", async () => {
		const huge = (path: string): void => {
			writeFileSync(path, "garbage");
			truncateSync(path, 3 * 2 ** 30);
		};
		expect(await opened(true, huge)).toBe("opened");
		expect(await opened(true, (path) => symlinkSync("/dev/zero", path))).toBe("opened");
	});

	it.each([true, false])("is refused with a sentence where it is a folder (store in this thread: %s)", async (is) => {
		expect(await opened(is, (path) => mkdirSync(path))).toMatch(/^(DATA_FOLDER|STORE)_/);
	});
});
