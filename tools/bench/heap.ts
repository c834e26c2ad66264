// What holds the firmware's heap, by class, at the stages of a terminal's first day on XS. docs/device-budget.md says
// how to read it.
import { xsUnavailable } from "../../simulator/engine/open.js";
import { heapClasses, type HeapClass, type HeapKind } from "../../simulator/engine/xs/heap-graph.js";
import { FirstDay } from "./heap/first-day.js";
import type { BenchFigures } from "./benchmark.js";

const rowsShown = 100;
const holdersShown = 4;

interface StageFigures {
	readonly slots: number;
	readonly chunkBytes: number;
	/** Slots × 16 + chunks. */
	readonly boardBytes: number;
	/** Board bytes by kind of object. */
	readonly kinds: Readonly<Record<string, number>>;
	readonly classes: readonly HeapClass[];
}

function figuresOf(classes: readonly HeapClass[]): StageFigures {
	const sum = (of: (heapClass: HeapClass) => number): number => classes.reduce((total, one) => total + of(one), 0);
	const kinds: Partial<Record<HeapKind, number>> = {};
	for (const { kind, boardBytes } of classes) kinds[kind] = (kinds[kind] ?? 0) + boardBytes;
	return {
		slots: sum(({ slots }) => slots),
		chunkBytes: sum(({ chunkBytes }) => chunkBytes),
		boardBytes: sum(({ boardBytes }) => boardBytes),
		kinds: Object.fromEntries(Object.entries(kinds).sort(([, a], [, b]) => b - a)),
		classes,
	};
}

export async function run(): Promise<BenchFigures> {
	const reason = await xsUnavailable();
	if (reason) throw new Error(reason);
	const figures: Record<string, StageFigures> = {};
	const day = await FirstDay.open();
	try {
		await day.run((stage, graph) => void (figures[stage] = figuresOf(heapClasses(graph))));
	} finally {
		await day.close();
	}
	return figures;
}

/** A table for each stage, the largest classes first. */
export function print(figures: BenchFigures): void {
	for (const [stage, of] of Object.entries(figures)) {
		const { slots, chunkBytes, boardBytes, kinds, classes } = of as StageFigures;
		const rows = [`\n${stage}: ${boardBytes} bytes (${slots} slots, ${chunkBytes} bytes of chunks)`];
		rows.push(
			`  ${Object.entries(kinds)
				.map(([kind, bytes]) => `${kind} ${bytes}`)
				.join(", ")}`,
		);
		rows.push("   bytes retained  count  slots chunks  class, and what holds it");
		for (const { kind, name, count, holders, ...sizes } of classes.slice(0, rowsShown)) {
			const numbers = [sizes.boardBytes, sizes.retainedBytes, count, sizes.slots, sizes.chunkBytes];
			const columns = numbers.map((value, at) => String(value).padStart(at < 2 ? 8 : 6));
			const heldBy = Object.entries(holders)
				.slice(0, holdersShown)
				.map(([holder, bytes]) => `${holder || "-"} ${bytes}`);
			const label = `${kind === "other" ? "" : `${kind}: `}${name || "(unnamed)"}`;
			rows.push(`${columns.join(" ")}  ${label.padEnd(54)}  ${heldBy.join(", ")}`);
		}
		process.stdout.write(`${rows.join("\n")}\n`);
	}
}
