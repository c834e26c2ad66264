// SHA-256 and Ed25519 by Node's OpenSSL behind the firmware's ports: the "native" code of a simulated board.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { Digest, DigestStream, Ed25519 } from "../../firmware/core/ports.js";

export const nodeDigest: Digest = {
	sha256(...parts) {
		const hash = createHash("sha256");
		for (const part of parts) hash.update(part);
		return new Uint8Array(hash.digest());
	},
	begin(): DigestStream {
		const hash = createHash("sha256");
		return {
			update: (bytes) => void hash.update(bytes),
			finish: () => new Uint8Array(hash.digest()),
		};
	},
};

/** RFC 8410: the DER frames around a raw 32-byte seed and a raw 32-byte public key. */
const privateFrame = Buffer.from("302e020100300506032b657004220420", "hex");
const publicFrame = Buffer.from("302a300506032b6570032100", "hex");
const cachedKeysMax = 64;

/** Key objects are cached: making one costs more than a signature. */
export class NodeEd25519 implements Ed25519 {
	readonly #keys = new Map<string, KeyObject>();

	publicKey(seed: Uint8Array): Uint8Array {
		const der = createPublicKey(this.#privateKey(seed)).export({ format: "der", type: "spki" });
		return new Uint8Array(der.subarray(publicFrame.length));
	}

	sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
		return new Uint8Array(sign(null, message, this.#privateKey(seed)));
	}

	verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
		if (signature.length !== 64 || publicKey.length !== 32) return false;
		try {
			return verify(null, message, this.#publicKey(publicKey), signature);
		} catch {
			// OpenSSL refuses some malformed keys by throwing.
			return false;
		}
	}

	#privateKey(seed: Uint8Array): KeyObject {
		return this.#cached(`s${Buffer.from(seed).toString("hex")}`, () =>
			createPrivateKey({ key: Buffer.concat([privateFrame, seed]), format: "der", type: "pkcs8" }),
		);
	}

	#publicKey(raw: Uint8Array): KeyObject {
		return this.#cached(`p${Buffer.from(raw).toString("hex")}`, () =>
			createPublicKey({ key: Buffer.concat([publicFrame, raw]), format: "der", type: "spki" }),
		);
	}

	#cached(name: string, make: () => KeyObject): KeyObject {
		let key = this.#keys.get(name);
		if (!key) {
			if (this.#keys.size >= cachedKeysMax) this.#keys.delete(this.#keys.keys().next().value!);
			key = make();
			this.#keys.set(name, key);
		}
		return key;
	}
}
