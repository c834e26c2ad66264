// The firmware's SHA-256 and Ed25519 ports over Node's OpenSSL, in place of a board's native code.
import type { Digest, Ed25519 } from "../../firmware/core/ports.js";
import { NodeDigest, NodeSigner, NodeVerifier } from "../../host/crypto.js";

export const nodeDigest: Digest = new NodeDigest();

/** A board has one key, and another after each new enrolment. */
const signersMax = 4;

export class NodeEd25519 implements Ed25519 {
	readonly #verifier = new NodeVerifier();
	readonly #signers = new Map<string, NodeSigner>();

	publicKey(seed: Uint8Array): Uint8Array {
		return this.signer(seed).publicKey;
	}

	sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
		return this.signer(seed).sign(message);
	}

	verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
		return this.#verifier.verify(signature, message, publicKey);
	}

	private signer(seed: Uint8Array): NodeSigner {
		const name = Buffer.from(seed).toString("base64");
		let signer = this.#signers.get(name);
		if (!signer) {
			if (this.#signers.size >= signersMax) this.#signers.clear();
			signer = new NodeSigner(seed);
			this.#signers.set(name, signer);
		}
		return signer;
	}
}
