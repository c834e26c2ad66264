import { File } from "file";
import type { KeyStore } from "../../core/ports.js";

/**
 * One file per key. A value is written to a new file that is then renamed, so that a crash leaves either the old or the
 * new value.
 */
export class FileKeyStore implements KeyStore {
	#prefix: string;

	constructor(prefix: string) {
		this.#prefix = prefix;
	}

	read(key: string): Uint8Array | undefined {
		const path = this.#prefix + key;
		if (!File.exists(path)) return undefined;
		const file = new File(path);
		try {
			return file.length > 0 ? new Uint8Array(file.read(ArrayBuffer)) : new Uint8Array(0);
		} finally {
			file.close();
		}
	}

	write(key: string, value: Uint8Array): void {
		const name = this.#prefix + key;
		const fresh = `${name}.new`;
		File.delete(fresh);
		const file = new File(fresh, true);
		try {
			if (value.length > 0) file.write(value.slice().buffer);
		} finally {
			file.close();
		}
		// The SDK renames within a folder and takes only the last part of the new path.
		File.rename(fresh, name.slice(name.lastIndexOf("/") + 1));
	}

	delete(key: string): void {
		File.delete(this.#prefix + key);
	}
}
