// Coupons: in the basket from the scan on, and spent with the sale that they have reduced.
import { Fault, type FaultCode } from "../../../core/fault.js";
import { limits } from "../../../core/limits.js";
import { businessDay } from "../../../core/local-time.js";
import { couponKey } from "../../../core/right-key.js";
import { RightKind } from "../../../policy/rights.js";
import type { CouponCode } from "../../../wire/right-code.js";
import { isCouponHeld } from "../../session/held-rights.js";
import type { SaleSession } from "../../session/sale-session.js";
import { giveUpPayment } from "../payment/payment-start.js";

/** Throws Fault COUPON_*, COUPONS_FULL, RIGHTS_* or CARD_PAID_PART where the basket cannot have it; nothing changes. */
export function checkCoupon(session: SaleSession, coupon: CouponCode): void {
	const { campaign: number, serial } = coupon;
	const campaign = session.needCatalog().campaign(number);
	// The number of gift vouchers is no campaign's.
	if (!campaign || number === 0) throw new Fault("COUPON_UNKNOWN", String(number));
	const refusal = stallRefusal(session, coupon, campaign.isEverywhere) ?? timeRefusal(session, coupon);
	if (refusal) throw new Fault(refusal);
	checkBasket(session, number);
	const rights = session.rights!;
	if (rights.isLost) throw new Fault("RIGHTS_LOST");
	rights.prepare(RightKind.coupon, couponKey(number, serial));
	if (rights.isUsed(number, serial)) throw new Fault("COUPON_USED");
	if (isCouponHeld(session, number, serial)) throw new Fault("COUPON_IN_PAYMENT");
}

/** What may change while the signature is verified: one code at a time is, for one basket. */
function checkBasket({ basket, payment }: SaleSession, campaign: number): void {
	if (basket.isEmpty) throw new Fault("COUPON_NEEDS_GOODS");
	if (payment && payment.settlement.tenders.length > 0) throw new Fault("CARD_PAID_PART");
	if (basket.coupons.some((other) => other.campaign === campaign)) throw new Fault("COUPON_IN_BASKET");
	if (basket.coupons.length >= limits.couponsMax) throw new Fault("COUPONS_FULL");
}

/** Its signature is the host's. Throws Fault COUPON_*, COUPONS_FULL, CARD_PAID_PART and the basket's faults. */
export function takeCoupon(session: SaleSession, coupon: CouponCode): void {
	checkBasket(session, coupon.campaign);
	session.basket.addCoupon(coupon.campaign, coupon.serial);
	session.play("accepted");
	if (!session.payment) return;
	giveUpPayment(session);
	session.go("sell");
}

function stallRefusal({ rights }: SaleSession, { home }: CouponCode, isEverywhere: boolean): FaultCode | undefined {
	const isHere = home === 0 ? isEverywhere : home === rights!.options.terminalNumber;
	return isHere ? undefined : "COUPON_OTHER_STALL";
}

/** Of a clock that is not set it cannot be told whether a coupon has expired. */
function timeRefusal(session: SaleSession, { lastDay }: CouponCode): FaultCode | undefined {
	if (lastDay === 0) return undefined;
	const { ms, quality } = session.options.ports.wallClock.read();
	if (quality === 0) return "COUPON_CLOCK_UNSET";
	return businessDay(ms, session.zoneAt(ms), 0) > lastDay ? "COUPON_EXPIRED" : undefined;
}
