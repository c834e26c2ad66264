// A stand-in for the XTS-AES of ESP32 flash encryption: a keyed permutation of each 16-byte block, tweaked by its
// address. As with the real cipher, a torn block decrypts to noise as a whole, and an erased block does not read as
// erased. It is not secure.

export const blockBytes = 16;
const rounds = 6;

function mix(a: number, b: number, key: number): number {
	let x = (a ^ Math.imul(b, 0x9e3779b1) ^ key) | 0;
	x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
	x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
	return x ^ (x >>> 16);
}

/** Encrypts (`forward`) or decrypts whole blocks in place. `address` is the address of the first byte. */
export function crypt(bytes: Uint8Array, address: number, key: number, forward: boolean): void {
	const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (let at = 0; at < bytes.length; at += blockBytes) {
		let a = words.getInt32(at);
		let b = words.getInt32(at + 4);
		let c = words.getInt32(at + 8);
		let d = words.getInt32(at + 12);
		const tweak = Math.imul(address + at + 1, 0x27d4eb2f) ^ key;
		if (forward) {
			for (let round = 0; round < rounds; round++) {
				a ^= mix(c, d, tweak + 2 * round);
				b ^= mix(d, c ^ a, tweak + 2 * round + 1);
				[a, b, c, d] = [c, d, a, b];
			}
		} else {
			for (let round = rounds - 1; round >= 0; round--) {
				[a, b, c, d] = [c, d, a, b];
				b ^= mix(d, c ^ a, tweak + 2 * round + 1);
				a ^= mix(c, d, tweak + 2 * round);
			}
		}
		words.setInt32(at, a);
		words.setInt32(at + 4, b);
		words.setInt32(at + 8, c);
		words.setInt32(at + 12, d);
	}
}
