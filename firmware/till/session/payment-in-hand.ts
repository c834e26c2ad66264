// A basket that is being paid.
import type { Settlement } from "../../pricing/settlement.js";
import { isSamePlace } from "../../wire/place.js";
import type { BasketContent, Place } from "../../wire/record.js";

export interface PaymentInHandOptions {
	readonly basket: BasketContent;
	readonly settlement: Settlement;
	readonly parked: Place | undefined;
	readonly isTraining: boolean;
}

export class PaymentInHand {
	readonly basket: BasketContent;
	readonly settlement: Settlement;
	/** The parked basket that its basket was recalled from. */
	parked: Place | undefined;
	/** A training payment: no reader is asked, and it does not count. */
	readonly isTraining: boolean;

	constructor({ basket, settlement, parked, isTraining }: PaymentInHandOptions) {
		this.basket = basket;
		this.settlement = settlement;
		this.parked = parked;
		this.isTraining = isTraining;
	}

	/** Whether the attempt that began at this place is one of its tenders. */
	includes(origin: Place): boolean {
		return this.settlement.tenders.some(({ attempt }) => attempt && isSamePlace(attempt, origin));
	}
}
