// Asks why something is allowed.
import type { Person } from "../../../catalog/staff.js";
import type { WordName } from "../../../words/words.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { type Override, overrideReasons } from "./override.js";

declare module "../../page.js" {
	interface Destinations {
		overrideReason: [override: Override, approver: Person];
	}
}

const labels: readonly WordName[] = overrideReasons.map(({ label }) => label);

export class OverrideReasonPage implements Page {
	readonly #session: SaleSession;
	readonly #override: Override;
	readonly #approver: Person;

	constructor(session: SaleSession, override: Override, approver: Person) {
		this.#session = session;
		this.#override = override;
		this.#approver = approver;
	}

	body(): Body {
		return { kind: "choice", title: "why", labels };
	}

	act(action: Action): void {
		if (action.kind === "back") this.#override.left(this.#session);
		else if (action.kind === "choose") {
			const chosen = overrideReasons[action.index];
			if (chosen) this.#override.allow(this.#session, this.#approver, chosen.reason);
		}
	}
}
