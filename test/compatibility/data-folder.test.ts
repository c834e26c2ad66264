// A data folder of an earlier host, from human-readable files: the current host opens it and has the same data.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Host } from "../../host/compose/single.js";
import { buildGoldenFolder, expectedFolder } from "./golden-folder.js";

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

function buildFolder(): string {
	const dataDir = mkdtempSync(join(tmpdir(), "tillmark-golden-"));
	closers.push(() => rmSync(dataDir, { recursive: true, force: true }));
	buildGoldenFolder(dataDir);
	return dataDir;
}

async function open(dataDir: string): Promise<Host> {
	// Settings differ from those the records were processed with: no business day may change.
	const host = await Host.open({
		dataDir,
		logLevel: "silent",
		settings: { zone: "Pacific/Auckland", dayEndMinutes: 0 },
	});
	closers.push(() => host.close());
	return host;
}

describe("the golden data folder", () => {
	it("opens with its ledger, and rebuilds the same ledger", async () => {
		const expected = expectedFolder();
		const host = await open(buildFolder());
		expect(await host.ledger()).toEqual(expected.ledger);
		expect((await host.store.documents.lastNumbers("t1")).numbers).toEqual(expected.numbers);
		const days = async (): Promise<number[]> => {
			const records = await host.store.chains.records("t1", 1, 1, 1_000);
			return [...new Set(records.map(({ day }) => day))];
		};
		expect(await days()).toEqual(expected.days);
		await host.ledgers.rebuild();
		expect(await host.ledger()).toEqual(expected.ledger);
		expect(await days()).toEqual(expected.days);
	});

	it("keeps its catalog, its terminal and its key", async () => {
		const host = await open(buildFolder());
		expect(await host.catalogs.csv()).toContain("S1,Coffee");
		expect(await host.store.terminals.find("t1")).toMatchObject({ name: "Corner", epoch: 1, topicRoot: "t/1/1" });
		expect((await host.enrol("t1", "Corner")).code).toMatch(/^TM1:/);
	});
});
