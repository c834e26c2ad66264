// `tillmark replay`: docs/replay.md has its rules.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { Progress } from "../progress.js";
import { readBaskets, readSkus } from "./baskets.js";
import { Replay, type ReplayReport } from "./replay.js";

const help = `Usage: tillmark replay FILE.csv --catalog FILE.csv [options]

Rings up a till log (date,time,transaction,item) on simulated terminals, in virtual time, against a real host over
real MQTT.

  --catalog FILE    sku,name,category,price_minor,currency,tax_class
  --terminals N     how many terminals share the log (default 1)
  --engine v8|xs    which engine runs the firmware (default v8)
  --faults SEED     outages, power cuts, lost, doubled and late messages, host kills, from this seed
  --limit N         only the first N transactions
  --json            one JSON object as the last line
`;
const terminalsMax = 64;

/** A whole number within bounds, or a sentence about which option is wrong. */
function whole(name: string, text: string, min: number, max: number): number {
	const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= min && value <= max)) throw new TypeError(`--${name} takes a whole number from ${min} to ${max}`);
	return value;
}

export async function replay(args: string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			catalog: { type: "string" },
			terminals: { type: "string", default: "1" },
			engine: { type: "string", default: "v8" },
			faults: { type: "string" },
			limit: { type: "string" },
			json: { type: "boolean" },
			help: { type: "boolean" },
		},
	});
	const [file] = positionals;
	if (values.help || file === undefined || values.catalog === undefined || positionals.length !== 1) {
		(values.help ? process.stdout : process.stderr).write(help);
		return values.help ? 0 : 2;
	}
	const engine = values.engine;
	if (engine !== "v8" && engine !== "xs") throw new TypeError("--engine takes v8 or xs");
	const terminals = whole("terminals", values.terminals, 1, terminalsMax);
	const faults = values.faults === undefined ? undefined : whole("faults", values.faults, 0, 0xffffffff);
	const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : whole("limit", values.limit, 1, 1_000_000);
	if (engine === "xs") {
		const reason = await xsUnavailable();
		if (reason) {
			process.stderr.write(
				`The XS engine cannot be built here: ${reason}\nUse --engine v8, or install a C compiler.\n`,
			);
			return 1;
		}
	}
	const catalogCsv = await readFile(values.catalog);
	const baskets = readBaskets(await readFile(file), readSkus(catalogCsv), limit);
	const dataDir = await mkdtemp(join(tmpdir(), "tillmark-replay-"));
	const progress = new Progress("replay", baskets.length);
	try {
		const report = await new Replay({
			baskets,
			catalogCsv,
			terminals,
			engine,
			faults,
			dataDir,
			onProgress: (done) => progress.update(done),
		}).run();
		progress.end();
		process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : describe(report));
		return report.lost === 0 && report.unsynced === 0 ? 0 : 1;
	} finally {
		await rm(dataDir, { recursive: true, force: true });
	}
}

function describe(report: ReplayReport): string {
	return `${Object.entries(report)
		.map(([name, value]) => `${name.padEnd(20)} ${value}`)
		.join("\n")}\n`;
}
