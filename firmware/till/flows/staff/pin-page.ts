// Enters a PIN. Its digits are on no screen, in no record and in no log.
import type { Person } from "../../../catalog/staff.js";
import { limits } from "../../../core/limits.js";
import type { WordName } from "../../../words/words.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Actions, Body } from "../../view.js";
import { checkPin, pinWaitLeftMs } from "./pin-check.js";

/** What a PIN is asked for. Frozen tables and objects of a page, because closures would stay on the heap. */
export interface PinPurpose {
	/** Above the names. */
	readonly title: WordName;
	/** One of `Right` that the person needs; 0 for none. */
	readonly right: number;
	/** The PIN is the person's. Throws Fault. */
	accepted(session: SaleSession, person: Person): void;
	/** It is not entered after all. */
	left(session: SaleSession): void;
}

declare module "../../page.js" {
	interface Destinations {
		pin: [person: Person, purpose: PinPurpose];
	}
}
declare module "../../view.js" {
	interface Bodies {
		pin: {
			readonly name: string;
			/** How many are entered. */
			readonly digits: number;
			/** Minutes, rounded up, in which no PIN is looked at; 0 for none. */
			readonly waitMinutes: number;
		};
	}
}

const minuteMs = 60_000;

export class PinPage implements Page {
	readonly #session: SaleSession;
	readonly #person: Person;
	readonly #purpose: PinPurpose;
	#digits = "";

	constructor(session: SaleSession, person: Person, purpose: PinPurpose) {
		this.#session = session;
		this.#person = person;
		this.#purpose = purpose;
	}

	body(): Body {
		const waitMinutes = Math.ceil(pinWaitLeftMs(this.#session, this.#person) / minuteMs);
		return { kind: "pin", name: this.#person.name, digits: this.#digits.length, waitMinutes };
	}

	act(action: Action): void {
		if (action.kind === "digit") this.press(action.key);
		else if (action.kind === "confirm") this.enter();
		else if (action.kind === "back") this.#session.go("people", this.#purpose);
	}

	private press(key: Actions["digit"]["key"]): void {
		if (key === "delete") this.#digits = this.#digits.slice(0, -1);
		else if (this.#digits.length + key.length <= limits.pinDigitsMax) this.#digits += key;
	}

	private enter(): void {
		const digits = this.#digits;
		if (digits === "") return;
		this.#digits = "";
		checkPin(this.#session, this.#person, digits);
		this.#purpose.accepted(this.#session, this.#person);
	}
}
