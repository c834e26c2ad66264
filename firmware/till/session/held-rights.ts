// Rights that sales have taken which are being paid: they are spent with the sale's record, and nobody else may have
// them until then. The records of open payments say so, also after a power cut.
import type { BasketContent, Tender } from "../../wire/record.js";
import { TenderKind } from "../../wire/record.js";
import type { ShiftBook } from "./shift-book.js";

/** A part of the session. */
export interface WithShift {
	readonly shift: ShiftBook;
}

interface OpenSale {
	readonly basket: BasketContent;
	readonly tenders: readonly Tender[];
}

/** One record for each sale that is being paid: it names all of its tenders so far. */
function openSales({ shift }: WithShift): OpenSale[] {
	if (shift.open.payments.length === 0) return [];
	const sales: OpenSale[] = [];
	for (const { place } of shift.open.heads) {
		const record = shift.read(place);
		if (record && "basket" in record && "tenders" in record) sales.push(record);
	}
	return sales;
}

export function openBaskets(session: WithShift): BasketContent[] {
	return openSales(session).map(({ basket }) => basket);
}

export function isCouponHeld(session: WithShift, campaign: number, serial: number): boolean {
	return openSales(session).some(({ basket }) =>
		basket.coupons?.some((coupon) => coupon.campaign === campaign && coupon.serial === serial),
	);
}

export function heldOfVoucher(session: WithShift, voucher: string): number {
	let minor = 0;
	for (const { tenders } of openSales(session))
		for (const { kind, reference, amountMinor } of tenders)
			if (kind === TenderKind.voucher && reference === voucher) minor += amountMinor;
	return minor;
}

export function heldOfRule(session: WithShift, id: string): { readonly uses: number; readonly minor: number } {
	let uses = 0;
	let minor = 0;
	for (const { basket } of openSales(session)) {
		const own = basket.discounts.filter(({ promotion }) => promotion === id);
		if (own.length > 0) uses++;
		for (const { amountMinor } of own) minor -= amountMinor;
	}
	return { uses, minor };
}
