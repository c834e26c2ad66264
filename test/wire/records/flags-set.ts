import fc from "fast-check";
import { few, leaves, type RecordSample, text } from "../record-parts.js";

const ms = fc.maxSafeNat();

export const sample: RecordSample = {
	body: {
		version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
		issuedMs: ms,
		flags: few(fc.record({ name: text, untilMs: ms })),
	},
	shape: { fields: [...leaves(2), { list: { fields: leaves(2) } }] },
};
