// The card reader at work on the payment in hand. Nothing is decided before it answers; where it stays silent, selling
// goes on without it.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { leaveOpen } from "./outcome.js";
import { cancelReader } from "./reader.js";

declare module "../../page.js" {
	interface Destinations {
		card: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		card: {
			readonly dueMinor: number;
			readonly state: "present" | "authorising" | "cancelling" | "silent";
		};
	}
}

export class CardPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	get coversNotices(): boolean {
		return true;
	}

	body(): Body {
		const { shown, stage } = this.#session.reader;
		return { kind: "card", dueMinor: shown?.amountMinor ?? 0, state: stage === "asking" ? "authorising" : stage };
	}

	act(action: Action): void {
		const { shown, stage } = this.#session.reader;
		if (shown === undefined) this.#session.goHome();
		else if (action.kind === "back") cancelReader(this.#session);
		else if (action.kind === "next" && stage === "silent") leaveOpen(this.#session, shown);
	}

	/** The attempt's record holds the basket. */
	end(): void {
		cancelReader(this.#session);
	}
}
