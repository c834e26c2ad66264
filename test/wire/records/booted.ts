import { bytes, code, leaves, u32, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { reason: code, boots: u32, nonce: bytes(16) },
	shape: { fields: leaves(3) },
};
