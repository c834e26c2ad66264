// A basket was cleared before payment.
import { type BasketContent, encodeBasket, readBasket } from "../sale-parts.js";
import type { RecordCodec } from "./codec.js";

export interface SaleVoidedBody {
	readonly basket: BasketContent;
}

/** Body: [basket]. */
export const saleVoided: RecordCodec<17, SaleVoidedBody> = {
	kind: 17,
	label: "sale voided",
	encode: ({ basket }) => [encodeBasket(basket)],
	decode: (fields) => ({ basket: readBasket(fields) }),
};
