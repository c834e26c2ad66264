// A receipt in the language of its customer.
import { languages } from "../../../words/languages.js";
import { receiptLanguageOf, type ReceiptLanguageTag, receiptLanguageTags } from "../../../words/receipt-languages.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { copyReceipt, printAgain, receiptLanguage } from "./receipt.js";
import type { ShownReceipt } from "./ticket.js";

declare module "../../page.js" {
	interface Destinations {
		receiptLanguage: [receipt: ShownReceipt];
	}
}
declare module "../../view.js" {
	interface Bodies {
		/**
		 * The languages of this version, and `others` if the catalog brings some; `purpose`: what is to be in the one
		 * that is chosen.
		 */
		languages: {
			readonly purpose: "terminal" | "receipt";
			readonly chosen: ReceiptLanguageTag;
			readonly others?: readonly ReceiptLanguageTag[];
		};
	}
	interface Actions {
		language: { readonly tag: ReceiptLanguageTag };
	}
}

export class ReceiptLanguagePage implements Page {
	readonly #session: SaleSession;
	readonly #receipt: ShownReceipt;

	constructor(session: SaleSession, receipt: ShownReceipt) {
		this.#session = session;
		this.#receipt = receipt;
	}

	get showsChange(): boolean {
		return true;
	}

	body(): Body {
		const { number, isTraining } = this.#receipt;
		const chosen = receiptLanguage(this.#session, number, isTraining);
		const { others } = this;
		return { kind: "languages", purpose: "receipt", chosen, ...(others.length > 0 && { others }) };
	}

	act(action: Action): void {
		const session = this.#session;
		if (action.kind === "language" && this.has(action.tag)) this.print(action.tag);
		else if (action.kind === "next") session.goHome();
		else if (action.kind === "back") session.go("paid", this.#receipt);
	}

	private get others(): readonly ReceiptLanguageTag[] {
		const pictures = this.#session.catalog?.pictures;
		if (pictures === undefined) return [];
		return receiptLanguageTags.filter((tag) => pictures.picture(receiptLanguageOf(tag).languageName) !== undefined);
	}

	private has(tag: ReceiptLanguageTag): boolean {
		return Object.hasOwn(languages, tag) || this.others.includes(tag);
	}

	/** A receipt that failed is printed in that language instead; otherwise the customer gets a copy in it. */
	private print(language: ReceiptLanguageTag): void {
		const session = this.#session;
		const { place, number, isTraining } = this.#receipt;
		const hasFailed = session.options.tickets.ticket === "failed";
		session.translated = { number, isTraining, language };
		if (hasFailed || isTraining) printAgain(session, place, false);
		else copyReceipt(session);
		session.go("paid", this.#receipt);
	}
}
