// Builds the printed receipt from the durable record alone, so that a reprint is identical to the first print.
import { findCurrency } from "../../../core/currencies.js";
import { localText } from "../../../core/local-time.js";
import type { SaleTicket, TicketHeader, TicketLine, TicketTax } from "../../../core/ticket.js";
import {
	type Place,
	RecordKind,
	type SaleRecord,
	TaxMode,
	type TaxSplit,
	TenderKind,
	type TrainingSaleRecord,
} from "../../../wire/record.js";
import { tenderName } from "../../../wire/tenders/registry.js";
import { unconfirmedOf } from "../../session/shift-totals.js";
import type { SaleSession, Seller } from "../../session/sale-session.js";

/** A record that a receipt is printed for: a sale or a training sale. */
export type ReceiptRecord = SaleRecord | TrainingSaleRecord;

/** What pages keep of a receipt. Its record may be large, so it is read again to be printed. */
export interface ShownReceipt {
	/** Of its record. */
	readonly place: Place;
	readonly number: number;
	readonly totalMinor: number;
	readonly changeMinor: number;
	/** The share of the change that is still to be handed over: the rest was, with earlier parts. */
	readonly dueChangeMinor: number;
	/** Some of it came with a part before a power cut, or before the sale was put aside, and may be handed over. */
	readonly mayBeGiven: boolean;
	/** The cash that was handed over last; 0 if there is none. */
	readonly givenMinor: number;
	/** What its cards paid that the bank has not confirmed yet; 0 if there is none. */
	readonly unconfirmedMinor: number;
	/** Name of the tender, or "split". */
	readonly tender: string;
	/** A training sale: nothing was sold. */
	readonly isTraining: boolean;
	readonly qrText: string;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

function totalOf(record: ReceiptRecord): number {
	return record.kind === RecordKind.sale ? record.document.totalMinor : record.totalMinor;
}

/** `newestChangeMinor`: of the newest tender; `dueChangeMinor`: what may still have to be handed over. */
export function shownReceipt(
	session: SaleSession,
	record: ReceiptRecord,
	place: Place,
	newestChangeMinor: number,
	dueChangeMinor: number,
): ShownReceipt {
	const first = record.tenders[0];
	const isSplit = record.tenders.some(({ kind }) => kind !== first?.kind);
	// Change is given for the newest notes: those of earlier parts are in the drawer.
	let givenMinor = 0;
	for (const { kind, amountMinor } of record.tenders) if (session.tender(kind)?.givesChange) givenMinor = amountMinor;
	return {
		place,
		number: record.document.number,
		totalMinor: totalOf(record),
		changeMinor: record.changeMinor,
		dueChangeMinor,
		mayBeGiven: dueChangeMinor > newestChangeMinor,
		givenMinor,
		unconfirmedMinor: unconfirmedOf(record.tenders),
		tender: isSplit || !first ? "split" : tenderName(first.kind),
		isTraining: record.kind === RecordKind.trainingSale,
		qrText: receiptQrText(session.seller, record),
	};
}

/** Letters follow the order of taxes on this receipt, lowest rate first, as in the table below the lines. */
function lettersOf(taxes: number): string {
	let text = "";
	for (let at = 0; at < letters.length; at++) if ((taxes >> at) & 1) text += letters.charAt(at);
	return text;
}

export function ticketHeader(seller: Seller, currencyCode: string, wallText: string): TicketHeader {
	const currency = findCurrency(currencyCode);
	return {
		merchant: seller.name,
		lines: seller.lines,
		terminal: seller.terminal,
		wallText,
		currency: currencyCode,
		symbol: currency?.symbol ?? currencyCode,
		decimals: currency?.decimals ?? 2,
	};
}

/**
 * Content of the receipt's QR code: enough for the host to find the receipt and for a person to identify it. A link to
 * the host's page on it where the catalog names an address.
 */
function receiptQrText(seller: Seller, record: ReceiptRecord): string {
	const { merchantId, terminal, receiptAddress } = seller;
	const { currency, document, wallMs } = record;
	const isSale = record.kind === RecordKind.sale;
	const facts = `${merchantId}:${terminal}:${document.number}:${currency}:${totalOf(record)}:${wallMs}`;
	if (!isSale) return `TMT1:${facts}`;
	return receiptAddress === "" ? `TMR1:${facts}` : `${receiptAddress}/r/TMR1:${facts}`;
}

export function saleTicket(session: SaleSession, record: ReceiptRecord, withoutPrices = false): SaleTicket {
	const { seller } = session;
	const { lines, discounts, taxes, taxMode, tenders, roundingMinor, changeMinor } = record;
	const stacked = lines.reduce(
		(found, line) => ((line.taxes & (line.taxes - 1)) === 0 ? found : found | line.taxes),
		0,
	);
	const taxMinor = taxes.reduce((sum, tax) => sum + tax.taxMinor, 0);
	return {
		kind: "sale",
		header: ticketHeader(
			seller,
			record.currency,
			record.clockQuality === 0 ? "" : localText(record.wallMs, session.zoneAt(record.wallMs)),
		),
		receiptNumber: record.document.number,
		isTraining: record.kind === RecordKind.trainingSale,
		lines: lines.map((line) => ({
			quantity: line.quantity,
			name: line.name,
			unitMinor: line.unitMinor,
			amountMinor: line.amountMinor,
			taxLetters: lettersOf(line.taxes),
			...(line.weightGrams !== undefined && {
				weightGrams: line.weightGrams,
				perKilogramMinor: line.perKilogramMinor ?? 0,
			}),
			...noteOf(session, line.note),
		})),
		discounts: discounts.map(({ name, amountMinor, taxes: mask }) => ({
			name,
			amountMinor,
			taxLetters: lettersOf(mask),
		})),
		taxes: taxes.map((tax, at) => ticketTax(tax, letters.charAt(at), taxMode, ((stacked >> at) & 1) === 1)),
		isTaxAdded: taxMode === TaxMode.exclusive,
		taxMinor,
		totalMinor: totalOf(record),
		roundingMinor,
		tenders: tenders.map(({ kind, amountMinor, reference, isUnconfirmed, leftMinor = 0 }) => ({
			kind: tenderName(kind),
			amountMinor,
			reference,
			...(isUnconfirmed && { isUnconfirmed }),
			...(kind === TenderKind.voucher && { leftMinor }),
		})),
		changeMinor,
		withoutPrices,
		qrText: receiptQrText(seller, record),
	};
}

function noteOf(session: SaleSession, id: Uint8Array | undefined): Pick<TicketLine, "note"> {
	const note = session.textOf(id);
	return note === "" ? {} : { note };
}

/** `isStacked`: other taxes are levied on the same goods. */
function ticketTax(tax: TaxSplit, letter: string, taxMode: number, isStacked: boolean): TicketTax {
	const { rateMillipercent, authority, baseMinor, taxMinor } = tax;
	const isAdded = taxMode === TaxMode.exclusive;
	const netMinor = isAdded ? baseMinor : isStacked ? undefined : baseMinor - taxMinor;
	const grossMinor = isAdded ? (isStacked ? undefined : baseMinor + taxMinor) : baseMinor;
	return { letter, rateMillipercent, authority, netMinor, taxMinor, grossMinor };
}
