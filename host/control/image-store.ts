// Large images as files named by their SHA-256: what a terminal asks for is read in pieces, and nothing is ever half written.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "../../firmware/core/bytes.js";

export class ImageStore {
	readonly #folder: string | undefined;
	/** Where there is no folder. */
	readonly #kept = new Map<string, Uint8Array>();

	/** The folder `name` below the data folder is made when the first image comes; without a data folder all is kept in memory. */
	constructor(dataDir: string | undefined, name: string) {
		this.#folder = dataDir && join(dataDir, name);
	}

	/** Durable on return. */
	put(digest: Uint8Array, image: Uint8Array): void {
		const path = this.#path(digest);
		if (path === undefined) return void this.#kept.set(toHex(digest), image.slice());
		if (existsSync(path)) return;
		mkdirSync(this.#folder!, { recursive: true, mode: 0o700 });
		const file = openSync(`${path}.new`, "w", 0o600);
		try {
			for (let at = 0; at < image.length;) at += writeSync(file, image, at);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		renameSync(`${path}.new`, path);
	}

	has(digest: Uint8Array): boolean {
		const path = this.#path(digest);
		return path === undefined ? this.#kept.has(toHex(digest)) : existsSync(path);
	}

	/** At most `length` bytes from `offset`; none behind its end. Undefined where the image is not held. */
	read(digest: Uint8Array, offset: number, length: number): Uint8Array | undefined {
		const path = this.#path(digest);
		if (path === undefined) return this.#kept.get(toHex(digest))?.slice(offset, offset + length);
		if (!existsSync(path)) return undefined;
		const file = openSync(path, "r");
		try {
			const bytes = new Uint8Array(length);
			return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
		} finally {
			closeSync(file);
		}
	}

	delete(digest: Uint8Array): void {
		const path = this.#path(digest);
		if (path === undefined) this.#kept.delete(toHex(digest));
		else rmSync(path, { force: true });
	}

	#path(digest: Uint8Array): string | undefined {
		return this.#folder && join(this.#folder, `${toHex(digest)}.bin`);
	}
}
