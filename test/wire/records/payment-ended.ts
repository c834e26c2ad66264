import { code, flag, leaves, place, placeShape, text, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { outcome: code, reference: text, attempt: place, isUnconfirmed: flag },
	shape: { fields: [...leaves(2), placeShape, "leaf"], defaults: [0] },
};
