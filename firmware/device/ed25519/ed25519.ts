import { isAdmissible } from "../../core/ed25519-check.js";
import type { Ed25519, Verification } from "../../core/ports.js";

// Ed25519 (RFC 8032) over the native arithmetic of edwards25519.c, constant in time where a secret is involved.
// The compiler turns methods whose body is exactly a return of `native(…).call(this, …)` into native functions.

/** SHA-512 over the concatenation of its parts; 64 bytes. */
export type Sha512 = (...parts: Uint8Array[]) => Uint8Array;

/** All hashes are of 64 bytes and all results of 32. */
class NativeCurve {
	publicKey(seedHash: Uint8Array): ArrayBuffer {
		return native("xs_ed25519_publicKey").call(this, seedHash) as ArrayBuffer;
	}

	/** R, from the hash of the seed's prefix and the message. */
	commit(nonceHash: Uint8Array): ArrayBuffer {
		return native("xs_ed25519_commit").call(this, nonceHash) as ArrayBuffer;
	}

	/** S, from the same and the hash of R, public key and message. */
	respond(nonceHash: Uint8Array, challenge: Uint8Array, seedHash: Uint8Array): ArrayBuffer {
		return native("xs_ed25519_respond").call(this, nonceHash, challenge, seedHash) as ArrayBuffer;
	}

	/** The state of a verification; undefined if the key is not a point. Key and signature are admissible. */
	beginVerification(publicKey: Uint8Array, signature: Uint8Array, challenge: Uint8Array): ArrayBuffer | undefined {
		return native("xs_ed25519_beginVerification").call(this, publicKey, signature, challenge) as ArrayBuffer;
	}

	/** Takes 32 bits of the scalars; the verdict after the eighth call. */
	step(state: ArrayBuffer): boolean | undefined {
		return native("xs_ed25519_step").call(this, state) as boolean | undefined;
	}
}

const curve = new NativeCurve();

export class NativeEd25519 implements Ed25519 {
	readonly #sha512: Sha512;

	constructor(sha512: Sha512) {
		this.#sha512 = sha512;
	}

	publicKey(seed: Uint8Array): Uint8Array {
		return new Uint8Array(curve.publicKey(this.#sha512(seed)));
	}

	sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
		const seedHash = this.#sha512(seed);
		const nonceHash = this.#sha512(seedHash.subarray(32), message);
		const r = new Uint8Array(curve.commit(nonceHash));
		const publicKey = new Uint8Array(curve.publicKey(seedHash));
		const signature = new Uint8Array(64);
		signature.set(r, 0);
		const s = curve.respond(nonceHash, this.#sha512(r, publicKey, message), seedHash);
		signature.set(new Uint8Array(s), 32);
		return signature;
	}

	verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
		const verification = this.beginVerification(signature, message, publicKey);
		let verdict: boolean | undefined;
		do verdict = verification.step();
		while (verdict === undefined);
		return verdict;
	}

	beginVerification(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Verification {
		if (!isAdmissible(signature, publicKey)) return refusal;
		const challenge = this.#sha512(signature.subarray(0, 32), publicKey, message);
		const state = curve.beginVerification(publicKey, signature, challenge);
		return state ? new NativeVerification(state) : refusal;
	}
}

const refusal: Verification = { step: () => false };

class NativeVerification implements Verification {
	readonly #state: ArrayBuffer;

	constructor(state: ArrayBuffer) {
		this.#state = state;
	}

	step(): boolean | undefined {
		return curve.step(this.#state);
	}
}
