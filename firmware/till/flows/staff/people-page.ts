// Asks who it is. Only those are shown who may do what is asked for.
import type { Person } from "../../../catalog/staff.js";
import { mayDo } from "../../../policy/staff.js";
import type { WordName } from "../../../words/words.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import type { PinPurpose } from "./pin-page.js";

declare module "../../page.js" {
	interface Destinations {
		people: [purpose: PinPurpose];
	}
}
declare module "../../view.js" {
	interface Bodies {
		people: { readonly title: WordName; readonly names: readonly string[]; readonly mayLeave: boolean };
	}
	interface Actions {
		changePerson: undefined;
	}
}

export class PeoplePage implements Page {
	readonly #session: SaleSession;
	readonly #purpose: PinPurpose;

	constructor(session: SaleSession, purpose: PinPurpose) {
		this.#session = session;
		this.#purpose = purpose;
	}

	body(): Body {
		const names = this.people.map(({ name }) => name);
		return { kind: "people", title: this.#purpose.title, names, mayLeave: !this.#session.isLocked };
	}

	act(action: Action): void {
		const session = this.#session;
		if (action.kind === "back") this.#purpose.left(session);
		else if (action.kind === "choose") {
			const person = this.people[action.index];
			if (person) session.go("pin", person, this.#purpose);
		}
	}

	private get people(): readonly Person[] {
		const { right } = this.#purpose;
		const { catalog } = this.#session;
		if (catalog === undefined) return [];
		const people = Array.from({ length: catalog.staffCount }, (_, index) => catalog.person(index));
		return right === 0 ? people : people.filter(({ rights }) => mayDo(rights, right));
	}
}
