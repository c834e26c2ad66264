// A part of a basket is paid in cash, the rest is not: all that was taken so far. It stays open, with the cash in the
// drawer, until its sale closes it or the cash is handed back. A later part replaces it.
import { encodePlace, type Place, readPlace } from "../place.js";
import {
	type BasketContent,
	encodeBasket,
	encodeTenders,
	readBasket,
	readTenders,
	type Tender,
	withoutDefaults,
} from "../sale-parts.js";
import type { RecordCodec } from "./codec.js";

export interface PartPaidBody {
	readonly basket: BasketContent;
	readonly tenders: readonly Tender[];
	readonly roundingMinor: number;
	readonly changeMinor: number;
	/** The cash that came into the drawer with this record, less its change; 0 where it repeats an earlier one. */
	readonly takenMinor: number;
	/** All cash that is held for the basket. */
	readonly heldMinor: number;
	/** The parked basket that was recalled for it. */
	readonly parked: Place | undefined;
	/** The first record that held cash for the basket; undefined in that one. */
	readonly origin: Place | undefined;
}

/** Body: [basket, tenders, roundingMinor, changeMinor, takenMinor, heldMinor], and behind them parked and origin. */
export const partPaid: RecordCodec<35, PartPaidBody> = {
	kind: 35,
	label: "part paid",
	encode: ({ basket, tenders, roundingMinor, changeMinor, takenMinor, heldMinor, parked, origin }, epoch) =>
		withoutDefaults(
			[encodeBasket(basket), encodeTenders(tenders, epoch), roundingMinor, changeMinor, takenMinor, heldMinor],
			parked ? encodePlace(parked, epoch) : 0,
			origin ? encodePlace(origin, epoch) : 0,
		),
	decode: (fields, _prefix, epoch) => ({
		basket: readBasket(fields),
		tenders: readTenders(fields, epoch),
		roundingMinor: fields.amount(),
		changeMinor: fields.amount(),
		takenMinor: fields.amount(),
		heldMinor: fields.amount(),
		parked: fields.hasMore ? readPlace(fields, epoch) : undefined,
		origin: fields.hasMore ? readPlace(fields, epoch) : undefined,
	}),
};
