import { bytes, leaves, positive, u32, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { epoch: positive, previousEpoch: u32, previousSequence: u32, previousHead: bytes(32) },
	shape: { fields: leaves(4) },
};
