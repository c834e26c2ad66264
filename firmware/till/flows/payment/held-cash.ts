// Cash that has paid a part of a sale: the drawer and a record hold it until the sale is saved or the cash is handed
// back.
import { isSamePlace } from "../../../wire/place.js";
import { type PartPaidRecord, type Place, RecordKind } from "../../../wire/record.js";
import type { OpenPayment } from "../../session/open-items.js";
import type { PaymentInHand } from "../../session/payment-in-hand.js";
import type { SaleSession } from "../../session/sale-session.js";

/**
 * Records what was taken so far and opens the drawer for it. Throws what the journal throws; the newest tender is then
 * not taken.
 */
export function holdPart(session: SaleSession, payment: PaymentInHand): void {
	const { basket, settlement, parked, held } = payment;
	const { tenders, roundingMinor, changeMinor, cashMinor: heldMinor } = settlement;
	const takenMinor = heldMinor - (held?.amountMinor ?? 0);
	const body = { basket, tenders, roundingMinor, changeMinor, takenMinor, heldMinor, parked, origin: held?.origin };
	try {
		session.write({ kind: RecordKind.partPaid, closes: held ? [held.place] : [], ...body }, "sale");
	} catch (error) {
		settlement.takeBack();
		throw error;
	}
	payment.held ??= session.shift.open.payments.at(-1);
	const newest = tenders.at(-1);
	if (!newest || !session.tender(newest.kind)?.opensDrawer) return;
	payment.hasOpenedDrawer = true;
	session.options.drawer.open();
}

/** Gives the sale up, whose cash is handed back. Throws what the journal throws; nothing has changed then. */
export function returnCash(session: SaleSession, { held, basket }: PaymentInHand): void {
	if (!held) return;
	const { amountMinor, place } = held;
	const { currency } = basket;
	session.write({ kind: RecordKind.cashReturned, closes: [place], amountMinor, currency }, "reserved");
	session.payment = undefined;
	if (amountMinor > 0) session.options.drawer.open();
}

/** Writes the record again once it is so old that it might be trimmed, or if its parked basket is no longer open. */
export function carryHeld(session: SaleSession, { place, origin, parked }: OpenPayment, record: PartPaidRecord): void {
	if (isSame(parked, record.parked) && !session.isFar(place)) return;
	const { basket, tenders, roundingMinor, changeMinor, heldMinor } = record;
	const body = { basket, tenders, roundingMinor, changeMinor, takenMinor: 0, heldMinor, parked, origin };
	session.write({ kind: RecordKind.partPaid, closes: [place], ...body }, "reserved");
}

function isSame(one: Place | undefined, other: Place | undefined): boolean {
	return one === other || (one !== undefined && other !== undefined && isSamePlace(one, other));
}
