// Records of completed, training and voided sales.
import { Series, RecordKind, type Place } from "../../../wire/record.js";
import type { PaymentInHand } from "../../session/payment-in-hand.js";
import type { UnstampedRecord } from "../../session/record-writer.js";
import type { SaleSession } from "../../session/sale-session.js";

/** `closes`: the payment attempts and the parked basket that the sale settles. */
export function saleRecord(session: SaleSession, paid: PaymentInHand, closes: readonly Place[]): UnstampedRecord {
	const { basket, settlement } = paid;
	const { tenders, roundingMinor, changeMinor } = settlement;
	const { currency, catalogVersion, lines, discounts, taxes, taxMode, totalMinor, coupons } = basket;
	const body = {
		currency,
		catalogVersion,
		lines,
		discounts,
		taxes,
		roundingMinor,
		tenders,
		changeMinor,
		taxMode,
	};
	if (paid.isTraining) {
		const number = session.shift.lastNumber(Series.training) + 1;
		const document = { series: Series.training, number, totalMinor: 0, cashMinor: 0 };
		return { kind: RecordKind.trainingSale, document, closes, totalMinor, ...body };
	}
	const number = session.shift.lastNumber(Series.receipt) + 1;
	const document = { series: Series.receipt, number, totalMinor, cashMinor: settlement.cashMinor };
	const sold = { kind: RecordKind.sale, document, closes, ...body };
	// A coupon whose rule took nothing is not spent.
	const spent = coupons?.filter(({ amountMinor }) => amountMinor > 0) ?? [];
	return {
		...sold,
		...(paid.held && paid.held.amountMinor !== 0 && { heldMinor: paid.held.amountMinor }),
		...(spent.length > 0 && { coupons: spent }),
	};
}

/**
 * Voids the basket before payment. Throws what the journal throws; the basket is then unchanged. Training sales are
 * voided without a record.
 */
export function voidSale(session: SaleSession): void {
	const { basket, isTraining } = session;
	if (basket.isEmpty) return;
	if (!isTraining) {
		const content = session.basketContent();
		session.write({ kind: RecordKind.saleVoided, closes: basket.closes, basket: content }, "sale");
	}
	basket.clear();
	session.go("sell");
	session.notify("saleVoided");
}
