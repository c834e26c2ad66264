// Shows the card reader's progress on the payment in hand. The outcome stays open until the reader answers; if it stays
// silent, selling can continue without it.
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

	/** The basket need not be saved: it is in the attempt's record. */
	end(): void {
		cancelReader(this.#session);
	}
}
