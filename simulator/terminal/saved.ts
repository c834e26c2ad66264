// Keeps a simulated terminal between runs: the bits of its chips, as a board on a shelf would. Each file is replaced
// whole or not at all.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SavedSlots } from "../peripherals/boot-slots.js";
import type { SimulatedTerminal } from "./terminal.js";

const files = { journal: "journal.flash", catalog: "catalog.flash", keys: "keys.json" } as const;

async function replace(path: string, content: Uint8Array | string): Promise<void> {
	await writeFile(`${path}.new`, content, { mode: 0o600 });
	await rename(`${path}.new`, path);
}

/** One consistent state: the bits are copied before anything is written. */
export async function saveTerminal(terminal: SimulatedTerminal, folder: string): Promise<void> {
	const journal = terminal.journalFlash.save();
	const catalog = terminal.catalogFlash.save();
	const keys = JSON.stringify({
		values: terminal.keyStore.save(),
		firmware: terminal.firmware.slots.save(),
		journalWear: [...terminal.journalFlash.wear],
		catalogWear: [...terminal.catalogFlash.wear],
	});
	await mkdir(folder, { recursive: true });
	await replace(join(folder, files.journal), journal);
	await replace(join(folder, files.catalog), catalog);
	await replace(join(folder, files.keys), keys);
}

/** False when there is nothing to load; the terminal is then as new. Rejects on files that are damaged. */
export async function loadTerminal(terminal: SimulatedTerminal, folder: string): Promise<boolean> {
	let keys: string;
	try {
		keys = await readFile(join(folder, files.keys), "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
		throw error;
	}
	const saved = JSON.parse(keys) as {
		values: Record<string, string>;
		firmware?: SavedSlots;
		journalWear: number[];
		catalogWear: number[];
	};
	terminal.journalFlash.load(await readFile(join(folder, files.journal)));
	terminal.catalogFlash.load(await readFile(join(folder, files.catalog)));
	terminal.journalFlash.wear.set(saved.journalWear);
	terminal.catalogFlash.wear.set(saved.catalogWear);
	terminal.keyStore.load(saved.values);
	if (saved.firmware) terminal.firmware.slots.load(saved.firmware);
	return true;
}
