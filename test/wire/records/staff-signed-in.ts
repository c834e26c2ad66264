import { leaves, type RecordSample, u32 } from "../record-parts.js";

export const sample: RecordSample = {
	body: { number: u32, previous: u32 },
	shape: { fields: leaves(2) },
};
