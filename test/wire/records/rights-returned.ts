import fc from "fast-check";
import { bytes, code, leaves, u32, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { returned: fc.array(fc.record({ kind: code, key: bytes(8), amount: u32 }), { minLength: 1, maxLength: 3 }) },
	shape: { fields: [{ list: { fields: leaves(3) } }] },
};
