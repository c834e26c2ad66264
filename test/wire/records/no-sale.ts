import { document, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { document },
	shape: { fields: [] },
};
