// Runs inside XS: signs with the portable Ed25519, which a board without a native one uses.
import { BigIntEd25519 } from "../../../firmware/device/ed25519.js";

const seedBytes = 32;
const hashBytes = 64;
/** Hashing is native on a board and therefore not measured: any 64 bytes that depend on the message will do. */
const ed25519 = new BigIntEd25519((...parts) => {
	const hash = new Uint8Array(hashBytes).fill(0xa5);
	for (const part of parts) for (let i = 0; i < part.length && i < hashBytes; i++) hash[i]! ^= part[i]!;
	return hash;
});
const seed = new Uint8Array(seedBytes).fill(7);

export function publicKey(): void {
	ed25519.publicKey(seed);
}

export function sign(first: number): void {
	ed25519.sign(new Uint8Array(seedBytes).fill(first), seed);
}
