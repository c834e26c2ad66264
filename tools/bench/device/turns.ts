// Garbage collections and the longest turn under the `creation` of a board, with Ed25519 in JavaScript as a board runs
// it: while the terminal connects, opens a shift and sells.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { terminalFirmware } from "../../../simulator/engine/terminal-firmware.js";
import type { Firmware } from "../../../simulator/engine/machine.js";
import type { BoardCreation } from "../../../simulator/engine/xs-machine.js";
import { type CollectionFigures, type DayMemory, MarketDay } from "./market-day.js";

/** The firmware with a board's Ed25519. */
const boardFirmware: Firmware = { ...terminalFirmware, guestFile: join(import.meta.dirname, "board-guest.ts") };

interface CreationManifest {
	readonly creation: {
		readonly static: number;
		readonly chunk: { readonly initial: number; readonly incremental: number };
		readonly heap: { readonly initial: number; readonly incremental: number };
		readonly stack: number;
	};
}

export interface TurnFigures extends CollectionFigures {
	/** The same while Ed25519 runs in JavaScript, whose numbers are garbage after each step of the arithmetic. */
	readonly inJavaScript: CollectionFigures;
	/** Over a market day with Ed25519 in JavaScript. */
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
	const inJavaScript = { creation, firmwareRun: boardFirmware };
	return {
		...(await withDay({ creation }, (day) => day.countCollections())),
		inJavaScript: await withDay(inJavaScript, (day) => day.countCollections()),
		longestTurnOperations: (await withDay(inJavaScript, (day) => day.run())).longestTurnOperations,
	};
}
