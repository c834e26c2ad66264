// A shift ends.
import { limits } from "../../core/limits.js";
import { type Anchor, encodeAnchor, readAnchor } from "../anchor.js";
import type { RecordCodec } from "./codec.js";

export interface ShiftClosedBody {
	readonly anchor: Anchor;
	/** The cash counted without seeing the expected amount; −1 when nobody counted. */
	readonly countedMinor: number;
}

/** Body: [anchor, countedMinor]. */
export const shiftClosed: RecordCodec<6, ShiftClosedBody> = {
	kind: 6,
	label: "shift closed",
	encode: ({ anchor, countedMinor }, epoch) => [encodeAnchor(anchor, epoch), countedMinor],
	decode: (fields, _prefix, epoch) => ({
		anchor: readAnchor(fields, epoch),
		countedMinor: fields.integer(-1, limits.amountMinorMax),
	}),
};
