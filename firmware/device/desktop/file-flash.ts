import { File } from "file";
import type { Flash } from "../../core/ports.js";

// A flash partition in a file, for the desktop simulator. The file has the same bytes as a chip, so that the same tools
// read both, and like on a chip a program only clears bits. The SDK's file module passes each write to the system
// before it returns.

const chunkBytes = 4_096;

export class FileFlash implements Flash {
	readonly sizeBytes: number;
	readonly sectorBytes = 4_096;
	readonly pageBytes = 256;
	readonly alignBytes = 1;
	#file: File;

	constructor(path: string, sizeBytes: number) {
		this.sizeBytes = sizeBytes;
		this.#file = new File(path, true);
		for (let at = this.#file.length; at < sizeBytes; at += chunkBytes) {
			this.write(at, new Uint8Array(Math.min(chunkBytes, sizeBytes - at)).fill(0xff));
		}
	}

	read(offset: number, into: Uint8Array): void {
		if (into.length === 0) return;
		this.#file.position = offset;
		into.set(new Uint8Array(this.#file.read(ArrayBuffer, into.length)));
	}

	readRaw(offset: number, into: Uint8Array): void {
		this.read(offset, into);
	}

	program(offset: number, bytes: Uint8Array): void {
		const cells = new Uint8Array(bytes.length);
		this.read(offset, cells);
		for (let i = 0; i < cells.length; i++) cells[i]! &= bytes[i]!;
		this.write(offset, cells);
	}

	erase(offset: number): void {
		this.write(offset, new Uint8Array(this.sectorBytes).fill(0xff));
	}

	private write(offset: number, bytes: Uint8Array<ArrayBuffer>): void {
		this.#file.position = offset;
		this.#file.write(bytes.buffer);
	}
}
