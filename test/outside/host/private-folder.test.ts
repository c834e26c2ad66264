// Issue 11, number 13: nobody but the host's user reads its data folder, whatever made it, and the secret of an
// enrolment code is gone from the disk when the code expires. https://github.com/latchset/custodia/issues/48,
// https://github.com/h44z/wg-portal/issues/579, https://github.com/sabre-io/Baikal/issues/602 and
// https://github.com/librefang/librefang/issues/5332 (databases that everybody may read);
// https://github.com/openclaw/wacli/pull/139 (the files beside the database).
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	unlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseEnrolmentCode } from "../../../firmware/wire/enrolment.js";
import type { Host } from "../../../host/compose/single.js";
import { Fixture, refusals } from "../../host/fixture.js";
import { TestTerminal } from "../../host/test-terminal.js";

const fixture = new Fixture();
const mask = process.umask();
afterEach(async () => {
	process.umask(mask);
	vi.useRealTimers();
	await fixture.close();
	fixture.log.length = 0;
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** The paths in a folder, and itself, that others may use. */
function openPaths(folder: string): string[] {
	const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
	return [folder, ...paths].filter((path) => (modeOf(path) & 0o077) !== 0);
}

function image(): Buffer {
	const bytes = Buffer.alloc(2_000, 7);
	bytes[0] = 0xe9;
	bytes.writeUInt16LE(0, 12);
	return bytes;
}

/** A folder as a host leaves it after its work. */
async function used(isStoreInThread = true): Promise<string> {
	const folder = fixture.folder();
	const host = await fixture.open({ dataDir: folder, isStoreInThread });
	await host.publishFirmware("esp32", 1, image());
	await host.close();
	return folder;
}

describe.skipIf(process.platform === "win32")("a data folder", () => {
	it.each([true, false])(
		"is made for its user only, whatever the mask; store in thread: %s",
		async (isStoreInThread) => {
			process.umask(0);
			const folder = join(fixture.folder(), "deeper", "host");
			const host = await fixture.open({ dataDir: folder, isStoreInThread });
			await host.publishFirmware("esp32", 1, image());
			await host.enrol("stall-1", "Stall");
			expect(existsSync(join(folder, "host.db-wal"))).toBe(true);
			expect(openPaths(folder)).toEqual([]);
			expect(await refusals(host, "DATA_FOLDER_CLOSED")).toBe(0);
		},
	);

	it.each([0o755, 0o750, 0o777, 0o711, 0o2770])("of mode %o is closed at start, and that is said", async (mode) => {
		const folder = await used();
		chmodSync(join(folder, "host.db"), 0o644);
		chmodSync(folder, mode);
		const host = await fixture.open({ dataDir: folder, isStoreInThread: true });
		expect([openPaths(folder), modeOf(folder)]).toEqual([[], 0o700]);
		expect(await refusals(host, "DATA_FOLDER_CLOSED")).toBe(1);
		expect(fixture.log.join("")).toContain(join(folder, "host.db"));
	});

	it("has each of its files closed, the key and the token among them", async () => {
		const folder = await used();
		writeFileSync(join(folder, "operator-token"), "00", { mode: 0o604 });
		const files = openPathsAfter(folder, 0o646);
		expect(files).toEqual(
			expect.arrayContaining(["host.db", "host.key", "host.lock", "operator-token", "firmware"]),
		);
		await fixture.open({ dataDir: folder, isStoreInThread: true });
		expect(openPaths(folder)).toEqual([]);
		for (const name of files) expect(fixture.log.join("")).toContain(join(folder, name));
	});

	/** Gives every path in the folder this mode, and returns their names. */
	function openPathsAfter(folder: string, mode: number): string[] {
		const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
		for (const name of names.reverse()) chmodSync(join(folder, name), name === "firmware" ? 0o755 : mode);
		return names;
	}

	it("that is empty and open, as an installer makes it, is taken and closed", async () => {
		const folder = join(fixture.folder(), "host");
		mkdirSync(folder, { mode: 0o755 });
		await fixture.open({ dataDir: folder, isStoreInThread: true });
		expect(openPaths(folder)).toEqual([]);
	});

	it("with somebody else's files, open to others, is refused and left as it is", async () => {
		const folder = join(fixture.folder(), "project");
		mkdirSync(folder, { mode: 0o755 });
		writeFileSync(join(folder, "package.json"), "{}", { mode: 0o644 });
		const opening = fixture.open({ dataDir: folder, isStoreInThread: true });
		await expect(opening).rejects.toMatchObject({ code: "DATA_FOLDER_SHARED" });
		expect([modeOf(folder), modeOf(join(folder, "package.json"))]).toEqual([0o755, 0o644]);
		expect(readdirSync(folder)).toEqual(["package.json"]);
	});

	it("whose key is a link has the file closed that it leads to", async () => {
		const folder = await used();
		const key = join(fixture.folder(), "secret");
		writeFileSync(key, readFileSync(join(folder, "host.key")), { mode: 0o644 });
		unlinkSync(join(folder, "host.key"));
		symlinkSync(key, join(folder, "host.key"));
		await fixture.open({ dataDir: folder, isStoreInThread: true });
		expect(modeOf(key)).toBe(0o600);
	});

	it("keeps what its owner may do", async () => {
		const folder = await used();
		chmodSync(join(folder, "host.key"), 0o444);
		await fixture.open({ dataDir: folder, isStoreInThread: true });
		expect(modeOf(join(folder, "host.key"))).toBe(0o400);
	});
});

describe("the secret of an enrolment code", () => {
	const lifeMs = 15 * 60_000;

	beforeEach(() => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	});

	/** Whether any file of the folder has these bytes. */
	function isOnDisk(folder: string, bytes: Uint8Array): boolean {
		return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(Buffer.from(bytes)));
	}

	async function issue(host: Host, terminal = "stall-1"): Promise<{ code: string; secret: Uint8Array }> {
		const { code } = await host.enrol(terminal, "Stall");
		return { code, secret: parseEnrolmentCode(code).secret };
	}

	/** Lets time pass, and what is due then end. */
	async function pass(host: Host, ms: number): Promise<void> {
		fixture.clock.set(fixture.clock.now() + ms);
		vi.advanceTimersByTime(ms);
		await host.store.enrolments.count();
		await new Promise((resolve) => setImmediate(resolve));
	}

	it.each([true, false])(
		"is gone from the disk when the code expires; store in thread: %s",
		async (isStoreInThread) => {
			const folder = fixture.folder();
			const host = await fixture.open({ dataDir: folder, isStoreInThread });
			const first = await issue(host);
			await pass(host, lifeMs / 3);
			const second = await issue(host, "stall-2");
			expect([isOnDisk(folder, first.secret), isOnDisk(folder, second.secret)]).toEqual([true, true]);
			await pass(host, (2 * lifeMs) / 3);
			expect([isOnDisk(folder, first.secret), isOnDisk(folder, second.secret)]).toEqual([false, true]);
			await pass(host, lifeMs / 3);
			expect([isOnDisk(folder, second.secret), await host.store.enrolments.count()]).toEqual([false, 0]);
			const third = await issue(host);
			await pass(host, lifeMs);
			expect(isOnDisk(folder, third.secret)).toBe(false);
		},
	);

	it("is gone after a start for which it had expired", async () => {
		const folder = fixture.folder();
		const before = await fixture.open({ dataDir: folder, isStoreInThread: true });
		const { secret } = await issue(before);
		await before.close();
		expect(isOnDisk(folder, secret)).toBe(true);
		fixture.clock.set(fixture.clock.now() + lifeMs);
		const host = await fixture.open({ dataDir: folder, isStoreInThread: true });
		await host.store.enrolments.count();
		expect([isOnDisk(folder, secret), await host.store.enrolments.count()]).toEqual([false, 0]);
	});

	it("still expires after a restart for which it had not", async () => {
		const folder = fixture.folder();
		const before = await fixture.open({ dataDir: folder, isStoreInThread: true });
		const { secret } = await issue(before);
		await before.close();
		fixture.clock.set(fixture.clock.now() + lifeMs / 2);
		const host = await fixture.open({ dataDir: folder, isStoreInThread: true });
		await host.store.enrolments.count();
		expect(isOnDisk(folder, secret)).toBe(true);
		await pass(host, lifeMs / 2);
		expect(isOnDisk(folder, secret)).toBe(false);
	});

	it("is gone with its code when the code was used, or closed by a later one", async () => {
		const folder = fixture.folder();
		const host = await fixture.open({ dataDir: folder, isStoreInThread: true });
		const closed = await issue(host);
		const { code, secret } = await issue(host);
		await TestTerminal.enrol(fixture.client(host), code);
		await pass(host, lifeMs);
		expect([isOnDisk(folder, closed.secret), isOnDisk(folder, secret)]).toEqual([false, false]);
	});

	it("is gone as soon as a program that reads the database lets it go", async () => {
		const folder = fixture.folder();
		const host = await fixture.open({ dataDir: folder, isStoreInThread: true });
		const { secret } = await issue(host);
		const reader = new Database(join(folder, "host.db"));
		reader.exec("BEGIN");
		reader.prepare("SELECT count(*) FROM terminals").get();
		await pass(host, lifeMs);
		expect([isOnDisk(folder, secret), await host.store.enrolments.count()]).toEqual([true, 0]);
		reader.close();
		await pass(host, 60_000);
		expect(isOnDisk(folder, secret)).toBe(false);
	});
});
