// What the host says about rights, and what goes back to it. Each change is a record first.
import { Fault } from "../../../core/fault.js";
import { limits } from "../../../core/limits.js";
import { equal } from "../../../core/bytes.js";
import { ruleKey } from "../../../core/right-key.js";
import { afterGrant, mayReturn, RightKind } from "../../../policy/rights.js";
import { type BasketContent, RecordKind } from "../../../wire/record.js";
import { voucherText } from "../../../wire/right-code.js";
import type { RightsMessage } from "../../../wire/rights.js";
import { heldOfRule, heldOfVoucher, openBaskets } from "../../session/held-rights.js";
import type { SaleSession } from "../../session/sale-session.js";

/** Returns false where it has to wait until the till has read its rights, or until nothing is sold. */
export function takeRights(session: SaleSession, message: RightsMessage): boolean {
	const { rights } = session;
	if (!rights || message.epoch !== session.options.journal.epoch) return true;
	if (!rights.isFolded) return false;
	grant(session, message);
	if (!session.isIdle && message.recalled.length > 0) return false;
	giveBack(session, message);
	for (const { campaign, serial } of message.used) rights.noteUsed(campaign, serial);
	return true;
}

/** A message that comes again grants nothing. */
function grant(session: SaleSession, { issued: all }: RightsMessage): void {
	const rights = session.rights!;
	const granted = all.flatMap(({ kind, key, issued, before }) => {
		const state = rights.stateOf(kind, key);
		if (state && state.issued >= issued) return [];
		// Nothing is known of what it has spent: all that was issued counts as spent.
		const known = afterGrant(state, issued, rights.isLost && !state ? issued : before);
		if (!known) return [];
		rights.prepare(kind, key);
		return [{ kind, key, issued, amount: known.amount }];
	});
	if (granted.length > 0) session.write({ kind: RecordKind.rightsGranted, granted }, "sale");
}

function giveBack(session: SaleSession, { recalled }: RightsMessage): void {
	const returned = recalled.flatMap(({ kind, key, issued }) => {
		const state = session.rights!.stateOf(kind, key);
		const held = heldOf(session, kind, key);
		return state && mayReturn(state, issued, held) ? [{ kind, key, amount: state.left - held }] : [];
	});
	if (returned.length > 0) session.write({ kind: RecordKind.rightsReturned, returned }, "reserved");
}

/** After a shift has closed, vouchers of which something is left go back, so that every stall can take them. */
export function returnSome(session: SaleSession): boolean {
	const vouchers = session.rights?.nextReturned();
	if (!vouchers) return false;
	const returned = vouchers.flatMap(({ key, left }) => {
		const amount = left - heldOfVoucher(session, voucherText(key));
		return amount > 0 ? [{ kind: RightKind.voucher, key, amount }] : [];
	});
	for (let at = 0; at < returned.length; at += limits.rightsPerMessageMax) {
		const part = returned.slice(at, at + limits.rightsPerMessageMax);
		session.write({ kind: RecordKind.rightsReturned, returned: part }, "reserved");
	}
	return true;
}

function heldOf(session: SaleSession, kind: number, key: Uint8Array): number {
	if (kind === RightKind.voucher) return heldOfVoucher(session, voucherText(key));
	let held = 0;
	for (const id of rulesIn(openBaskets(session))) {
		if (!equal(ruleKey(session.options.ports.digest, id), key)) continue;
		const { uses, minor } = heldOfRule(session, id);
		held += kind === RightKind.ruleUses ? uses : minor;
	}
	return held;
}

function rulesIn(baskets: readonly BasketContent[]): Set<string> {
	return new Set(baskets.flatMap(({ discounts }) => discounts.map(({ promotion }) => promotion)));
}

/** Runs work that is repeated later where the till cannot do it now. */
export function whereItCan(work: () => boolean): boolean {
	try {
		return work();
	} catch (error) {
		if (error instanceof Fault) return false;
		throw error;
	}
}
