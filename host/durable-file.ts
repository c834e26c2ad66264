// Writes files whose bytes, names and folders survive a power cut.
import nodeFs from "node:fs";
import { dirname } from "node:path";

/** The part of `node:fs` that is used, so that tests can simulate a power cut between any two calls. */
export interface Files {
	existsSync(path: string): boolean;
	mkdirSync(path: string, options: { mode: number }): unknown;
	openSync(path: string, flags: string, mode?: number): number;
	/** Writes from `offset` of `bytes`. Returns the number of bytes written, which may be less than requested. */
	writeSync(file: number, bytes: Uint8Array, offset: number): number;
	readSync(file: number, into: Uint8Array, offset: number, length: number, position: number): number;
	fsyncSync(file: number): void;
	closeSync(file: number): void;
	renameSync(from: string, to: string): void;
	rmSync(path: string, options: { force: boolean }): void;
}

export const nodeFiles: Files = nodeFs;

/**
 * Windows cannot sync folders (EPERM, or EISDIR when opening them); NTFS journals the names in them. A folder without
 * read permission (EACCES) belongs to another user, who is responsible for it.
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
 * Creates a folder with mode 0700, and missing folders above it. Durable on return, even if another process created it.
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

/** Writes a whole file with mode 0600, atomically; durable on return. */
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

/** Reads at most `length` bytes of a file from `offset`. Throws when there is no such file. */
export function readPiece(path: string, offset: number, length: number, files = nodeFiles): Uint8Array {
	const file = files.openSync(path, "r");
	try {
		const bytes = new Uint8Array(length);
		return bytes.subarray(0, files.readSync(file, bytes, 0, length, offset));
	} finally {
		files.closeSync(file);
	}
}
