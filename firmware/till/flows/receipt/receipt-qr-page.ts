// Shows the receipt as a QR code.
import { RecordKind } from "../../../wire/record.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { type ReceiptRecord, receiptQrText } from "./ticket.js";

declare module "../../page.js" {
	interface Destinations {
		receiptQr: [record: ReceiptRecord];
	}
}
declare module "../../view.js" {
	interface Bodies {
		receiptQr: { readonly receiptNumber: number; readonly isTraining: boolean; readonly text: string };
	}
}

export class ReceiptQrPage implements Page {
	readonly #session: SaleSession;
	readonly #record: ReceiptRecord;

	constructor(session: SaleSession, record: ReceiptRecord) {
		this.#session = session;
		this.#record = record;
	}

	get showsChange(): boolean {
		return true;
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
		if (action.kind === "back") this.#session.go("paid", this.#record);
		else if (action.kind === "next") this.#session.goHome();
	}
}
