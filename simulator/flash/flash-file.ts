// A flash chip's bits and wear in two files, which the chip writes through: a command returns after write(2), so that
// killing the process loses nothing that the firmware took for written. Each cell has one place in the file, so a write
// that is cut short leaves what a power cut leaves in a chip.
import { closeSync, fdatasync, openSync, writeSync } from "node:fs";
import { endianness } from "node:os";
import { promisify } from "node:util";
import type { FlashStore } from "./nor.js";

const wearBytes = 4;
const sync = promisify(fdatasync);

export class FlashFile implements FlashStore {
	readonly #cells: number;
	readonly #wear: number;
	#isDirty = false;

	/** Opens the files of `cellsPath` and `wearPath`, which must exist and have the chip's sizes. */
	constructor(cellsPath: string, wearPath: string) {
		this.#cells = openSync(cellsPath, "r+");
		try {
			this.#wear = openSync(wearPath, "r+");
		} catch (error) {
			closeSync(this.#cells);
			throw error;
		}
	}

	writeCells(offset: number, cells: Uint8Array): void {
		this.#isDirty = true;
		writeWhole(this.#cells, cells, offset);
	}

	writeWear(sector: number, erases: number): void {
		this.#isDirty = true;
		writeWhole(this.#wear, wearImage(Uint32Array.of(erases)), sector * wearBytes);
	}

	/** Waits until what has been written so far survives a power cut of this computer. */
	async sync(): Promise<void> {
		if (!this.#isDirty) return;
		this.#isDirty = false;
		await Promise.all([sync(this.#cells), sync(this.#wear)]);
	}

	close(): void {
		closeSync(this.#cells);
		closeSync(this.#wear);
	}
}

/** Little-endian, four bytes a sector. */
export function wearImage(wear: Uint32Array): Uint8Array {
	const image = Buffer.from(Uint32Array.from(wear).buffer);
	return endianness() === "LE" ? image : image.swap32();
}

export function readWear(image: Uint8Array): Uint32Array {
	const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
	return Uint32Array.from({ length: image.byteLength / wearBytes }, (_, sector) =>
		view.getUint32(sector * wearBytes, true),
	);
}

function writeWhole(file: number, bytes: Uint8Array, offset: number): void {
	for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, offset + at);
}
