// Rights that this terminal has given back to the host and does not spend any more.
import { rightKeyBytes } from "../../core/right-key.js";
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { RecordCodec } from "./codec.js";

/** Wire: [kind, key, amount]. */
export interface ReturnedRight {
	/** One of `RightKind`, or of a newer version. */
	readonly kind: number;
	/** 8 bytes. */
	readonly key: Uint8Array;
	readonly amount: number;
}

export interface RightsReturnedBody {
	readonly returned: readonly ReturnedRight[];
}

/** Body: [returned]. */
export const rightsReturned: RecordCodec<49, RightsReturnedBody> = {
	kind: 49,
	label: "rights returned",
	encode: ({ returned }) => [returned.map(({ kind, key, amount }) => [kind, key, amount])],
	decode: (fields) => {
		const returned = fields.list(limits.recordPayloadBytesMax, 3, (right) => ({
			kind: right.code(),
			key: right.bytes(rightKeyBytes),
			amount: right.u32(),
		}));
		if (returned.length === 0) throw new Fault("WIRE_WRONG_SHAPE", "no rights");
		return { returned };
	},
};
