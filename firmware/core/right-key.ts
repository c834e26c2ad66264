// The keys of rights (docs/vouchers.md): eight bytes that tell a subject from others of its kind.
import type { Digest } from "./ports.js";
import { toUtf8 } from "./utf8.js";

export const rightKeyBytes = 8;

/** Of a coupon: two zeros, campaign, serial. */
export function couponKey(campaign: number, serial: number): Uint8Array {
	const key = new Uint8Array(rightKeyBytes);
	key[2] = campaign >>> 8;
	key[3] = campaign;
	key[4] = serial >>> 24;
	key[5] = serial >>> 16;
	key[6] = serial >>> 8;
	key[7] = serial;
	return key;
}

/** Of a pricing rule: the first bytes of the SHA-256 of its identifier. */
export function ruleKey(digest: Digest, id: string): Uint8Array {
	return digest.sha256(toUtf8(id)).slice(0, rightKeyBytes);
}
