// The whole of it: terminals worked by their screens, real MQTT, a host process that is killed, one ledger.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { readBaskets, readSkus } from "../../tools/replay/baskets.js";
import { Replay, type ReplayReport } from "../../tools/replay/replay.js";
import { sampleLog } from "./sample-log.js";

const transactions = 60;
const { log, catalog, expected } = sampleLog(transactions);
const noXs = await xsUnavailable();

async function replay(engine: "v8" | "xs", faults: number | undefined): Promise<ReplayReport> {
	const catalogCsv = Buffer.from(catalog);
	const dataDir = await mkdtemp(join(tmpdir(), "tillmark-test-"));
	try {
		const baskets = readBaskets(Buffer.from(log), readSkus(catalogCsv), transactions);
		return await new Replay({ baskets, catalogCsv, terminals: 3, engine, faults, dataDir }).run();
	} finally {
		await rm(dataDir, { recursive: true, force: true });
	}
}

const plain = replay("v8", undefined);

describe("a replayed till log", () => {
	it("adds up in the host's ledger to what the log says", async () => {
		expect(await plain).toMatchObject({ ...expected, lost: 0, unsynced: 0, terminals: 3 });
	});

	it.each([1, 2, 3])("comes to the same ledger through the faults of seed %i", async (seed) => {
		const { stateHash } = await plain;
		const report = await replay("v8", seed);
		expect(report).toMatchObject({ ...expected, stateHash, lost: 0, unsynced: 0 });
		expect(report.powerCuts).toBeGreaterThan(0);
		expect(report.hostKills).toBeGreaterThan(0);
		expect(report.outages).toBeGreaterThan(0);
	});

	it.skipIf(noXs)(
		`comes to the same ledger on the XS engine, faults included${noXs ? ` (skipped: ${noXs})` : ""}`,
		async () => {
			const { stateHash } = await plain;
			const report = await replay("xs", 4);
			expect(report).toMatchObject({ ...expected, stateHash, lost: 0, unsynced: 0 });
			expect(report.xsOperations).toBeGreaterThan(1_000_000);
		},
	);
});
