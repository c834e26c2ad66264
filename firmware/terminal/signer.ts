// Signs with the terminal's private key.
import type { Ed25519, Signer } from "../core/ports.js";

export class TerminalSigner implements Signer {
	readonly publicKey: Uint8Array;
	readonly #ed25519: Ed25519;
	readonly #seed: Uint8Array;

	/** `seed`: 32 bytes. */
	constructor(ed25519: Ed25519, seed: Uint8Array) {
		this.publicKey = ed25519.publicKey(seed);
		this.#ed25519 = ed25519;
		this.#seed = seed;
	}

	sign(message: Uint8Array): Uint8Array {
		return this.#ed25519.sign(message, this.#seed);
	}
}
