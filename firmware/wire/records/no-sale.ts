// The drawer was opened without a sale.
import { Fault } from "../../core/fault.js";
import type { Document } from "../prefix.js";
import type { RecordCodec } from "./codec.js";

export interface NoSaleBody {
	/** Of series `noSale`, with zero amounts. */
	readonly document: Document;
}

/** Body: []. */
export const noSale: RecordCodec<18, NoSaleBody> = {
	kind: 18,
	label: "no sale",
	encode: () => [],
	decode: (_fields, { document }) => {
		if (!document) throw new Fault("WIRE_WRONG_SHAPE", "a no-sale without a number");
		return { document };
	},
};
