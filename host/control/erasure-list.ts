// The list of erased texts, one a line, in a file that is only appended to. It names digests and says nothing of the
// texts. A backup of the other files that is older than an erasure would bring a text back: the host erases what the
// list names before it serves.
import { closeSync, existsSync, fsyncSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { isIdentifier } from "../../firmware/wire/reader.js";
import { readPiece, syncFolder } from "../durable-file.js";
import { hostLimits } from "../limits.js";

export interface Erasure {
	readonly digest: Uint8Array;
	readonly terminal: string;
	readonly atMs: number;
}

const fileName = "erasures.list";

export class ErasureList {
	/** Undefined without a data folder. */
	readonly #path: string | undefined;

	constructor(folder: string | undefined) {
		this.#path = folder === undefined ? undefined : join(folder, fileName);
	}

	/** Lines that are no erasures, such as one that a power cut ended, are left out. */
	read(): Erasure[] {
		if (this.#path === undefined || !existsSync(this.#path)) return [];
		const text = Buffer.from(readPiece(this.#path, 0, hostLimits.erasureListBytesMax)).toString("latin1");
		return text.split("\n").flatMap((line) => {
			const [hex = "", terminal = "", atMs = ""] = line.split(" ");
			const digest = fromHex(hex);
			const isWhole = digest?.length === 16 && isIdentifier(terminal) && /^[0-9]{1,15}$/.test(atMs);
			return isWhole ? [{ digest, terminal, atMs: Number(atMs) }] : [];
		});
	}

	/** Durable on return. */
	append({ digest, terminal, atMs }: Erasure): void {
		if (this.#path === undefined) return;
		const isNew = !existsSync(this.#path);
		const file = openSync(this.#path, "a", 0o600);
		try {
			// After a line that a power cut ended, the line break makes it a line of its own.
			writeSync(file, `${isNew ? "" : "\n"}${toHex(digest)} ${terminal} ${atMs}`);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		if (isNew) syncFolder(dirname(this.#path));
	}
}
