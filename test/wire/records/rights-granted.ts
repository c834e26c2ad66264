import fc from "fast-check";
import { bytes, code, leaves, u32, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: {
		granted: fc.array(fc.record({ kind: code, key: bytes(8), issued: u32, amount: u32 }), {
			minLength: 1,
			maxLength: 3,
		}),
	},
	shape: { fields: [{ list: { fields: leaves(4) } }] },
};
