// A file that a command's user names, read within a bound: it may be anything, of any size, or have no end.
import { open } from "node:fs/promises";
import { CommandFault } from "./command-fault.js";

const pieceBytesMax = 1 << 20;

/**
 * All bytes of the file. `what` names the kind of file in the sentence, such as "a catalog". Rejects with CommandFault
 * FILE_TOO_LARGE before more than `bytesMax` are kept, and EISDIR for a folder.
 */
export async function readInput(path: string, what: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
	const file = await open(path, "r");
	try {
		const status = await file.stat();
		// Reading a folder fails with an error that does not name it.
		if (status.isDirectory()) throw new CommandFault("EISDIR", `${path} is a folder, but a file is needed.`);
		if (status.size > bytesMax) throw tooLarge(path, what, bytesMax);
		const pieces: Uint8Array[] = [];
		let lengthBytes = 0;
		for (;;) {
			// The size of a pipe or a device is not known before it is read.
			const piece = new Uint8Array(Math.min(pieceBytesMax, bytesMax + 1 - lengthBytes));
			const { bytesRead } = await file.read(piece, 0, piece.length);
			if (bytesRead === 0) return joined(pieces, lengthBytes);
			pieces.push(piece.subarray(0, bytesRead));
			lengthBytes += bytesRead;
			if (lengthBytes > bytesMax) throw tooLarge(path, what, bytesMax);
		}
	} finally {
		await file.close();
	}
}

function joined(pieces: readonly Uint8Array[], lengthBytes: number): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(lengthBytes);
	let at = 0;
	for (const piece of pieces) {
		whole.set(piece, at);
		at += piece.length;
	}
	return whole;
}

function tooLarge(path: string, what: string, bytesMax: number): CommandFault {
	const text = `${path} has more than ${bytesMax} bytes, the most that ${what} may have. Name another file.`;
	return new CommandFault("FILE_TOO_LARGE", text);
}
