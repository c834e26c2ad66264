// The file of a journal's dump that a command was given.
import { readInput } from "../input-file.js";

/** Journals of boards have up to 2 MiB; this is more than a terminal's whole flash. */
const dumpBytesMax = 67_108_864;

/** Rejects with CommandFault FILE_TOO_LARGE or EISDIR. */
export function readDump(path: string): Promise<Uint8Array> {
	return readInput(path, "a journal's dump", dumpBytesMax);
}
