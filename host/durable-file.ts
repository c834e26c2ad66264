// Files that survive a power cut: their bytes, their names in their folders, and the names of those folders.
import nodeFs from "node:fs";
import { dirname } from "node:path";

/** What of `node:fs` is used, so that a test can cut the power between any two calls. */
export interface Files {
	existsSync(path: string): boolean;
	mkdirSync(path: string, options: { mode: number }): unknown;
	openSync(path: string, flags: string, mode?: number): number;
	/** Bytes written, from `offset` of `bytes` on; may be fewer than are left. */
	writeSync(file: number, bytes: Uint8Array, offset: number): number;
	readSync(file: number, into: Uint8Array, offset: number, length: number, position: number): number;
	fsyncSync(file: number): void;
	closeSync(file: number): void;
	renameSync(from: string, to: string): void;
	rmSync(path: string, options: { force: boolean }): void;
}

export const nodeFiles: Files = nodeFs;

/**
 * Windows syncs no folders (EPERM, or EISDIR where it does not even open them), and NTFS journals the names in them
 * itself. A folder that we may not read (EACCES) is one that somebody else keeps for us.
 */
const unsyncable: readonly unknown[] = ["EPERM", "EISDIR", "EACCES"];

/** Makes the names in a folder durable. */
export function syncFolder(folder: string, files = nodeFiles): void {
	let file: number | undefined;
	try {
		file = files.openSync(folder, "r");
		files.fsyncSync(file);
	} catch (error) {
		if (!unsyncable.includes((error as NodeJS.ErrnoException).code)) throw error;
	} finally {
		if (file !== undefined) files.closeSync(file);
	}
}

/**
 * Makes a folder that only its owner may enter, and those above it that are missing; durable on return, also where
 * another made it.
 */
export function makeFolder(folder: string, files = nodeFiles): void {
	const above = dirname(folder);
	if (!files.existsSync(folder)) {
		if (!files.existsSync(above)) makeFolder(above, files);
		try {
			files.mkdirSync(folder, { mode: 0o700 });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		}
	}
	syncFolder(above, files);
}

/** Writes a whole file that only its owner may read; durable on return, and never there in part. */
export function writeDurably(path: string, bytes: Uint8Array, files = nodeFiles): void {
	const file = files.openSync(`${path}.new`, "w", 0o600);
	try {
		for (let at = 0; at < bytes.length;) at += files.writeSync(file, bytes, at);
		files.fsyncSync(file);
	} finally {
		files.closeSync(file);
	}
	files.renameSync(`${path}.new`, path);
	syncFolder(dirname(path), files);
}

/** At most `length` bytes of a file from `offset` on. Throws where there is no such file. */
export function readPiece(path: string, offset: number, length: number, files = nodeFiles): Uint8Array {
	const file = files.openSync(path, "r");
	try {
		const bytes = new Uint8Array(length);
		return bytes.subarray(0, files.readSync(file, bytes, 0, length, offset));
	} finally {
		files.closeSync(file);
	}
}
