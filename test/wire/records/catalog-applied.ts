import { bytes, code, few, leaves, text, u32, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { version: u32, digest: bytes(32), format: code, unapplied: few(text) },
	shape: { fields: [...leaves(3), { list: "leaf" }] },
};
