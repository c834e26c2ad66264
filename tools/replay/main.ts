// `tillmark replay` (docs/replay.md).
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { CommandFault } from "../command-fault.js";
import { choice, defineCommand, text, whole } from "../command.js";
import { Progress } from "../progress.js";
import { readBaskets, readSkus } from "./baskets.js";
import { Replay, type ReplayReport } from "./replay.js";

const terminalsMax = 64;
const limitMax = 1_000_000;

export const replay = defineCommand({
	name: "replay",
	description:
		"Rings up a till log on simulated terminals, in virtual time, against a real host over real MQTT. Exit code " +
		"1 when a record was lost or not synchronised.",
	operands: { file: "CSV without a header line: date,time,transaction,item" },
	options: {
		catalog: text("FILE", "CSV: sku,name,category,price_minor,currency,tax_class", { required: true }),
		terminals: whole("how many terminals share the log", { min: 1, max: terminalsMax, default: 1 }),
		engine: choice(["v8", "xs"], "which engine runs the firmware", "v8"),
		faults: whole("outages, power cuts, lost, doubled and late messages, host kills, from this seed", {
			min: 0,
			max: 0xffffffff,
		}),
		limit: whole("only the first N transactions", { min: 1, max: limitMax }),
	},
	json: "print one JSON object as the last line",
	async run({ catalog, terminals, engine, faults, limit = Number.POSITIVE_INFINITY, json }, { file }) {
		const reason = engine === "xs" ? await xsUnavailable() : undefined;
		if (reason !== undefined)
			throw new CommandFault(
				"XS_UNAVAILABLE",
				"The XS engine cannot be built here. Use --engine v8, or install a C compiler.",
				reason,
			);
		const catalogCsv = await readFile(catalog);
		const baskets = readBaskets(await readFile(file), readSkus(catalogCsv), limit);
		const dataDir = await mkdtemp(join(tmpdir(), "tillmark-replay-"));
		const progress = new Progress("replay", baskets.length);
		const onProgress = (done: number): void => progress.update(done);
		try {
			const options = { baskets, catalogCsv, terminals, engine, faults, dataDir, onProgress };
			const report = await new Replay(options).run();
			progress.end();
			process.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report));
			return report.lost === 0 && report.unsynced === 0 ? 0 : 1;
		} finally {
			await rm(dataDir, { recursive: true, force: true });
		}
	},
});

function describe(report: ReplayReport): string {
	return `${Object.entries(report)
		.map(([name, value]) => `${name.padEnd(20)} ${value}`)
		.join("\n")}\n`;
}
