// After payment: shows the change and the state of the printed receipt.
import type { FaultCode } from "../../../core/fault.js";
import { limits } from "../../../core/limits.js";
import type { TicketState } from "../../../core/ticket.js";
import type { ReceiptLanguageTag } from "../../../words/receipt-languages.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { copyReceipt, printAgain, receiptLanguage } from "./receipt.js";
import type { ShownReceipt } from "./ticket.js";

declare module "../../page.js" {
	interface Destinations {
		paid: [receipt: ShownReceipt];
	}
}
declare module "../../view.js" {
	interface Bodies {
		paid: {
			readonly receiptNumber: number;
			readonly totalMinor: number;
			readonly changeMinor: number;
			/** The share of the change that is still to be handed over. */
			readonly dueChangeMinor: number;
			/** Some of that may have been handed over already. */
			readonly mayBeGiven: boolean;
			readonly givenMinor: number;
			/** What its cards paid that the bank has not confirmed yet; 0 if there is none. */
			readonly unconfirmedMinor: number;
			/** Name of the tender, or "split". */
			readonly tender: string;
			/** A training sale: nothing was sold. */
			readonly isTraining: boolean;
			readonly ticket: TicketState;
			/** In which the receipt and its copies are printed. */
			readonly language: ReceiptLanguageTag;
		};
	}
	interface Actions {
		/** Prints the newest receipt again, marked as a copy. */
		reprint: undefined;
		/** Prints a receipt without prices. */
		gift: undefined;
		/** Asks for another language for this receipt. */
		receiptLanguage: undefined;
	}
}

export class PaidPage implements Page {
	readonly #session: SaleSession;
	readonly #receipt: ShownReceipt;
	#openedAtMs = 0;

	constructor(session: SaleSession, receipt: ShownReceipt) {
		this.#session = session;
		this.#receipt = receipt;
	}

	get showsChange(): boolean {
		return true;
	}

	/** On other pages the status bar suffices for printer faults, and a notice would cover the next touch target. */
	get notice(): FaultCode | undefined {
		return this.#session.options.tickets.fault;
	}

	body(): Body {
		const { number, totalMinor, changeMinor, dueChangeMinor, mayBeGiven, givenMinor } = this.#receipt;
		const { unconfirmedMinor, tender, isTraining } = this.#receipt;
		const { ticket } = this.#session.options.tickets;
		return {
			...{ kind: "paid", receiptNumber: number, totalMinor, changeMinor, dueChangeMinor },
			...{ mayBeGiven, givenMinor, unconfirmedMinor, tender, isTraining, ticket },
			language: receiptLanguage(this.#session, number, isTraining),
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
				return printAgain(session, this.#receipt.place, true);
			case "receiptLanguage":
				return session.go("receiptLanguage", this.#receipt);
			case "showQr":
				return session.go("receiptQr", this.#receipt);
		}
	}

	opened(): void {
		this.#openedAtMs = this.#session.options.ports.timers.uptimeMs();
	}

	/**
	 * Scanning the next customer's first item starts the next sale. A code that comes before anybody has read the page
	 * was meant for the sale that has just been paid.
	 */
	scan(code: string): void {
		const { timers } = this.#session.options.ports;
		if (timers.uptimeMs() - this.#openedAtMs < limits.tapGuardMs) return this.#session.warn("SCAN_NOT_USED");
		this.#session.ringUp(code);
		this.#session.go("sell");
	}

	/**
	 * Prints a failed ticket again; the printer driver marks it as a copy if the first may have come out completely.
	 */
	private print(): void {
		const session = this.#session;
		const { ticket } = session.options.tickets;
		if (ticket === "printing") return;
		// Only copies of receipts are recorded, not those of training slips.
		if (ticket === "printed" && !this.#receipt.isTraining) return copyReceipt(session);
		printAgain(session, this.#receipt.place, false);
	}
}
