// Enters the amount that is put on a gift voucher. It becomes a line of the sale; with the sale's record it may be
// spent.
import { voucherText } from "../../../wire/right-code.js";
import { RightKind } from "../../../policy/rights.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { AmountEntry } from "../keypad/amount-entry.js";
import { checkVoucher } from "./voucher.js";

declare module "../../page.js" {
	interface Destinations {
		/** Eight bytes. */
		sellVoucher: [id: Uint8Array];
	}
}
declare module "../keypad/amount-entry.js" {
	interface KeypadPurposes {
		sellVoucher: true;
	}
}

export class SellVoucherPage implements Page {
	readonly #session: SaleSession;
	readonly #id: Uint8Array;
	readonly #entry = new AmountEntry();

	constructor(session: SaleSession, id: Uint8Array) {
		this.#session = session;
		this.#id = id;
	}

	body(): Body {
		return this.#entry.body("sellVoucher");
	}

	act(action: Action): void {
		const session = this.#session;
		if (action.kind === "digit") this.#entry.press(action.key);
		else if (action.kind === "confirm") {
			checkVoucher(session);
			session.rights!.prepare(RightKind.voucher, this.#id);
			session.basket.addVoucher(session.words.giftVoucher, voucherText(this.#id), this.#entry.amountMinor);
			session.go("sell");
		} else if (action.kind === "back") session.go("sell");
	}
}
