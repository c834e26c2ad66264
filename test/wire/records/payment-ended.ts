import { code, leaves, place, placeShape, text, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { outcome: code, reference: text, attempt: place },
	shape: { fields: [...leaves(2), placeShape] },
};
