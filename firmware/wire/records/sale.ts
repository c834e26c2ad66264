// A sale that is paid. Its document has the receipt's number and the total. It closes its payment attempts and the
// parked basket that it was.
import { Fault } from "../../core/fault.js";
import type { Document } from "../prefix.js";
import type { RecordCodec } from "./codec.js";
import { encodeCoupons, readCoupons, type SaleCoupon } from "../sale-parts.js";
import { encodeSaleBody, readSaleBody, type SaleBody } from "./sale-body.js";

export interface SaleFields extends SaleBody {
	/** Of series `receipt`. */
	readonly document: Document;
	/** How much of its cash earlier records have counted as held for it; left out where they have none. */
	readonly heldMinor?: number;
	/** The coupons that it has spent; left out where there are none. */
	readonly coupons?: readonly SaleCoupon[];
}

/** Body: [...sale], and behind it the held cash and the coupons. */
export const sale: RecordCodec<16, SaleFields> = {
	kind: 16,
	label: "sale",
	encode: (sale, epoch) => encodeSaleBody(sale, epoch, sale.heldMinor ?? 0, encodeCoupons(sale.coupons)),
	decode: (fields, { document }, epoch) => {
		if (!document) throw new Fault("WIRE_WRONG_SHAPE", "a sale without a number");
		const sold = { document, ...readSaleBody(fields, epoch) };
		const heldMinor = fields.count();
		const coupons = readCoupons(fields);
		return {
			...sold,
			...(heldMinor !== 0 && { heldMinor }),
			...(coupons.length > 0 && { coupons }),
		};
	},
};
