// After payment: what the customer gets back, the receipt on paper and on screen, and what a terminal says first after
// a power cut.
import { RecordKind, Series, TenderKind } from "../../wire/record.js";
import type { SaleSession } from "../sale-session.js";
import type { Page } from "../page.js";
import { type ReceiptRecord, receiptQrText, saleTicket, totalOf } from "../ticket.js";
import type { Action, Body } from "../view.js";

export class PaidPage implements Page {
	readonly #session: SaleSession;
	readonly #record: ReceiptRecord;

	constructor(session: SaleSession, record: ReceiptRecord) {
		this.#session = session;
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
			ticket: this.#session.options.tickets.ticket,
		};
	}

	act(action: Action): void {
		const session = this.#session;
		switch (action.kind) {
			case "next":
			case "back":
				return session.goHome();
			case "print":
				return this.print();
			case "gift":
				return this.hand(true);
			case "showQr":
				return session.go({ kind: "receiptQr", record: this.#record });
		}
	}

	/** Scanning the next customer's first item begins the next sale. */
	scan(code: string): void {
		this.#session.ringUp(code);
		this.#session.go({ kind: "sell" });
	}

	/** A ticket that failed is printed anew; the printer's driver marks it when the first may have come out whole. */
	private print(): void {
		const { tickets } = this.#session.options;
		if (tickets.ticket === "printing") return;
		// Only receipts are counted as copies: a training slip is none.
		if (tickets.ticket === "printed" && this.#record.kind === RecordKind.sale) return this.#session.copyReceipt();
		this.hand(false);
	}

	private hand(withoutPrices: boolean): void {
		const session = this.#session;
		const zone = session.zoneAt(this.#record.wallMs);
		session.options.tickets.print(saleTicket(session.seller, this.#record, zone, withoutPrices), false);
	}
}

export class ReceiptQrPage implements Page {
	readonly #session: SaleSession;
	readonly #record: ReceiptRecord;

	constructor(session: SaleSession, record: ReceiptRecord) {
		this.#session = session;
		this.#record = record;
	}

	body(): Body {
		const record = this.#record;
		return {
			kind: "receiptQr",
			receiptNumber: record.document.number,
			isTraining: record.kind === RecordKind.trainingSale,
			text: receiptQrText(this.#session.seller, record),
		};
	}

	act(action: Action): void {
		if (action.kind === "back") this.#session.go({ kind: "paid", record: this.#record });
		else if (action.kind === "next") this.#session.goHome();
	}
}

/** What happened to the last deed before the power went, in one sentence, with one button. */
export class ResumedPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const last = this.#session.shift.lastAtBoot;
		const receiptNumber = this.#session.shift.lastNumber(Series.receipt);
		const noSaleNumber = this.#session.shift.lastNumber(Series.noSale);
		const cause = this.#session.options.starts?.cause ?? "power";
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
		if (action.kind === "next" || action.kind === "back" || action.kind === "confirm") this.goOn();
		// Whether the ticket came out is not known any more: the copy says what it is.
		else if (action.kind === "print" || action.kind === "reprint") this.#session.copyReceipt();
	}

	scan(code: string): void {
		this.#session.ringUp(code);
		this.goOn();
	}

	private goOn(): void {
		this.#session.goHome();
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
