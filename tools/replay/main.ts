// `tillmark replay` (docs/replay.md).
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findCurrency } from "../../firmware/core/currencies.js";
import { formatMinor } from "../../firmware/core/money.js";
import { columnsText } from "../../host/catalog-columns.js";
import { hostLimits } from "../../host/limits.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { CommandFault } from "../command-fault.js";
import { choice, defineCommand, text, whole } from "../command.js";
import { readInput } from "../input-file.js";
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
		catalog: text("FILE", `CSV: ${columnsText}`, { required: true }),
		terminals: whole("how many terminals share the log", { min: 1, max: terminalsMax, default: 1 }),
		engine: choice(["v8", "xs"], "which engine runs the firmware", "v8"),
		faults: whole("outages, power cuts, lost, doubled and late messages, host kills, from this seed", {
			min: 0,
			max: 0xffffffff,
		}),
		keep: text("DIR", "a new folder in which the host's data and the terminals' flash stay, to look at"),
		limit: whole("only the first N transactions", { min: 1, max: limitMax }),
	},
	json: "print one JSON object as the last line",
	async run({ catalog, terminals, engine, faults, keep, limit = Number.POSITIVE_INFINITY, json }, { file }) {
		const reason = engine === "xs" ? await xsUnavailable() : undefined;
		if (reason !== undefined)
			throw new CommandFault(
				"XS_UNAVAILABLE",
				"The XS engine cannot be built here. Use --engine v8, or install a C compiler.",
				reason,
			);
		const catalogCsv = await readInput(catalog, "a catalog", hostLimits.csvBytesMax);
		const log = await readInput(file, "a till log", hostLimits.csvBytesMax);
		const baskets = readBaskets(log, readSkus(catalogCsv), limit);
		const folder = await worldFolder(keep);
		const progress = new Progress("replay", baskets.length);
		const onProgress = (done: number): void => progress.update(done);
		try {
			const options = {
				baskets,
				catalogCsv,
				terminals,
				engine,
				faults,
				dataDir: join(folder, "host"),
				onProgress,
			};
			const report = await new Replay({ ...options, ...(keep !== undefined && { chipsDir: folder }) }).run();
			progress.end();
			process.stdout.write(
				json ? `${JSON.stringify(report)}\n` : describe(report, keep === undefined ? undefined : folder),
			);
			return report.lost === 0 && report.unsynced === 0 ? 0 : 1;
		} finally {
			if (keep === undefined) await rm(folder, { recursive: true, force: true });
		}
	},
});

/** The folder of the replay's world. Rejects with CommandFault FOLDER_NOT_EMPTY where another world may be. */
async function worldFolder(keep: string | undefined): Promise<string> {
	if (keep === undefined) return mkdtemp(join(tmpdir(), "tillmark-replay-"));
	const folder = resolve(keep);
	await mkdir(folder, { recursive: true });
	if ((await readdir(folder)).length === 0) return folder;
	throw new CommandFault("FOLDER_NOT_EMPTY", `${folder} is not empty. Name a new folder for the replay's world.`);
}

function describe(report: ReplayReport, kept: string | undefined): string {
	const lines = Object.entries(report).map(([name, value]) =>
		name.endsWith("Minor")
			? `${name.slice(0, -"Minor".length).padEnd(20)} ${moneyText(Number(value), report.currency)}`
			: `${name.padEnd(20)} ${value}`,
	);
	const look =
		kept === undefined
			? []
			: [
					"",
					`Dashboard: npm run -s tillmark -- host --data ${join(kept, "host")} --no-token`,
					`Journal:   npm run -s tillmark -- journal dump ${join(kept, "t1", "journal.flash")} --format text`,
				];
	return `${[...lines, ...look].join("\n")}\n`;
}

function moneyText(minor: number, currency: string): string {
	return `${formatMinor(minor, findCurrency(currency)?.decimals ?? 2)} ${currency}`.trimEnd();
}
