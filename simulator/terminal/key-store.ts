// The non-volatile key store of a simulated board. As with ESP-IDF's NVS, writes are atomic and survive power cuts, and
// keys have at most 15 characters.
import { assert } from "../../firmware/core/assert.js";
import { limits } from "../../firmware/core/limits.js";
import type { KeyStore } from "../../firmware/core/ports.js";

const keyCharactersMax = 15;

export class SimulatedKeyStore implements KeyStore {
	readonly #values = new Map<string, Uint8Array>();
	/** Number of writes so far, which is the wear of a real store. */
	writes = 0;
	/**
	 * Stores all values before a change of them returns, where they outlive the process. If it throws, the change has
	 * not happened.
	 */
	onChange: ((values: Readonly<Record<string, string>>) => void) | undefined;

	read(key: string): Uint8Array | undefined {
		const value = this.#values.get(key);
		return value && new Uint8Array(value);
	}

	write(key: string, value: Uint8Array): void {
		assert(
			key.length > 0 && key.length <= keyCharactersMax,
			`key ${key} must have 1 to ${keyCharactersMax} characters`,
		);
		assert(value.length <= limits.keyValueBytesMax, `${key} holds at most ${limits.keyValueBytesMax} bytes`);
		this.put(key, new Uint8Array(value));
		this.writes++;
	}

	delete(key: string): void {
		if (this.#values.has(key)) this.put(key, undefined);
	}

	private put(key: string, value: Uint8Array | undefined): void {
		const before = this.#values.get(key);
		this.hold(key, value);
		try {
			this.onChange?.(this.save());
		} catch (error) {
			this.hold(key, before);
			throw error;
		}
	}

	private hold(key: string, value: Uint8Array | undefined): void {
		if (value) this.#values.set(key, value);
		else this.#values.delete(key);
	}

	/** All values as plain data, in base64, to keep a simulated terminal between runs. */
	save(): Record<string, string> {
		return Object.fromEntries(
			[...this.#values].map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
		);
	}

	load(saved: Readonly<Record<string, string>>): void {
		this.#values.clear();
		for (const [key, text] of Object.entries(saved))
			this.#values.set(key, new Uint8Array(Buffer.from(text, "base64")));
	}
}
