// The database's files while they are open. Unix lets anybody remove or replace an open file: SQLite would go on
// writing into one that has no name any more, and what is acknowledged from then on would be gone with the process.
import { statSync } from "node:fs";
import { join } from "node:path";
import { StoreFault } from "../../faults.js";

export class OpenFiles {
	readonly #paths: readonly string[];
	/** Device and inode of each file that was seen. */
	readonly #seen = new Map<string, string>();

	/** An undefined folder has no files. */
	constructor(folder: string | undefined) {
		this.#paths = folder === undefined ? [] : ["host.db", "host.db-wal"].map((name) => join(folder, name));
	}

	/** Throws StoreFault STORE_DAMAGED where a file was removed or replaced since it was first seen. */
	demandSame(): void {
		for (const path of this.#paths) {
			const found = statSync(path, { throwIfNoEntry: false });
			const identity = found && `${found.dev}:${found.ino}`;
			const known = this.#seen.get(path);
			if (known !== undefined && identity !== known)
				throw new StoreFault("STORE_DAMAGED", `${path} was removed or replaced under the running host`);
			if (identity !== undefined) this.#seen.set(path, identity);
		}
	}
}
