// Reads small files of a data folder, which may have been replaced by anything: something larger, a pipe, a device.
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** The file is no regular file, or longer than it may be. The message names it. */
export class UnboundedFile extends Error {
	readonly code = "DATA_FILE_UNREADABLE";
	readonly text =
		"A file in the data folder is larger than any that the simulator writes, or no file. Delete it, or choose " +
		"another folder with --data.";
}

/** All bytes of the file. Throws UnboundedFile before it reads more than `bytesMax`, and the system's errors. */
export function readBounded(path: string, bytesMax: number): Buffer {
	// Without waiting for a writer, where it is a pipe.
	const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		const status = fstatSync(file);
		if (!status.isFile()) throw new UnboundedFile(`${path} is no regular file`);
		if (status.size > bytesMax) throw new UnboundedFile(`${path} has ${status.size} bytes, of at most ${bytesMax}`);
		const bytes = Buffer.alloc(status.size);
		let at = 0;
		for (let count = -1; at < bytes.length && count !== 0; at += count)
			count = readSync(file, bytes, at, bytes.length - at, at);
		return bytes.subarray(0, at);
	} finally {
		closeSync(file);
	}
}
