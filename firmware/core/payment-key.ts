// The key of a payment attempt: it stays the same for every inquiry about the attempt, and no two attempts share one
// (invariant 13).
import { ascii, u32 } from "./bytes.js";
import type { ChainIdentity } from "./chain.js";
import type { Digest } from "./ports.js";

const domain = /* @__PURE__ */ ascii("tillmark/payment/1\0");
export const paymentKeyBytes = 16;

/**
 * 16 bytes. `identity.epoch` and `sequence` are the place of the attempt's first record. `nonce` is the 16 random bytes
 * of the boot that it was made in: a journal that was copied or restored may use a sequence again, and its key must not
 * match an old payment.
 */
export function paymentKey(digest: Digest, identity: ChainIdentity, sequence: number, nonce: Uint8Array): Uint8Array {
	const { merchant, terminal, epoch } = identity;
	return digest
		.sha256(domain, ascii(`${merchant}\0${terminal}\0`), u32(epoch), u32(sequence), nonce)
		.subarray(0, paymentKeyBytes);
}
