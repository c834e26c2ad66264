// Somebody allowed what the person who is signed in may not do. What was allowed follows. It closes the wrong PINs that
// were entered for who allowed it.
import type { RecordCodec } from "./codec.js";

/** Why. A newer version may have more. */
export const OverrideReason = { customerAsked: 1, mistake: 2, breakCover: 3, check: 4, other: 5 } as const;
export type OverrideReasonName = keyof typeof OverrideReason;

export interface OverriddenBody {
	/** One of `Right`, or of a newer version. */
	readonly right: number;
	readonly approvedBy: number;
	/** One of `OverrideReason`, or of a newer version. */
	readonly reason: number;
}

/** Body: [right, approvedBy, reason]. */
export const overridden: RecordCodec<43, OverriddenBody> = {
	kind: 43,
	label: "overridden",
	encode: ({ right, approvedBy, reason }) => [right, approvedBy, reason],
	decode: (fields) => ({ right: fields.code(), approvedBy: fields.u32(), reason: fields.code() }),
};

const reasonNames = Object.keys(OverrideReason) as OverrideReasonName[];

/** Undefined for a reason of a newer version. */
export function overrideReasonName(reason: number): OverrideReasonName | undefined {
	return reasonNames.find((name) => OverrideReason[name] === reason);
}
