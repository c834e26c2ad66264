import { leaves, u32, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { receiptNumber: u32 },
	shape: { fields: leaves(1) },
};
