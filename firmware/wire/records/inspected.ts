// Somebody had the terminal read its journal and show the result.
import type { RecordCodec } from "./codec.js";

/** Body: []. */
export const inspected: RecordCodec<20, object> = {
	kind: 20,
	label: "inspected",
	encode: () => [],
	decode: () => ({}),
};
