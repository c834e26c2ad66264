import { Digest as NativeDigest } from "crypt";
import type { Digest, DigestStream } from "../core/ports.js";

/** SHA-256 by the SDK's native code. */
export const nativeDigest: Digest = {
	sha256(...parts: Uint8Array[]): Uint8Array {
		const digest = new NativeDigest("SHA256");
		for (const part of parts) digest.write(part);
		return new Uint8Array(digest.close());
	},

	begin(): DigestStream {
		const digest = new NativeDigest("SHA256");
		return {
			update(bytes: Uint8Array): void {
				digest.write(bytes);
			},
			finish(): Uint8Array {
				return new Uint8Array(digest.close());
			},
		};
	},
};

export function nativeSha512(...parts: Uint8Array[]): Uint8Array {
	const digest = new NativeDigest("SHA512");
	for (const part of parts) digest.write(part);
	return new Uint8Array(digest.close());
}
