// Shows the receipt as a QR code.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import type { ShownReceipt } from "./ticket.js";

declare module "../../page.js" {
	interface Destinations {
		receiptQr: [receipt: ShownReceipt];
	}
}
declare module "../../view.js" {
	interface Bodies {
		receiptQr: { readonly receiptNumber: number; readonly isTraining: boolean; readonly text: string };
	}
}

export class ReceiptQrPage implements Page {
	readonly #session: SaleSession;
	readonly #receipt: ShownReceipt;

	constructor(session: SaleSession, receipt: ShownReceipt) {
		this.#session = session;
		this.#receipt = receipt;
	}

	get showsChange(): boolean {
		return true;
	}

	get coversNotices(): boolean {
		return true;
	}

	body(): Body {
		const { number, isTraining, qrText } = this.#receipt;
		return { kind: "receiptQr", receiptNumber: number, isTraining, text: qrText };
	}

	act(action: Action): void {
		if (action.kind === "back") this.#session.go("paid", this.#receipt);
		else if (action.kind === "next") this.#session.goHome();
	}
}
