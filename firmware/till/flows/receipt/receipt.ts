// Prints receipts from durable records.
import { Fault } from "../../../core/fault.js";
import type { TicketWords } from "../../../core/ticket.js";
import { receiptLanguageOf, type ReceiptLanguageTag } from "../../../words/receipt-languages.js";
import { type Place, RecordKind } from "../../../wire/record.js";
import type { SaleSession } from "../../session/sale-session.js";
import { type ReceiptRecord, saleTicket } from "./ticket.js";

/** The language in which a receipt and its copies are printed. */
export function receiptLanguage(session: SaleSession, number: number, isTraining: boolean): ReceiptLanguageTag {
	const { translated, preferences } = session;
	const isTranslated = translated?.number === number && translated.isTraining === isTraining;
	return isTranslated ? translated.language : preferences.language;
}

function wordsOf(session: SaleSession, { kind, document }: ReceiptRecord): TicketWords {
	return receiptLanguageOf(receiptLanguage(session, document.number, kind === RecordKind.trainingSale)).ticket;
}

export function printReceipt(session: SaleSession, record: ReceiptRecord, withoutPrices = false): void {
	session.options.tickets.print(saleTicket(session, record, withoutPrices), false, wordsOf(session, record));
}

/** Prints the receipt of a stored record again, not marked as a copy. Prints nothing if it cannot be read. */
export function printAgain(session: SaleSession, place: Place, withoutPrices: boolean): void {
	const record = session.shift.read(place);
	if (record?.kind === RecordKind.sale || record?.kind === RecordKind.trainingSale)
		printReceipt(session, record, withoutPrices);
}

/**
 * Prints the newest receipt again, marked as a copy; the copy is recorded first. Throws Fault RECEIPT_ABSENT or what
 * the journal throws.
 */
export function copyReceipt(session: SaleSession): void {
	const sale = session.shift.lastSale;
	if (sale === undefined) throw new Fault("RECEIPT_ABSENT");
	session.write({ kind: RecordKind.receiptCopied, receiptNumber: sale.document.number }, "sale");
	session.options.tickets.print(saleTicket(session, sale), true, wordsOf(session, sale));
}
