import { amount, document, maybe, saleBody, saleFields, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { document, ...saleBody, heldMinor: maybe(amount) },
	shape: { fields: [...saleFields, "leaf"], defaults: [0, 0] },
};
