// After payment: what the customer gets back, the receipt on paper and on screen, and what a terminal says first after
// a power cut.
import { RecordKind, Series, TenderKind } from "../../wire/record.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import { type ReceiptRecord, receiptQrText, saleTicket, totalOf } from "../ticket.js";
import type { Action, Body } from "../view.js";

export class PaidPage implements Page {
	readonly #desk: Desk;
	readonly #record: ReceiptRecord;

	constructor(desk: Desk, record: ReceiptRecord) {
		this.#desk = desk;
		this.#record = record;
	}

	body(): Body {
		const record = this.#record;
		const isCash = record.tenders.every((tender) => tender.kind === TenderKind.cash);
		const isCard = record.tenders.every((tender) => tender.kind === TenderKind.card);
		let givenMinor = 0;
		for (const tender of record.tenders) if (tender.kind === TenderKind.cash) givenMinor += tender.amountMinor;
		return {
			kind: "paid",
			receiptNumber: record.document.number,
			totalMinor: totalOf(record),
			changeMinor: record.changeMinor,
			givenMinor,
			tender: isCash ? "cash" : isCard ? "card" : "split",
			isTraining: record.kind === RecordKind.trainingSale,
			ticket: this.#desk.options.tickets.ticket,
		};
	}

	act(action: Action): void {
		const desk = this.#desk;
		switch (action.do) {
			case "next":
			case "back":
				return desk.goHome();
			case "print":
				return this.#print();
			case "gift":
				return this.#hand(true);
			case "showQr":
				return desk.go({ to: "receiptQr", record: this.#record });
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
		// Only receipts are counted as copies: a training slip is none.
		if (tickets.ticket === "printed" && this.#record.kind === RecordKind.sale) return this.#desk.copyReceipt();
		this.#hand(false);
	}

	#hand(withoutPrices: boolean): void {
		const desk = this.#desk;
		const zone = desk.zoneAt(this.#record.wallMs);
		desk.options.tickets.print(saleTicket(desk.seller, this.#record, zone, withoutPrices), false);
	}
}

export class ReceiptQrPage implements Page {
	readonly #desk: Desk;
	readonly #record: ReceiptRecord;

	constructor(desk: Desk, record: ReceiptRecord) {
		this.#desk = desk;
		this.#record = record;
	}

	body(): Body {
		const record = this.#record;
		return {
			kind: "receiptQr",
			receiptNumber: record.document.number,
			isTraining: record.kind === RecordKind.trainingSale,
			text: receiptQrText(this.#desk.seller, record),
		};
	}

	act(action: Action): void {
		if (action.do === "back") this.#desk.go({ to: "paid", record: this.#record });
		else if (action.do === "next") this.#desk.goHome();
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
		const receiptNumber = this.#desk.shift.lastNumber(Series.receipt);
		const noSaleNumber = this.#desk.shift.lastNumber(Series.noSale);
		const cause = this.#desk.options.starts?.cause ?? "power";
		return {
			kind: "resumed",
			cause,
			last: nameOf(last?.kind),
			receiptNumber,
			totalMinor: last?.totalMinor ?? 0,
			noSaleNumber,
		};
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
		this.#desk.goHome();
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
