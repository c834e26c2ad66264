// A basket that is being paid.
import type { Settlement } from "../../pricing/settlement.js";
import { isSamePlace } from "../../wire/place.js";
import type { BasketContent, Place } from "../../wire/record.js";
import type { OpenPayment } from "./open-items.js";

export interface PaymentInHandOptions {
	readonly basket: BasketContent;
	readonly settlement: Settlement;
	readonly parked: Place | undefined;
	readonly held: OpenPayment | undefined;
	readonly isTraining: boolean;
	readonly isFromBasket?: boolean;
}

export class PaymentInHand {
	readonly basket: BasketContent;
	readonly settlement: Settlement;
	/** The parked basket that its basket was recalled from. */
	parked: Place | undefined;
	/** The record that holds its cash until the sale is saved. */
	held: OpenPayment | undefined;
	/**
	 * The drawer was opened for every part so far, and their change was given. Not known of parts before a power cut or
	 * before the payment was put aside: the drawer then opens for them again.
	 */
	hasOpenedDrawer = false;
	/** A training payment: no reader is asked, and it does not count. */
	readonly isTraining: boolean;
	/** It was begun on the basket's page, where "back" leads again. */
	readonly isFromBasket: boolean;
	/** The part that a card was asked for: asked for again if it is not charged. Undefined for all that is left. */
	askedMinor: number | undefined;

	constructor({ basket, settlement, parked, held, isTraining, isFromBasket = false }: PaymentInHandOptions) {
		this.basket = basket;
		this.settlement = settlement;
		this.parked = parked;
		this.held = held;
		this.isTraining = isTraining;
		this.isFromBasket = isFromBasket;
	}

	/** Whether the attempt that began at this place is one of its tenders, or its cash is held there. */
	includes(origin: Place): boolean {
		if (this.held && isSamePlace(this.held.origin, origin)) return true;
		return this.settlement.tenders.some(({ attempt }) => attempt && isSamePlace(attempt, origin));
	}
}
