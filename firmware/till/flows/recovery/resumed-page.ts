// The first page after power-on: the state of the last action in one sentence, with one button.
import { Series } from "../../../wire/record.js";
import type { StartCause } from "../../options.js";
import type { Page } from "../../page.js";
import type { LastAction } from "../../session/record-fold.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { copyReceipt } from "../receipt/receipt.js";

declare module "../../page.js" {
	interface Destinations {
		resumed: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		resumed: {
			readonly cause: StartCause;
			readonly last: LastAction | "none";
			readonly receiptNumber: number;
			readonly totalMinor: number;
			readonly noSaleNumber: number;
		};
	}
}

export class ResumedPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	get coversNotices(): boolean {
		return true;
	}

	get isResting(): boolean {
		return true;
	}

	body(): Body {
		const { shift, options } = this.#session;
		const last = shift.lastAtBoot;
		return {
			kind: "resumed",
			cause: options.starts?.cause ?? "power",
			last: last?.action ?? "none",
			receiptNumber: shift.lastNumber(Series.receipt),
			totalMinor: last?.totalMinor ?? 0,
			noSaleNumber: shift.lastNumber(Series.noSale),
		};
	}

	act(action: Action): void {
		if (action.kind === "next" || action.kind === "back" || action.kind === "confirm") this.#session.goHome();
		// It is unknown whether the ticket was printed completely, so this one is marked as a copy.
		else if (action.kind === "print") {
			copyReceipt(this.#session);
			this.#session.goHome();
			this.#session.notify(this.#session.options.tickets.fault ?? "receiptCopied");
		}
	}

	scan(code: string): void {
		this.#session.ringUp(code);
		this.#session.goHome();
	}
}
