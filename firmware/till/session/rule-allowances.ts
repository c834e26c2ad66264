// What this terminal may still grant of rules that are shared out among stalls, beside the sales that are being paid.
import { ruleKey } from "../../core/right-key.js";
import type { Allowances } from "../../pricing/conditions.js";
import type { RuleBook } from "../../pricing/rule-book.js";
import { free, RightKind, type RightState } from "../../policy/rights.js";
import type { TillOptions } from "../options.js";
import { heldOfRule, type WithShift } from "./held-rights.js";
import type { RightsBook } from "./rights-book.js";

/** A part of the session. */
interface AllowancesSession extends WithShift {
	readonly rights: RightsBook | undefined;
	readonly options: Pick<TillOptions, "ports">;
}

export class RuleAllowances implements Allowances {
	readonly #session: AllowancesSession;
	readonly #book: RuleBook;

	constructor(session: AllowancesSession, book: RuleBook) {
		this.#session = session;
		this.#book = book;
	}

	/** None while the terminal has not read its rights, and where it was granted none. */
	usesLeft(rule: number): number {
		const uses = this.stateOf(rule, RightKind.ruleUses);
		if (uses) return free(uses, heldOfRule(this.#session, this.#book.idOf(rule)).uses);
		// A budget of money alone grants as many uses as it lasts.
		return this.stateOf(rule, RightKind.ruleMinor) && this.minorLeft(rule) > 0 ? 1 : 0;
	}

	/** No limit where uses alone are shared out. */
	minorLeft(rule: number): number {
		const minor = this.stateOf(rule, RightKind.ruleMinor);
		if (!minor) return Number.MAX_SAFE_INTEGER;
		return free(minor, heldOfRule(this.#session, this.#book.idOf(rule)).minor);
	}

	private stateOf(rule: number, kind: number): RightState | undefined {
		const { rights, options } = this.#session;
		if (!rights?.isFolded) return undefined;
		return rights.stateOf(kind, ruleKey(options.ports.digest, this.#book.idOf(rule)));
	}
}
