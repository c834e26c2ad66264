// Replays of one sample log: terminals operated through their screens, real MQTT, a host process that is killed.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { readBaskets, readSkus } from "../../tools/replay/baskets.js";
import { Replay, type ReplayReport } from "../../tools/replay/replay.js";
import { sampleLog } from "./sample-log.js";

const transactions = 60;
const { log, catalog, expected } = sampleLog(transactions);

/** The log's totals, with nothing lost and everything synchronised. */
export const expectedReport = { ...expected, lost: 0, unsynced: 0 };

export async function replay(engine: "v8" | "xs", faults: number | undefined): Promise<ReplayReport> {
	const catalogCsv = Buffer.from(catalog);
	const dataDir = await mkdtemp(join(tmpdir(), "tillmark-test-"));
	try {
		const baskets = readBaskets(Buffer.from(log), readSkus(catalogCsv), transactions);
		return await new Replay({ baskets, catalogCsv, terminals: 3, engine, faults, dataDir }).run();
	} finally {
		await rm(dataDir, { recursive: true, force: true });
	}
}

let plain: Promise<ReplayReport> | undefined;

/** A replay without faults, run once in each of the processes that run the test files. */
export function replayPlain(): Promise<ReplayReport> {
	return (plain ??= replay("v8", undefined));
}

/** Replays with faults and compares the ledger with that of a replay without. */
export async function expectSameLedger(seed: number): Promise<void> {
	const { stateHash } = await replayPlain();
	const report = await replay("v8", seed);
	expect(report).toMatchObject({ ...expectedReport, stateHash });
	expect(report.powerCuts).toBeGreaterThan(0);
	expect(report.hostKills).toBeGreaterThan(0);
	expect(report.outages).toBeGreaterThan(0);
}
