// Gift vouchers: sold as a line of a sale, and a tender of others. A terminal spends only what it holds of one, so that
// no two stalls spend the same.
import { Fault } from "../../../core/fault.js";
import { free, noRight, RightKind } from "../../../policy/rights.js";
import { voucherText } from "../../../wire/right-code.js";
import { heldOfVoucher } from "../../session/held-rights.js";
import type { SaleSession } from "../../session/sale-session.js";

/** Throws Fault VOUCHER_NOT_SOLD_HERE, SHIFT_CLOSED or TRAINING. */
export function checkVoucher(session: SaleSession): void {
	if (!session.needCatalog().hasVouchers) throw new Fault("VOUCHER_NOT_SOLD_HERE");
	session.needRealSale();
}

/** Its signature is the host's: pays with it, or shows what is on it. `id`: 8 bytes. */
export function takeVoucher(session: SaleSession, id: Uint8Array): void {
	checkVoucher(session);
	session.play("accepted");
	if (session.payment) session.go("voucher", id);
	else session.go("voucherBalance", id);
}

/** What may be spent of it here and now, beside sales that are being paid. */
export function balanceOf(session: SaleSession, id: Uint8Array): number {
	const state = session.rights?.stateOf(RightKind.voucher, id) ?? noRight;
	return free(state, state.left === 0 ? 0 : heldOfVoucher(session, voucherText(id)));
}

/** What is to be spent of it is asked of the host. Throws Fault VOUCHER_ELSEWHERE where it cannot be asked. */
export function askFor(session: SaleSession, id: Uint8Array): void {
	if (!session.rights?.options.ask(RightKind.voucher, id)) throw new Fault("VOUCHER_ELSEWHERE");
	session.notify("VOUCHER_ASKED");
}
