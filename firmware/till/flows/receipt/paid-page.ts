// After payment: shows the change and the state of the printed receipt.
import type { FaultCode } from "../../../core/fault.js";
import type { TicketState } from "../../../core/ticket.js";
import { RecordKind } from "../../../wire/record.js";
import { tenderName } from "../../../wire/tenders/registry.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { copyReceipt, printReceipt } from "./receipt.js";
import { type ReceiptRecord, totalOf } from "./ticket.js";

declare module "../../page.js" {
	interface Destinations {
		paid: [record: ReceiptRecord];
	}
}
declare module "../../view.js" {
	interface Bodies {
		paid: {
			readonly receiptNumber: number;
			readonly totalMinor: number;
			readonly changeMinor: number;
			readonly givenMinor: number;
			/** Name of the tender, or "split". */
			readonly tender: string;
			/** A training sale: nothing was sold. */
			readonly isTraining: boolean;
			readonly ticket: TicketState;
		};
	}
	interface Actions {
		/** Prints the newest receipt again, marked as a copy. */
		reprint: undefined;
		/** Prints a receipt without prices. */
		gift: undefined;
	}
}

export class PaidPage implements Page {
	readonly #session: SaleSession;
	readonly #record: ReceiptRecord;

	constructor(session: SaleSession, record: ReceiptRecord) {
		this.#session = session;
		this.#record = record;
	}

	get showsChange(): boolean {
		return true;
	}

	/** On other pages the status bar suffices for printer faults, and a notice would cover the next touch target. */
	get notice(): FaultCode | undefined {
		return this.#session.options.tickets.fault;
	}

	body(): Body {
		const record = this.#record;
		const session = this.#session;
		const [first] = record.tenders;
		const isSplit = record.tenders.some(({ kind }) => kind !== first?.kind);
		let givenMinor = 0;
		for (const { kind, amountMinor } of record.tenders)
			if (session.tender(kind)?.givesChange) givenMinor += amountMinor;
		return {
			kind: "paid",
			receiptNumber: record.document.number,
			totalMinor: totalOf(record),
			changeMinor: record.changeMinor,
			givenMinor,
			tender: isSplit || !first ? "split" : tenderName(first.kind),
			isTraining: record.kind === RecordKind.trainingSale,
			ticket: session.options.tickets.ticket,
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
				return printReceipt(session, this.#record, true);
			case "showQr":
				return session.go("receiptQr", this.#record);
		}
	}

	/** Scanning the next customer's first item starts the next sale. */
	scan(code: string): void {
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
		if (ticket === "printed" && this.#record.kind === RecordKind.sale) return copyReceipt(session);
		printReceipt(session, this.#record);
	}
}
