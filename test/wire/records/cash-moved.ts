import { code, currency, document, leaves, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { document, reason: code, currency },
	shape: { fields: leaves(2) },
};
