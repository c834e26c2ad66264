// Running totals, so that a boot need not read the whole shift again.
import { type Anchor, encodeAnchor, readAnchor } from "../anchor.js";
import type { RecordCodec } from "./codec.js";

export interface ShiftSnapshotBody {
	readonly anchor: Anchor;
	/** Whether a shift is open. */
	readonly isOpen: boolean;
}

/** Body: [anchor, isOpen]. */
export const shiftSnapshot: RecordCodec<7, ShiftSnapshotBody> = {
	kind: 7,
	label: "shift snapshot",
	encode: ({ anchor, isOpen }, epoch) => [encodeAnchor(anchor, epoch), isOpen],
	decode: (fields, _prefix, epoch) => ({ anchor: readAnchor(fields, epoch), isOpen: fields.boolean() }),
};
