// Signs with the terminal's private key.
import type { Ed25519, Signer } from "../core/ports.js";

export class TerminalSigner implements Signer {
	#publicKey: Uint8Array | undefined;
	readonly #ed25519: Ed25519;
	readonly #seed: Uint8Array;

	/** `seed`: 32 bytes. */
	constructor(ed25519: Ed25519, seed: Uint8Array) {
		this.#ed25519 = ed25519;
		this.#seed = seed;
	}

	/** Derived at the first use, which takes as long as a signature. */
	get publicKey(): Uint8Array {
		return (this.#publicKey ??= this.#ed25519.publicKey(this.#seed));
	}

	/** Derives the public key now, so that the first signature does not have to. */
	prepare(): void {
		this.#publicKey ??= this.#ed25519.publicKey(this.#seed);
	}

	sign(message: Uint8Array): Uint8Array {
		return this.#ed25519.sign(message, this.#seed);
	}
}
