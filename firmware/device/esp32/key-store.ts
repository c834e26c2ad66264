import storage, { type Storage } from "embedded:storage/key-value";
import type { KeyStore } from "../../core/ports.js";

/** ESP-IDF's NVS, whose writes are atomic and wear-levelled. */
export class NvsKeyStore implements KeyStore {
	#domain: Storage;

	constructor(domain: string) {
		this.#domain = storage.open({ path: domain, format: "buffer", mode: "r+" });
	}

	read(key: string): Uint8Array | undefined {
		const value = this.#domain.read(key);
		return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
	}

	write(key: string, value: Uint8Array): void {
		this.#domain.write(key, value);
	}

	delete(key: string): void {
		this.#domain.delete(key);
	}
}
