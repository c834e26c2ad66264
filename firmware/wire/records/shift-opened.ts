// A shift begins. Of the totals in its anchor only the shift, its currency and tax mode, and the float are not zero.
import { type Anchor, encodeAnchor, readAnchor } from "../anchor.js";
import type { RecordCodec } from "./codec.js";

export interface ShiftOpenedBody {
	readonly anchor: Anchor;
}

/** Body: [anchor]. */
export const shiftOpened: RecordCodec<5, ShiftOpenedBody> = {
	kind: 5,
	label: "shift opened",
	encode: ({ anchor }, epoch) => [encodeAnchor(anchor, epoch)],
	decode: (fields, _prefix, epoch) => ({ anchor: readAnchor(fields, epoch) }),
};
