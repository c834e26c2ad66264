import fc from "fast-check";
import { limits } from "../../../firmware/core/limits.js";
import { anchor, anchorShape, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { anchor, countedMinor: fc.integer({ min: -1, max: limits.amountMinorMax }) },
	shape: { fields: [anchorShape, "leaf"] },
};
