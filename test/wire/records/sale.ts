import { document, saleBody, saleFields, type RecordSample } from "../record-parts.js";

export const sample: RecordSample = {
	body: { document, ...saleBody },
	shape: { fields: saleFields, defaults: [0] },
};
