// The receipt on paper, made from the durable record and nothing else, so that a reprint tells the same story as the first print.
import { currencies } from "../core/money.js";
import type { SaleTicket, TicketHeader, TicketTax } from "../core/ticket.js";
import { TenderKind, type SaleRecord } from "../wire/record.js";
import { localText } from "./local-time.js";

export type { ReportTicket, SaleTicket, Ticket, TicketHeader, TicketPrinter } from "../core/ticket.js";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Who sells, as printed at the head of tickets and named in the QR code. */
export interface Seller {
	readonly merchantId: string;
	readonly terminal: string;
	readonly name: string;
	readonly lines: readonly string[];
}

/** Letters follow the order of rates on this receipt, lowest first, as the tax table below the lines explains. */
function letterOf(sale: SaleRecord, rateBasisPoints: number): string {
	return letters[sale.taxes.findIndex((tax) => tax.rateBasisPoints === rateBasisPoints)] ?? "?";
}

export function ticketHeader(seller: Seller, currencyCode: string, wallText: string): TicketHeader {
	const currency = currencies[currencyCode];
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

/** What the receipt's QR code says: enough for the host to find the receipt and for a person to see which one it is. */
export function receiptQrText(seller: Seller, sale: SaleRecord): string {
	return `TMR1:${seller.merchantId}:${seller.terminal}:${sale.receiptNumber}:${sale.currency}:${sale.totalMinor}:${sale.wallMs}`;
}

export function saleTicket(seller: Seller, sale: SaleRecord, utcOffsetMinutes: number, withoutPrices = false): SaleTicket {
	const taxes: TicketTax[] = sale.taxes.map((tax) => ({
		letter: letterOf(sale, tax.rateBasisPoints),
		rateBasisPoints: tax.rateBasisPoints,
		grossMinor: tax.grossMinor,
		netMinor: tax.grossMinor - tax.taxMinor,
		taxMinor: tax.taxMinor,
	}));
	return {
		kind: "sale",
		header: ticketHeader(seller, sale.currency, sale.clockQuality === 0 ? "" : localText(sale.wallMs, utcOffsetMinutes)),
		receiptNumber: sale.receiptNumber,
		lines: sale.lines.map((line) => ({
			quantity: line.quantity,
			name: line.name,
			unitMinor: line.unitMinor,
			amountMinor: line.grossMinor,
			taxLetter: letterOf(sale, line.taxRateBasisPoints),
			...(line.weightGrams !== undefined && { weightGrams: line.weightGrams, perKilogramMinor: line.perKilogramMinor ?? 0 }),
		})),
		discounts: sale.discounts.map((discount) => ({
			name: discount.name,
			amountMinor: discount.amountMinor,
			taxLetter: letterOf(sale, discount.taxRateBasisPoints),
		})),
		taxes,
		totalMinor: sale.totalMinor,
		roundingMinor: sale.roundingMinor,
		tenders: sale.tenders.map((tender) => ({
			kind: tender.kind === TenderKind.cash ? "cash" : "card",
			amountMinor: tender.amountMinor,
			reference: tender.reference,
		})),
		changeMinor: sale.changeMinor,
		withoutPrices,
		qrText: receiptQrText(seller, sale),
	};
}
