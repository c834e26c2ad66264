// What a terminal asks the host for, on the topic "ask": unsigned, because the answer decides. A host answers what it
// knows and counts the rest.
import { limits } from "../core/limits.js";
import { rightKeyBytes } from "../core/right-key.js";
import type { CborCodec } from "./cbor.js";
import { FieldReader } from "./reader.js";

/** The first field of a request. Others are of a newer version. */
const AskCode = { right: 1 } as const;

/** All that is left of a right anywhere. Wire: [1, kind, key]. */
export interface RightAsked {
	readonly kind: number;
	/** 8 bytes. */
	readonly key: Uint8Array;
}

export function encodeRightAsked(cbor: CborCodec, { kind, key }: RightAsked): Uint8Array {
	return cbor.encode([AskCode.right, kind, key]);
}

/** Undefined for a request of a newer version. Throws Fault WIRE_*. */
export function readAsked(cbor: CborCodec, bytes: Uint8Array): RightAsked | undefined {
	const reader = new FieldReader(cbor.decode(bytes, limits.askBytesMax), 1);
	if (reader.code() !== AskCode.right) return undefined;
	return { kind: reader.code(), key: reader.bytes(rightKeyBytes) };
}
