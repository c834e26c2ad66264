// A basket was parked to be paid later. Parking it again closes the record before.
import { type BasketContent, encodeBasket, readBasket } from "../sale-parts.js";
import type { RecordCodec } from "./codec.js";

export interface BasketParkedBody {
	readonly basket: BasketContent;
}

/** Body: [basket]. */
export const basketParked: RecordCodec<22, BasketParkedBody> = {
	kind: 22,
	label: "basket parked",
	encode: ({ basket }) => [encodeBasket(basket)],
	decode: (fields) => ({ basket: readBasket(fields) }),
};
