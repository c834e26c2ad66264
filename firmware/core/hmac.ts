// HMAC-SHA-256 (RFC 2104) on the digest port.
import type { Digest } from "./ports.js";

const blockBytes = 64;

export function hmacSha256(digest: Digest, key: Uint8Array, ...message: Uint8Array[]): Uint8Array {
	const short = key.length > blockBytes ? digest.sha256(key) : key;
	const inner = new Uint8Array(blockBytes).fill(0x36);
	const outer = new Uint8Array(blockBytes).fill(0x5c);
	for (let i = 0; i < short.length; i++) {
		inner[i]! ^= short[i]!;
		outer[i]! ^= short[i]!;
	}
	return digest.sha256(outer, digest.sha256(inner, ...message));
}
