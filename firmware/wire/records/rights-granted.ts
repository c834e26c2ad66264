// Rights that the host has issued to this terminal and that it may spend from now on. docs/vouchers.md says what they
// are.
import { rightKeyBytes } from "../../core/right-key.js";
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { RecordCodec } from "./codec.js";

/** Wire: [kind, key, issued, amount]. */
export interface GrantedRight {
	/** One of `RightKind`, or of a newer version. */
	readonly kind: number;
	/** 8 bytes. */
	readonly key: Uint8Array;
	/** All that the host has issued to this terminal since its first chain. */
	readonly issued: number;
	/** What the terminal may spend more than before. */
	readonly amount: number;
}

export interface RightsGrantedBody {
	readonly granted: readonly GrantedRight[];
}

/** Body: [granted]. */
export const rightsGranted: RecordCodec<48, RightsGrantedBody> = {
	kind: 48,
	label: "rights granted",
	encode: ({ granted }) => [granted.map(({ kind, key, issued, amount }) => [kind, key, issued, amount])],
	decode: (fields) => {
		const granted = fields.list(limits.recordPayloadBytesMax, 4, (right) => ({
			kind: right.code(),
			key: right.bytes(rightKeyBytes),
			issued: right.u32(),
			amount: right.u32(),
		}));
		if (granted.length === 0) throw new Fault("WIRE_WRONG_SHAPE", "no rights");
		return { granted };
	},
};
