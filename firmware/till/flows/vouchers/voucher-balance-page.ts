// A gift voucher that was scanned while nothing is being paid: what may be spent of it here, and selling it.
import type { WordName } from "../../../words/words.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { balanceOf } from "./voucher.js";

declare module "../../page.js" {
	interface Destinations {
		/** Eight bytes. */
		voucherBalance: [id: Uint8Array];
	}
}

const labels: readonly WordName[] = ["sellVoucher"];

export class VoucherBalancePage implements Page {
	readonly #session: SaleSession;
	readonly #id: Uint8Array;

	constructor(session: SaleSession, id: Uint8Array) {
		this.#session = session;
		this.#id = id;
	}

	body(): Body {
		return { kind: "choice", title: "voucherBalance", amountMinor: balanceOf(this.#session, this.#id), labels };
	}

	act(action: Action): void {
		if (action.kind === "choose") this.#session.go("sellVoucher", this.#id);
		else if (action.kind === "back") this.#session.go("sell");
	}

	scan(code: string): void {
		this.#session.ringUp(code);
		this.#session.go("sell");
	}
}
