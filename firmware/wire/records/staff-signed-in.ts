// Somebody signed in with a PIN. It closes the wrong PINs that were entered for that person before.
import type { RecordCodec } from "./codec.js";

export interface StaffSignedInBody {
	/** As the staff of the prefix, from this record on. */
	readonly number: number;
	/** Who was signed in before; 0 for nobody. */
	readonly previous: number;
}

/** Body: [number, previous]. */
export const staffSignedIn: RecordCodec<41, StaffSignedInBody> = {
	kind: 41,
	label: "staff signed in",
	encode: ({ number, previous }) => [number, previous],
	decode: (fields) => ({ number: fields.u32(), previous: fields.u32() }),
};
