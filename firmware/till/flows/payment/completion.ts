// Completes a paid sale: writes its record, then prints the receipt.
import { assert } from "../../../core/assert.js";
import { RecordKind } from "../../../wire/record.js";
import type { PaymentInHand } from "../../session/payment-in-hand.js";
import type { SaleSession } from "../../session/sale-session.js";
import { printReceipt } from "../receipt/receipt.js";
import { unconfirmedOf } from "../../session/shift-totals.js";
import { type ReceiptRecord, shownReceipt } from "../receipt/ticket.js";
import { saleRecord } from "../sale/sale-record.js";
import { partsOf } from "./attempted-payment.js";
import { holdPart } from "./held-cash.js";

/**
 * Saves the sale of the settled payment in hand; then shows it, prints the receipt and opens the drawer. Throws what
 * the journal throws; the settlement then remains in hand.
 */
export function complete(session: SaleSession, payment: PaymentInHand): void {
	const record = saveSale(session, payment);
	session.reader.hide();
	session.payment = undefined;
	session.basket.clear();
	handOver(session, record, payment);
}

/** Saves a sale whose outcome arrived after the customer left. */
export function completeLate(session: SaleSession, payment: PaymentInHand): void {
	const record = saveSale(session, payment);
	session.warn("PAYMENT_CAME_LATE");
	printReceipt(session, record);
}

/** Saves a sale that is not in hand while its customer is at the counter. */
export function completeShown(session: SaleSession, payment: PaymentInHand): void {
	const record = saveSale(session, payment);
	session.reader.hide();
	handOver(session, record, payment);
}

/**
 * Completes the sale, or records the part that is paid and continues with the next tender. Throws what the journal
 * throws: a part is then not taken, and a settlement remains in hand.
 */
export function goOn(session: SaleSession, payment: PaymentInHand): void {
	if (payment.settlement.isSettled) return complete(session, payment);
	if (!payment.isTraining) holdPart(session, payment);
	session.go("tender");
}

/** `record` is the journal's newest. */
function handOver(session: SaleSession, record: ReceiptRecord, payment: PaymentInHand): void {
	const { epoch, sequence } = session.options.journal;
	const { hasOpenedDrawer, isTraining, settlement } = payment;
	const { newestChangeMinor } = settlement;
	const dueMinor = hasOpenedDrawer || isTraining ? newestChangeMinor : record.changeMinor;
	session.go("paid", shownReceipt(session, record, { epoch, sequence }, newestChangeMinor, dueMinor));
	session.play(unconfirmedOf(record.tenders) > 0 ? "attention" : "accepted");
	const taken = hasOpenedDrawer ? record.tenders.slice(-1) : record.tenders;
	const opensDrawer = taken.some(({ kind }) => session.tender(kind)?.opensDrawer);
	// The drawer opens first because the customer waits for change, not for paper.
	if (opensDrawer && record.kind === RecordKind.sale) session.options.drawer.open();
	printReceipt(session, record);
}

function saveSale(session: SaleSession, payment: PaymentInHand): ReceiptRecord {
	const closes = partsOf(session, payment.settlement.tenders).map(({ place }) => place);
	if (payment.held) closes.push(payment.held.place);
	if (payment.parked) closes.push(payment.parked);
	// The record of a charged card must not fail for lack of space, so attempts begin only while the reserved segments
	// are free.
	const room = !payment.isTraining && closes.length > 0 ? "reserved" : "sale";
	const record = session.write(saleRecord(session, payment, closes), room);
	assert(record.kind === RecordKind.sale || record.kind === RecordKind.trainingSale, "a sale");
	return record;
}
