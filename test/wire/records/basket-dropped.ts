import { type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: {},
	shape: { fields: [] },
};
