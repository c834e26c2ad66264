// Runs inside XS: the board's Ed25519, whose arithmetic is C.
import { isAdmissible } from "../../firmware/core/ed25519-check.js";
import { NativeEd25519 } from "../../firmware/device/ed25519/ed25519.js";
import { guestPorts } from "../../simulator/engine/xs/guest-ports.js";

const { ed25519 } = guestPorts;

export function publicKey(seed: ArrayBuffer): Uint8Array {
	return ed25519.publicKey(new Uint8Array(seed));
}

export function sign(message: ArrayBuffer, seed: ArrayBuffer): Uint8Array {
	return ed25519.sign(new Uint8Array(message), new Uint8Array(seed));
}

export function verify(signature: ArrayBuffer, message: ArrayBuffer, key: ArrayBuffer): boolean {
	return ed25519.verify(new Uint8Array(signature), new Uint8Array(message), new Uint8Array(key));
}

/** The calls of `step` until the verdict. */
export function steps(signature: ArrayBuffer, message: ArrayBuffer, key: ArrayBuffer): number {
	const [signatureBytes, messageBytes] = [new Uint8Array(signature), new Uint8Array(message)];
	const verification = ed25519.beginVerification?.(signatureBytes, messageBytes, new Uint8Array(key));
	let count = 1;
	while (verification?.step() === undefined) count++;
	return count;
}

/** Calls the C function with a hash that is too short. */
export function misuse(): void {
	new NativeEd25519(() => new Uint8Array(63)).publicKey(new Uint8Array(32));
}

export function check(signature: ArrayBuffer, key: ArrayBuffer): boolean {
	return isAdmissible(new Uint8Array(signature), new Uint8Array(key));
}

/** The same call without the check: the difference is measured. */
export function skip(signature: ArrayBuffer, key: ArrayBuffer): boolean {
	return new Uint8Array(signature).length + new Uint8Array(key).length > 0;
}
