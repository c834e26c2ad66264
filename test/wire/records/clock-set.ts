import { code, leaves, sum, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { beforeMs: sum, beforeQuality: code },
	shape: { fields: leaves(2) },
};
