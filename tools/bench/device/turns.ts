// Garbage collections and the longest turn under the `creation` of a board, with Ed25519 in JavaScript as a board runs
// it: while the terminal connects, opens a shift and sells.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { terminalFirmware } from "../../../simulator/engine/terminal-firmware.js";
import type { Firmware } from "../../../simulator/engine/machine.js";
import type { BoardCreation } from "../../../simulator/engine/xs-machine.js";
import { MarketDay } from "./market-day.js";

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

export interface TurnFigures {
	/** From power-on until the first session with the host is at rest. */
	readonly collectionsConnect: number;
	readonly collectionsShift: number;
	/** Three lines by cash, until the ticket is printed and the records are committed. */
	readonly collectionsSale: number;
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

export async function measureTurns(): Promise<TurnFigures> {
	const creation = JSON.parse(process.env["TM_CREATION"] ?? "{}") as Partial<BoardCreation>;
	const firmware = process.env["TM_NATIVE"] ? terminalFirmware : boardFirmware;
	const day = await MarketDay.open({ creation: { ...esp32Creation(), ...creation }, firmwareRun: firmware });
	try {
		return await day.runTurns();
	} finally {
		await day.close();
	}
}
