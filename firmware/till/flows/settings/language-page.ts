// The language of the terminal's screens, receipts and reports.
import { languageTags } from "../../../words/languages.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";

declare module "../../page.js" {
	interface Destinations {
		language: [];
	}
}

export class LanguagePage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return { kind: "languages", purpose: "terminal", chosen: this.#session.preferences.language };
	}

	act(action: Action): void {
		const session = this.#session;
		const language = action.kind === "language" && languageTags.find((tag) => tag === action.tag);
		if (language) session.setPreferences({ ...session.preferences, language });
		else if (action.kind === "back" || action.kind === "next") session.go("settings");
	}
}
