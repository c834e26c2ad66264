import { amount, document, saleBody, saleFields, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { document, totalMinor: amount, ...saleBody },
	shape: { fields: ["leaf", ...saleFields], defaults: [0] },
};
