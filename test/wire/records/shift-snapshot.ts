import fc from "fast-check";
import { anchor, anchorShape, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { anchor, isOpen: fc.boolean() },
	shape: { fields: [anchorShape, "leaf"] },
};
