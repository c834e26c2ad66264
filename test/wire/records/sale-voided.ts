import { basket, basketShape, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { basket },
	shape: { fields: [basketShape] },
};
