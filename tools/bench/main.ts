// `npm run -s bench -- NAME [--json] [--full] [--trace FILE]`: one module per benchmark in this folder.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

export interface BenchOptions {
	/** Everything, however long it takes, where a sample would do. */
	readonly full: boolean;
	/** File that takes every operation counted, one JSON object a line, where the benchmark has such. */
	readonly trace: string | undefined;
	/** Say on stderr how far it is. */
	readonly progress: boolean;
}

/** Figures by name; objects are groups of figures. */
export type BenchFigures = Record<string, number | object>;

interface BenchModule {
	run(options: BenchOptions): Promise<BenchFigures>;
}

const names = readdirSync(import.meta.dirname)
	.filter((file) => file.endsWith(".ts") && file !== "main.ts")
	.map((file) => file.slice(0, -3))
	.sort();

const usage = `Usage: npm run -s bench -- NAME [--json] [--full] [--trace FILE]

  --json        print one JSON object as the last line
  --full        run everything where the default is a sample
  --trace FILE  write every operation that is counted, one JSON object a line

Benchmarks: ${names.join(", ")}
`;

function print(figures: object, indent = ""): void {
	const width = Math.max(...Object.keys(figures).map((key) => key.length));
	for (const [key, value] of Object.entries(figures)) {
		if (typeof value === "object" && value !== null) {
			process.stdout.write(`${indent}${key}\n`);
			print(value, `${indent}  `);
		} else
			process.stdout.write(
				`${indent}${key.padEnd(width)}  ${typeof value === "number" ? Number(value.toFixed(4)) : value}\n`,
			);
	}
}

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			json: { type: "boolean", default: false },
			full: { type: "boolean", default: false },
			trace: { type: "string" },
			help: { type: "boolean", default: false },
		},
	});
	const [name] = positionals;
	if (values.help || name === undefined) {
		process.stdout.write(usage);
		return values.help ? 0 : 2;
	}
	const file = join(import.meta.dirname, `${name}.ts`);
	if (!names.includes(name) || !existsSync(file)) {
		process.stderr.write(`There is no benchmark "${name}".\n\n${usage}`);
		return 2;
	}
	const bench = (await import(`./${name}.ts`)) as BenchModule;
	const figures = await bench.run({
		full: values.full,
		trace: values.trace,
		progress: !values.json || process.stderr.isTTY === true,
	});
	if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
	else print(figures);
	return 0;
}

process.exitCode = await main();
