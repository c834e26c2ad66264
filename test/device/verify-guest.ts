// Runs inside XS: the board's verifier. The hash is native on a board, so the call passes it in.
import { isAdmissible } from "../../firmware/core/ed25519-check.js";
import { BigIntEd25519 } from "../../firmware/device/ed25519.js";

export function verify(signature: ArrayBuffer, publicKey: ArrayBuffer, hash: ArrayBuffer): boolean {
	const ed25519 = new BigIntEd25519(() => new Uint8Array(hash));
	return ed25519.verify(new Uint8Array(signature), new Uint8Array(0), new Uint8Array(publicKey));
}

export function check(signature: ArrayBuffer, publicKey: ArrayBuffer): boolean {
	return isAdmissible(new Uint8Array(signature), new Uint8Array(publicKey));
}

/** The same call without the check: the difference is measured. */
export function skip(signature: ArrayBuffer, publicKey: ArrayBuffer): boolean {
	return new Uint8Array(signature).length + new Uint8Array(publicKey).length > 0;
}
