// After payment: what the customer gets back, the receipt on paper and on screen, and what a terminal says first after a power cut.
import { RecordKind, type SaleRecord, TenderKind } from "../../wire/record.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import { receiptQrText, saleTicket } from "../ticket.js";
import type { Action, Body } from "../view.js";

export class PaidPage implements Page {
	readonly #desk: Desk;
	readonly #sale: SaleRecord;

	constructor(desk: Desk, sale: SaleRecord) {
		this.#desk = desk;
		this.#sale = sale;
	}

	body(): Body {
		const sale = this.#sale;
		const isCash = sale.tenders.every((tender) => tender.kind === TenderKind.cash);
		const isCard = sale.tenders.every((tender) => tender.kind === TenderKind.card);
		let givenMinor = 0;
		for (const tender of sale.tenders) if (tender.kind === TenderKind.cash) givenMinor += tender.amountMinor;
		return {
			kind: "paid",
			receiptNumber: sale.receiptNumber,
			totalMinor: sale.totalMinor,
			changeMinor: sale.changeMinor,
			givenMinor,
			tender: isCash ? "cash" : isCard ? "card" : "split",
			ticket: this.#desk.options.tickets.ticket,
		};
	}

	act(action: Action): void {
		const desk = this.#desk;
		switch (action.do) {
			case "next":
			case "back":
				return desk.go({ to: "sell" });
			case "print":
				return this.#print();
			case "gift":
				return desk.options.tickets.print(saleTicket(desk.seller, this.#sale, desk.utcOffsetMinutes, true), false);
			case "showQr":
				return desk.go({ to: "receiptQr", back: this });
		}
	}

	/** Scanning the next customer's first item begins the next sale. */
	scan(code: string): void {
		this.#desk.ringUp(code);
		this.#desk.go({ to: "sell" });
	}

	/** A ticket that failed is printed anew; the printer's driver marks it when the first may have come out whole. */
	#print(): void {
		const { tickets } = this.#desk.options;
		if (tickets.ticket === "printing") return;
		if (tickets.ticket === "printed") return this.#desk.copyReceipt();
		tickets.print(saleTicket(this.#desk.seller, this.#sale, this.#desk.utcOffsetMinutes), false);
	}
}

export class ReceiptQrPage implements Page {
	readonly #desk: Desk;
	readonly #sale: SaleRecord;
	readonly #onBack: () => void;

	constructor(desk: Desk, sale: SaleRecord, onBack: () => void) {
		this.#desk = desk;
		this.#sale = sale;
		this.#onBack = onBack;
	}

	body(): Body {
		return { kind: "receiptQr", receiptNumber: this.#sale.receiptNumber, text: receiptQrText(this.#desk.seller, this.#sale) };
	}

	act(action: Action): void {
		if (action.do === "back") this.#onBack();
		else if (action.do === "next") this.#desk.go({ to: "sell" });
	}
}

/** What happened to the last deed before the power went, in one sentence, with one button. */
export class ResumedPage implements Page {
	readonly #desk: Desk;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	body(): Body {
		const last = this.#desk.shift.lastAtBoot;
		const { receiptNumber, noSaleNumber } = this.#desk.shift;
		const cause = this.#desk.options.starts?.cause ?? "power";
		return { kind: "resumed", cause, last: nameOf(last?.kind), receiptNumber, totalMinor: last?.totalMinor ?? 0, noSaleNumber };
	}

	act(action: Action): void {
		if (action.do === "next" || action.do === "back" || action.do === "confirm") this.#goOn();
		// Whether the ticket came out is not known any more: the copy says what it is.
		else if (action.do === "print" || action.do === "reprint") this.#desk.copyReceipt();
	}

	scan(code: string): void {
		this.#desk.ringUp(code);
		this.#goOn();
	}

	#goOn(): void {
		this.#desk.go({ to: this.#desk.shift.isOpen ? "sell" : "closed" });
	}
}

function nameOf(kind: number | undefined): "sale" | "noSale" | "void" | "shift" | "none" {
	switch (kind) {
		case RecordKind.sale:
			return "sale";
		case RecordKind.noSale:
			return "noSale";
		case RecordKind.saleVoided:
			return "void";
		case RecordKind.shiftOpened:
		case RecordKind.shiftClosed:
			return "shift";
		default:
			return "none";
	}
}
