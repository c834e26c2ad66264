// Parks baskets durably, to be paid later.
import { Fault } from "../../../core/fault.js";
import { mayPark } from "../../../policy/sale.js";
import { isSamePlace } from "../../../wire/place.js";
import { type BasketContent, type Place, RecordKind } from "../../../wire/record.js";
import type { ParkedBasket } from "../../session/open-items.js";
import type { UnstampedRecord } from "../../session/record-writer.js";
import type { SaleSession } from "../../session/sale-session.js";

export function parkedRecord(basket: BasketContent, closes: readonly Place[] = []): UnstampedRecord {
	return { kind: RecordKind.basketParked, closes, basket };
}

/** Parks the basket. Throws Fault PARKING_FULL, TRAINING or what the journal throws; nothing has changed then. */
export function park(session: SaleSession): void {
	if (session.basket.isEmpty) return;
	if (session.isTraining) throw new Fault("TRAINING");
	if (!mayPark(session.parked.length)) throw new Fault("PARKING_FULL");
	parkBasket(session);
	session.notify("saleParked");
}

/**
 * Recalls a parked basket and parks the present one in its place, so that no basket is lost and no additional parking
 * place is needed. Throws Fault SHIFT_CLOSED, TRAINING, JOURNAL_DAMAGED or what the journal throws.
 */
export function recall(session: SaleSession, { place }: ParkedBasket): void {
	session.needRealSale();
	const record = session.shift.read(place);
	if (record?.kind !== RecordKind.basketParked) throw new Fault("JOURNAL_DAMAGED", "parked basket");
	if (!session.basket.isEmpty) {
		parkBasket(session);
		session.notify("otherParked");
	}
	const { basket } = record;
	// A coupon was not spent by being parked, and may have been since.
	const coupons = basket.coupons?.filter(
		({ campaign, serial }) => session.rights?.isUsed(campaign, serial) === false,
	);
	session.basket.restore({ ...basket, ...(coupons && { coupons }) }, place);
	if (coupons && coupons.length < basket.coupons!.length) session.warn("COUPON_USED");
}

/** Closes the parking record of a recalled basket after its last line was removed. */
export function dropEmptied({ basket, recordWriter }: SaleSession): void {
	if (!basket.isEmpty || basket.parkedFrom === undefined) return;
	recordWriter.write({ kind: RecordKind.basketDropped, closes: basket.closes }, "sale");
	basket.parkedFrom = undefined;
}

/** Parks a basket again once its record is so old that it might be trimmed. */
export function carryParked(session: SaleSession): void {
	const { journal } = session.options;
	for (const { place } of [...session.shift.open.parked]) {
		if (!session.isFar(place)) continue;
		const record = session.shift.read(place);
		if (record?.kind !== RecordKind.basketParked) continue;
		session.write(parkedRecord(record.basket, [place]), "reserved");
		moveParked(session, place, { epoch: journal.epoch, sequence: journal.sequence });
	}
}

function parkBasket(session: SaleSession): void {
	const { basket } = session;
	session.write(parkedRecord(session.basketContent(), basket.closes), "sale");
	basket.clear();
}

/** A recalled basket whose record has moved has to close the new record. */
function moveParked({ basket, payment }: SaleSession, from: Place, to: Place): void {
	if (!basket.parkedFrom || !isSamePlace(basket.parkedFrom, from)) return;
	basket.parkedFrom = to;
	if (payment) payment.parked = to;
}
