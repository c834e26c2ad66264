import { attempt, attemptFields, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: attempt,
	shape: { fields: attemptFields, defaults: [0, 0] },
};
