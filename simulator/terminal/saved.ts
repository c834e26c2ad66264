// Saves the memory chips of a simulated terminal between runs. Each file is replaced atomically.
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SavedSlots } from "../peripherals/boot-slots.js";
import type { SimulatedTerminal } from "./terminal.js";

const files = { journal: "journal.flash", catalog: "catalog.flash", keys: "keys.json" } as const;

async function replace(path: string, content: Uint8Array | string): Promise<void> {
	await writeFile(`${path}.new`, content, { mode: 0o600 });
	await rename(`${path}.new`, path);
}

/** Copies all chips before the first write, so that the saved state is consistent. */
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

/**
 * Sizes of the saved chips, with which the terminal has to be created: a version with larger partitions made for new
 * boards runs on the boards of before with theirs. Undefined when nothing has been saved.
 */
export async function savedFlashBytes(
	folder: string,
): Promise<{ readonly journalBytes: number; readonly catalogBytes: number } | undefined> {
	try {
		const [journal, catalog] = await Promise.all([
			stat(join(folder, files.journal)),
			stat(join(folder, files.catalog)),
		]);
		return { journalBytes: journal.size, catalogBytes: catalog.size };
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

/** Returns false, without changing the terminal, when nothing has been saved. Rejects when a file is damaged. */
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
