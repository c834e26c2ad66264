import fc from "fast-check";
import { attempt, attemptFields, bytes, code, leaves, positive, text, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: {
		origin: fc.record({ epoch: positive, sequence: positive }),
		...{ key: bytes(16), outcome: code, reference: text },
		...attempt,
	},
	shape: { fields: [...leaves(5), ...attemptFields], defaults: [0] },
};
