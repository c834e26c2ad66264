// What a stallholder sets once: colours for the sun, the printer's paper; training; and an update that waits to be
// installed.
import { offeredEntries } from "../../entry.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { chooseEntry } from "../staff/override.js";
import { settingsEntries } from "./entries.js";

declare module "../../page.js" {
	interface Destinations {
		settings: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		/** `entries`: in the order in which they are shown. */
		settings: { readonly entries: readonly OfferedEntry[] };
	}
	interface Actions {
		settings: undefined;
		installUpdate: undefined;
		palette: undefined;
		/** The other width of paper. */
		paper: undefined;
		/** The next kind of printer. */
		printer: undefined;
		training: undefined;
		selfTest: undefined;
		/** The page of languages. */
		languages: undefined;
	}
}

export class SettingsPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return { kind: "settings", entries: offeredEntries(settingsEntries, this.#session) };
	}

	act(action: Action): void {
		const session = this.#session;
		if (action.kind === "back" || action.kind === "next") session.go("menu");
		else chooseEntry(settingsEntries, action, session, "settings");
	}
}
