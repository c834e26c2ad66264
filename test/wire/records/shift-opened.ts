import { anchor, anchorShape, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { anchor },
	shape: { fields: [anchorShape] },
};
