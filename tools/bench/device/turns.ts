// Garbage collections and the longest turn under the `creation` of a board, while the terminal connects, opens a shift
// and sells.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BoardCreation } from "../../../simulator/engine/xs-machine.js";
import { type CollectionFigures, type DayMemory, MarketDay } from "./market-day.js";

interface CreationManifest {
	readonly creation: {
		readonly static: number;
		readonly chunk: { readonly initial: number; readonly incremental: number };
		readonly heap: { readonly initial: number; readonly incremental: number };
		readonly stack: number;
	};
}

export interface TurnFigures extends CollectionFigures {
	/** Over a market day. */
	readonly longestTurnOperations: number;
}

export function esp32Creation(): BoardCreation {
	const file = join(import.meta.dirname, "../../../manifests/esp32.json");
	const { creation } = JSON.parse(readFileSync(file, "utf8")) as CreationManifest;
	return {
		staticBytes: creation.static,
		chunkInitialBytes: creation.chunk.initial,
		chunkIncrementalBytes: creation.chunk.incremental,
		heapInitialSlots: creation.heap.initial,
		heapIncrementalSlots: creation.heap.incremental,
		stackSlots: creation.stack,
	};
}

async function withDay<T>(memory: DayMemory, run: (day: MarketDay) => Promise<T>): Promise<T> {
	const day = await MarketDay.open(memory);
	try {
		return await run(day);
	} finally {
		await day.close();
	}
}

export async function measureTurns(): Promise<TurnFigures> {
	const creation = esp32Creation();
	return {
		...(await withDay({ creation }, (day) => day.countCollections())),
		longestTurnOperations: (await withDay({ creation }, (day) => day.run())).longestTurnOperations,
	};
}
