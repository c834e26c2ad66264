// SHA-256 and Ed25519 verification for the second reader.
import { createHash, createPublicKey, verify } from "node:crypto";
import { isAdmissible } from "../../firmware/core/ed25519-check.js";
import type { Digest } from "../../firmware/core/ports.js";

export const digest: Digest = {
	sha256(...parts) {
		const hash = createHash("sha256");
		for (const part of parts) hash.update(part);
		return new Uint8Array(hash.digest());
	},
	begin() {
		const hash = createHash("sha256");
		return { update: (bytes) => void hash.update(bytes), finish: () => new Uint8Array(hash.digest()) };
	},
};

/** RFC 8410: the DER frame around a raw 32-byte key. */
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/**
 * Returns a signature check for one raw 32-byte public key, with the same verdicts as host and terminal. Throws if it
 * is not a key.
 */
export function signatureCheck(publicKey: Uint8Array): (message: Uint8Array, signature: Uint8Array) => boolean {
	const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: "der", type: "spki" });
	return (message, signature) => isAdmissible(signature, publicKey) && verify(null, message, key, signature);
}
