import { code, leaves, type RecordSample, u32 } from "../record-parts.js";

export const sample: RecordSample = {
	body: { right: code, approvedBy: u32, reason: code },
	shape: { fields: leaves(3) },
};
