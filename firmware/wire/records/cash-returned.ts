// The cash that was held for a sale was handed back, and the sale given up. It closes the record that held the cash.
import { limits } from "../../core/limits.js";
import { readCurrency } from "../sale-parts.js";
import type { RecordCodec } from "./codec.js";

export interface CashReturnedBody {
	readonly amountMinor: number;
	readonly currency: string;
}

/** Body: [amountMinor, currency]. */
export const cashReturned: RecordCodec<36, CashReturnedBody> = {
	kind: 36,
	label: "cash returned",
	encode: ({ amountMinor, currency }) => [amountMinor, currency],
	decode: (fields) => ({
		amountMinor: fields.integer(0, limits.amountMinorMax),
		currency: readCurrency(fields),
	}),
};
