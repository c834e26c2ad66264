// What the person who is signed in may not do, somebody else may allow: who, with a PIN, and why. That is recorded
// before it is done.
import type { Person } from "../../../catalog/staff.js";
import { Fault } from "../../../core/fault.js";
import { mayDo } from "../../../policy/staff.js";
import { OverrideReason, type OverrideReasonName, RecordKind } from "../../../wire/record.js";
import type { WordName } from "../../../words/words.js";
import { type Entry, offeredEntry } from "../../entry.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action } from "../../view.js";
import { closesOf } from "./pin-check.js";
import type { PinPurpose } from "./pin-page.js";

/** What may be done once it is allowed. */
export interface Guarded {
	/** Throws Fault. */
	choose(session: SaleSession): void;
}

/** The pages that something is asked for on. */
export type AskingPage = "menu" | "settings" | "basket";

export const overrideReasons: readonly { readonly label: WordName; readonly reason: OverrideReasonName }[] = [
	{ label: "customerAsked", reason: "customerAsked" },
	{ label: "mistake", reason: "mistake" },
	{ label: "breakCover", reason: "breakCover" },
	{ label: "check", reason: "check" },
	{ label: "otherReason", reason: "other" },
];

/**
 * Does it, if the person who is signed in may; otherwise asks for somebody who may. Throws Fault RIGHT_MISSING where
 * nobody may, and what doing it throws.
 */
export function demand(session: SaleSession, right: number, guarded: Guarded, from: AskingPage): void {
	if (session.may(right)) return guarded.choose(session);
	if (!isHeld(session, right)) throw new Fault("RIGHT_MISSING");
	session.go("people", new Override(right, guarded, from));
}

/** Runs the offered entry with this action; does nothing if there is none. Throws Fault. */
export function chooseEntry(entries: readonly Entry[], action: Action, session: SaleSession, from: AskingPage): void {
	const entry = offeredEntry(entries, action, session);
	if (!entry) return;
	entry.check?.(session);
	if (entry.right === undefined) entry.choose(session);
	else demand(session, entry.right, entry, from);
}

function isHeld({ catalog }: SaleSession, right: number): boolean {
	const count = catalog?.staffCount ?? 0;
	for (let index = 0; index < count; index++) if (catalog && mayDo(catalog.person(index).rights, right)) return true;
	return false;
}

/** Asked for by the page of PINs, then by that of reasons. */
export class Override implements PinPurpose {
	readonly title = "whoAllows";
	readonly right: number;
	readonly #guarded: Guarded;
	readonly #from: AskingPage;

	constructor(right: number, guarded: Guarded, from: AskingPage) {
		this.right = right;
		this.#guarded = guarded;
		this.#from = from;
	}

	accepted(session: SaleSession, person: Person): void {
		session.go("overrideReason", this, person);
	}

	left(session: SaleSession): void {
		session.go(this.#from);
	}

	/** Records it, then does it. Throws what the journal throws; nothing has changed then. */
	allow(session: SaleSession, { number: approvedBy }: Person, reason: OverrideReasonName): void {
		const { right } = this;
		session.write(
			{
				kind: RecordKind.overridden,
				closes: closesOf(session, approvedBy),
				...{ right, approvedBy, reason: OverrideReason[reason] },
			},
			"reserved",
		);
		session.shift.open.dropRefusal(approvedBy);
		session.go(this.#from);
		this.#guarded.choose(session);
	}
}
