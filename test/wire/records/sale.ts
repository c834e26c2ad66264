import fc from "fast-check";
import { limits } from "../../../firmware/core/limits.js";
import { coupons, couponsShape, document, maybe, saleBody, saleFields, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { document, ...saleBody, heldMinor: maybe(fc.nat(limits.amountMinorMax)), coupons },
	shape: { fields: [...saleFields, "leaf", couponsShape], defaults: [0, 0, 0] },
};
