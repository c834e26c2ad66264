// A parked basket was recalled and emptied line by line. Closes the record that parked it.
import type { RecordCodec } from "./codec.js";

/** Body: []. */
export const basketDropped: RecordCodec<23, object> = {
	kind: 23,
	label: "basket dropped",
	encode: () => [],
	decode: () => ({}),
};
