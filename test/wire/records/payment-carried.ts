import fc from "fast-check";
import {
	attempt,
	attemptFields,
	bytes,
	code,
	flag,
	leaves,
	positive,
	text,
	type RecordSample,
} from "../record-parts.js";

export const sample: RecordSample = {
	body: {
		origin: fc.record({ epoch: positive, sequence: positive }),
		...{ key: bytes(16), outcome: code, reference: text },
		...attempt,
		isUnconfirmed: flag,
	},
	shape: { fields: [...leaves(5), ...attemptFields, "leaf"], defaults: [0, 0, 0] },
};
