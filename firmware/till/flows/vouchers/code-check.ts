// Coupons and gift vouchers that were scanned. What can be refused at once is; then the host's signature is verified in
// steps, so that touch and scanner are served, and what may have changed meanwhile is looked at again.
import { Fault } from "../../../core/fault.js";
import type { Verification } from "../../../core/ports.js";
import { type CouponCode, readRightCode, type RightCode, type SignedCode } from "../../../wire/right-code.js";
import type { SaleSession } from "../../session/sale-session.js";
import { checkCoupon, takeCoupon } from "./coupon.js";
import { checkVoucher, takeVoucher } from "./voucher.js";

/** Throws Fault CODE_FORGED, CODE_BEING_CHECKED, RIGHTS_*, COUPON_* or VOUCHER_*. */
export function takeCode(session: SaleSession, text: string): void {
	const signed = readRightCode(text, session.options.identity.merchant);
	if (!signed) throw new Fault("CODE_FORGED", "no such code");
	if (!session.rights) throw new Fault("RIGHTS_ABSENT");
	if (session.isCheckingCode) throw new Fault("CODE_BEING_CHECKED");
	check(session, signed.code);
	new CodeCheck(session, signed).begin();
}

class CodeCheck {
	readonly #session: SaleSession;
	readonly #signed: SignedCode;
	/** The basket that a coupon is meant for. */
	readonly #basket: number;
	#job: Verification | undefined;

	constructor(session: SaleSession, signed: SignedCode) {
		this.#session = session;
		this.#signed = signed;
		this.#basket = session.basket.number;
	}

	/** In a turn of its own on every engine, so that what follows does not depend on the engine. */
	begin(): void {
		const session = this.#session;
		session.isCheckingCode = true;
		session.options.ports.timers.start(0, () => this.step());
	}

	private step(): void {
		const session = this.#session;
		const { ed25519, hostKey } = session.rights!.options;
		const { signature, message, code } = this.#signed;
		let isGenuine: boolean | undefined;
		if (!ed25519.beginVerification) isGenuine = ed25519.verify(signature, message, hostKey);
		else {
			this.#job ??= ed25519.beginVerification(signature, message, hostKey);
			isGenuine = this.#job.step();
		}
		if (isGenuine === undefined) return this.begin();
		session.isCheckingCode = false;
		session.run(() => {
			if (!isGenuine) throw new Fault("CODE_FORGED", "signature");
			if (code.kind === "voucher") takeVoucher(session, code.id);
			else this.takeCoupon(code);
		});
	}

	private takeCoupon(coupon: CouponCode): void {
		if (this.#basket !== this.#session.basket.number) throw new Fault("SCAN_NOT_USED", "another sale");
		takeCoupon(this.#session, coupon);
	}
}

function check(session: SaleSession, code: RightCode): void {
	if (code.kind === "voucher") checkVoucher(session);
	else checkCoupon(session, code);
}
