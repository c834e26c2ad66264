// A wrong PIN was entered. The record stays open, so that a wait outlives power cuts, until the person signs in; a
// further wrong PIN of the same person replaces it.
import type { RecordCodec } from "./codec.js";

export interface PinRefusedBody {
	/** Whose PIN it should have been. */
	readonly number: number;
	/** Wrong ones in a row, with this one. */
	readonly guesses: number;
	/** The first four bytes of the verifier's salt: a new PIN makes them forgotten. */
	readonly tag: number;
}

/** Body: [number, guesses, tag]. */
export const pinRefused: RecordCodec<42, PinRefusedBody> = {
	kind: 42,
	label: "PIN refused",
	encode: ({ number, guesses, tag }) => [number, guesses, tag],
	decode: (fields) => ({ number: fields.u32(), guesses: fields.u32(), tag: fields.u32() }),
};
