import fc from "fast-check";
import { limits } from "../../../firmware/core/limits.js";
import { document, maybe, saleBody, saleFields, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { document, ...saleBody, heldMinor: maybe(fc.nat(limits.amountMinorMax)) },
	shape: { fields: [...saleFields, "leaf"], defaults: [0, 0] },
};
