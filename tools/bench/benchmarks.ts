// Every benchmark: one module each in this folder, loaded only when it is run.
import { defineCommand, defineGroup, flag, type RunnableCommand, text } from "../command.js";
import type { BenchFigures, BenchOptions } from "./benchmark.js";

interface BenchModule {
	run(options: BenchOptions): Promise<BenchFigures>;
	/** Prints the figures for people; a list of names and values if missing. */
	print?(figures: BenchFigures): void;
}

interface Benchmark {
	readonly summary: string;
	/** The options that change what it does; the others are refused. */
	readonly uses?: readonly ("full" | "trace")[];
	load(): Promise<BenchModule>;
}

export const benchmarks: Readonly<Record<string, Benchmark>> = {
	code: {
		summary: "byte code and frozen slots of the whole firmware on XS",
		load: () => import("./code.js"),
	},
	device: {
		summary: "heap, stack and operations of the firmware on XS, against a board's limits",
		load: () => import("./device.js"),
	},
	heap: {
		summary: "what holds the firmware's heap on XS: by class, after boot, enrolment, catalog, shift and a sale",
		load: () => import("./heap.js"),
	},
	journal: {
		summary: "write amplification, wear and mount cost of the journal, and power cuts",
		uses: ["full", "trace"],
		load: () => import("./journal.js"),
	},
	payments: {
		summary: "card payments with faults at every step, on V8 and XS",
		uses: ["full"],
		load: () => import("./payments.js"),
	},
	pricing: {
		summary: "pricing of ten lines by a hundred active rules on XS, against a board's limits",
		load: () => import("./pricing.js"),
	},
	recipe: {
		summary: "the recipes for extending Tillmark, and the files outside the new folders that they touch",
		load: () => import("./recipe.js"),
	},
	siege: {
		summary:
			"the host under every attack from outside with honest terminals beside, and a storm against bare aedes",
		uses: ["full"],
		load: () => import("./siege.js"),
	},
	till: {
		summary: "operations and heap of whole sales and of their parts on XS",
		load: () => import("./till.js"),
	},
};

export const bench = defineGroup(
	"bench",
	"Benchmarks; docs/device-budget.md and docs/journal.md explain the figures.",
	Object.fromEntries(
		Object.entries(benchmarks).map(([name, benchmark]) => [
			name,
			{ summary: benchmark.summary, load: async () => benchCommand(name, benchmark) },
		]),
	),
);

/** "journal, payments and siege" */
function usersOf(option: "full" | "trace"): string {
	const names = Object.keys(benchmarks).filter((name) => benchmarks[name]!.uses?.includes(option));
	return names.join(", ").replace(/, ([^,]+)$/, " and $1");
}

function benchCommand(name: string, { summary, uses = [], load }: Benchmark): RunnableCommand {
	return defineCommand({
		name: `bench ${name}`,
		description: `Measures ${summary}.`,
		options: {
			full: flag(`run everything where the default is a sample (${usersOf("full")})`),
			trace: text(
				"FILE",
				`write every operation that is counted, one JSON object per line (${usersOf("trace")})`,
			),
		},
		ignored: () => ({
			...(!uses.includes("full") && { full: `on the benchmark ${name}, which has no sample` }),
			...(!uses.includes("trace") && { trace: `on the benchmark ${name}, which writes no operations` }),
		}),
		json: "print one JSON object as the last line",
		async run({ full, trace, json }) {
			const { run, print = printList } = await load();
			const figures = await run({ full, trace, progress: !json || process.stderr.isTTY === true });
			if (json) process.stdout.write(`${JSON.stringify(figures)}\n`);
			else print(figures);
			return 0;
		},
	});
}

function printList(figures: object, indent = ""): void {
	const width = Math.max(...Object.keys(figures).map((key) => key.length));
	for (const [key, value] of Object.entries(figures)) {
		if (typeof value === "object" && value !== null) {
			process.stdout.write(`${indent}${key}\n`);
			printList(value, `${indent}  `);
		} else
			process.stdout.write(
				`${indent}${key.padEnd(width)}  ${typeof value === "number" ? Number(value.toFixed(4)) : value}\n`,
			);
	}
}
