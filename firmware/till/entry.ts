// Entries of pages with a list of actions, such as the menu. Each flow with such a page lists them in a table.
import type { SaleSession } from "./session/sale-session.js";
import type { Action, OfferedEntry } from "./view.js";

export interface Entry extends OfferedEntry {
	/** One of `Right` that it takes; undefined for none. */
	readonly right?: number;
	/** Throws Fault where it cannot be done at present, before anybody is asked to allow it. */
	check?(session: SaleSession): void;
	/** Undefined for an entry that is always offered. */
	isOffered?(session: SaleSession): boolean;
	/** Runs the entry's action. Only called while the entry is offered. Throws Fault. */
	choose(session: SaleSession): void;
}

/** The entries of a table that are currently offered, in its order. */
export function offeredEntries(entries: readonly Entry[], session: SaleSession): readonly Entry[] {
	return entries.filter((entry) => entry.isOffered?.(session) ?? true);
}

/** The offered entry with this action; undefined if there is none. */
export function offeredEntry(entries: readonly Entry[], { kind }: Action, session: SaleSession): Entry | undefined {
	return offeredEntries(entries, session).find(({ action }) => action.kind === kind);
}
