// The firmware's SHA-256 and Ed25519 ports over node:crypto. Key objects are cached, because creating one takes most of
// the time of a verification.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { isAdmissible } from "../firmware/core/ed25519-check.js";
import type { Digest, DigestStream, Signer } from "../firmware/core/ports.js";

// DER prefixes of raw keys (RFC 8410, sections 4 and 7).
const publicFrame = Buffer.from("302a300506032b6570032100", "hex");
const privateFrame = Buffer.from("302e020100300506032b657004220420", "hex");
const keysCachedMax = 20_000;

/** SHA-256 of an MQTT password, for the store. Passwords are random, so no slow hash is needed. */
export function hashPassword(password: Uint8Array): Uint8Array {
	return createHash("sha256").update(password).digest();
}

export class NodeDigest implements Digest {
	sha256(...parts: Uint8Array[]): Uint8Array {
		const hash = createHash("sha256");
		for (const part of parts) hash.update(part);
		return new Uint8Array(hash.digest());
	}

	begin(): DigestStream {
		const hash = createHash("sha256");
		return {
			update: (bytes) => void hash.update(bytes),
			finish: () => new Uint8Array(hash.digest()),
		};
	}
}

/**
 * Verifies with raw public keys; never throws. Refuses inputs on which versions of OpenSSL differ
 * (core/ed25519-check.ts).
 */
export class NodeVerifier {
	readonly #keys = new Map<string, KeyObject>();

	verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
		if (!isAdmissible(signature, publicKey)) return false;
		try {
			return verify(null, message, this.key(publicKey), signature);
		} catch {
			return false;
		}
	}

	private key(publicKey: Uint8Array): KeyObject {
		const name = Buffer.from(publicKey).toString("base64");
		let key = this.#keys.get(name);
		if (!key) {
			key = createPublicKey({ key: Buffer.concat([publicFrame, publicKey]), format: "der", type: "spki" });
			if (this.#keys.size >= keysCachedMax) this.#keys.clear();
			this.#keys.set(name, key);
		}
		return key;
	}
}

export class NodeSigner implements Signer {
	readonly publicKey: Uint8Array;
	readonly #key: KeyObject;

	/** `seed` is the 32-byte private key of RFC 8032. */
	constructor(seed: Uint8Array) {
		this.#key = createPrivateKey({ key: Buffer.concat([privateFrame, seed]), format: "der", type: "pkcs8" });
		const der = createPublicKey(this.#key).export({ format: "der", type: "spki" });
		this.publicKey = new Uint8Array(der.subarray(publicFrame.length));
	}

	sign(message: Uint8Array): Uint8Array {
		return new Uint8Array(sign(null, message, this.#key));
	}
}
