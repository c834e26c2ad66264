// Stores large images as files named by their SHA-256. Files are written atomically and read in pieces.
import { dirname, join } from "node:path";
import { toHex } from "../../firmware/core/bytes.js";
import { makeFolder, nodeFiles, readPiece, syncFolder, writeDurably } from "../durable-file.js";

export class ImageStore {
	readonly #folder: string | undefined;
	readonly #files: typeof nodeFiles;
	/** Used without a data folder. */
	readonly #kept = new Map<string, Uint8Array>();

	/**
	 * The folder `name` in the data folder is created with the first image. Without a data folder images are kept in
	 * memory.
	 */
	constructor(dataDir: string | undefined, name: string, files = nodeFiles) {
		this.#folder = dataDir && join(dataDir, name);
		this.#files = files;
	}

	/** Durable on return. */
	put(digest: Uint8Array, image: Uint8Array): void {
		const path = this.path(digest);
		if (path === undefined) return void this.#kept.set(toHex(digest), image.slice());
		makeFolder(dirname(path), this.#files);
		// An existing file may be from a `put` that was interrupted before the file's name was durable.
		if (this.#files.existsSync(path)) syncFolder(dirname(path), this.#files);
		else writeDurably(path, image, this.#files);
	}

	has(digest: Uint8Array): boolean {
		const path = this.path(digest);
		return path === undefined ? this.#kept.has(toHex(digest)) : this.#files.existsSync(path);
	}

	/** At most `length` bytes from `offset`, none beyond the end. Undefined when the image is not stored. */
	read(digest: Uint8Array, offset: number, length: number): Uint8Array | undefined {
		const path = this.path(digest);
		if (path === undefined) return this.#kept.get(toHex(digest))?.slice(offset, offset + length);
		return this.#files.existsSync(path) ? readPiece(path, offset, length, this.#files) : undefined;
	}

	delete(digest: Uint8Array): void {
		const path = this.path(digest);
		if (path === undefined) this.#kept.delete(toHex(digest));
		else this.#files.rmSync(path, { force: true });
	}

	private path(digest: Uint8Array): string | undefined {
		return this.#folder && join(this.#folder, `${toHex(digest)}.bin`);
	}
}
