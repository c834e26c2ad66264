// Pays with a gift voucher: asks for it to be scanned, shows what may be spent of it, and takes all or a part.
import { Fault } from "../../../core/fault.js";
import { RightKind } from "../../../policy/rights.js";
import { isRightCode, voucherText } from "../../../wire/right-code.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import type { WordName } from "../../../words/words.js";
import { goOn } from "../payment/completion.js";
import { paymentInHand } from "../payment/payment-start.js";
import { splitRefusal } from "../payment/tender-page.js";
import { askFor, balanceOf } from "./voucher.js";

declare module "../../page.js" {
	interface Destinations {
		/** Eight bytes; undefined until one is scanned. */
		voucher: [id: Uint8Array | undefined, partMinor?: number];
	}
}

const noLabels: readonly WordName[] = [];
const payLabels: readonly WordName[] = ["payWithVoucher"];

export class VoucherPage implements Page {
	readonly #session: SaleSession;
	readonly #id: Uint8Array | undefined;
	readonly #partMinor: number | undefined;

	constructor(session: SaleSession, id: Uint8Array | undefined, partMinor: number | undefined) {
		this.#session = session;
		this.#id = id;
		this.#partMinor = partMinor;
	}

	opened(): void {
		const session = this.#session;
		if (this.#id && balanceOf(session, this.#id) === 0) session.run(() => askFor(session, this.#id!));
	}

	body(): Body {
		const id = this.#id;
		if (!id) return { kind: "choice", title: "scanVoucher", labels: noLabels };
		const amountMinor = balanceOf(this.#session, id);
		return { kind: "choice", title: "voucherBalance", amountMinor, labels: amountMinor > 0 ? payLabels : noLabels };
	}

	act(action: Action): void {
		if (action.kind === "choose") this.take();
		else if (action.kind === "back") this.#session.go("tender", this.#partMinor);
	}

	scan(code: string): void {
		if (!isRightCode(code)) throw new Fault("SCAN_NOT_USED");
		this.#session.flows.takeCode(this.#session, code);
	}

	/** Durable before it counts, as every tender. Throws Fault VOUCHER_EMPTY, PARTS_FULL or what the journal throws. */
	private take(): void {
		const session = this.#session;
		const id = this.#id;
		if (!id) return;
		const payment = paymentInHand(session);
		const { settlement } = payment;
		const balanceMinor = balanceOf(session, id);
		const dueMinor = settlement.exactDue(this.#partMinor);
		const amountMinor = Math.min(balanceMinor, dueMinor);
		if (amountMinor === 0) throw new Fault(balanceMinor === 0 ? "VOUCHER_EMPTY" : "SPLIT_EMPTY");
		if (amountMinor < settlement.restMinor) {
			const refusal = splitRefusal(session);
			if (refusal) throw new Fault(refusal, "voucher");
		}
		session.rights!.prepare(RightKind.voucher, id);
		settlement.takeVoucher(amountMinor, voucherText(id), balanceMinor - amountMinor);
		goOn(session, payment);
	}
}
