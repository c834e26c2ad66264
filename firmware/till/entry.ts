// The entries of pages that lead on, such as the menu: each flow that has such a page lists them in a table.
import type { SaleSession } from "./session/sale-session.js";
import type { Action, OfferedEntry } from "./view.js";

export interface Entry extends OfferedEntry {
	/** Left out for an entry that is always offered. */
	isOffered?(session: SaleSession): boolean;
	/** What its action does. Not called while it is not offered. Throws Fault. */
	choose(session: SaleSession): void;
}

/** Those of a table that are offered now, in its order. */
export function offeredEntries(entries: readonly Entry[], session: SaleSession): readonly Entry[] {
	return entries.filter((entry) => entry.isOffered?.(session) ?? true);
}

/** Does what the offered entry with this action does; nothing where there is none. Throws Fault. */
export function chooseEntry(entries: readonly Entry[], { kind }: Action, session: SaleSession): void {
	offeredEntries(entries, session)
		.find(({ action }) => action.kind === kind)
		?.choose(session);
}
