import fc from "fast-check";
import { limits } from "../../../firmware/core/limits.js";
import { currency, leaves, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { amountMinor: fc.nat(limits.amountMinorMax), currency },
	shape: { fields: leaves(2) },
};
