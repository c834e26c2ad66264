import { leaves, type RecordSample, u32 } from "../record-parts.js";

export const sample: RecordSample = {
	body: { number: u32, guesses: u32, tag: u32 },
	shape: { fields: leaves(3) },
};
