// Keeps a second simulator from writing the same chips. The lock is a file with the number of the process that holds
// it; the lock of a process that has ended, even by kill -9, is taken over.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readBounded } from "./bounded-file.js";

const fileName = "simulator.pid";
const bytesMax = 64;

/** Another simulator runs on the folder. */
class FolderInUse extends Error {
	readonly code = "DATA_FOLDER_IN_USE";
	readonly text = "Another simulator is using this data folder. Stop it, or choose another folder with --data.";
}

/** Returns how to release the folder, which must exist. Throws FolderInUse. */
export function lockFolder(folder: string): () => void {
	const path = join(folder, fileName);
	const own = String(process.pid);
	for (;;) {
		try {
			writeFileSync(path, own, { flag: "wx", mode: 0o600 });
			return () => rmSync(path, { force: true });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		}
		const holder = Number.parseInt(readBounded(path, bytesMax).toString(), 10);
		if (holder !== process.pid && isRunning(holder)) throw new FolderInUse(`${folder}, process ${holder}`);
		rmSync(path, { force: true });
	}
}

function isRunning(pid: number): boolean {
	if (!(pid > 0)) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// A process of another user.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
