// What is not done with every sale.
import { Fault } from "../../../core/fault.js";
import { isBetweenSales } from "../../../policy/sale.js";
import { Right } from "../../../policy/staff.js";
import { offeredEntries } from "../../entry.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { chooseEntry, demand, type Guarded } from "../staff/override.js";
import { beginShift } from "../staff/sign-in.js";
import { menuEntries } from "./entries.js";

declare module "../../page.js" {
	interface Destinations {
		menu: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		menu: {
			/** In the order in which they are shown. */
			readonly entries: readonly OfferedEntry[];
			readonly shiftOpen: boolean;
		};
	}
	interface Actions {
		menu: undefined;
	}
}

const closing: Guarded = { choose: (session) => session.go("count") };

export class MenuPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const session = this.#session;
		return { kind: "menu", entries: offeredEntries(menuEntries, session), shiftOpen: session.shift.isOpen };
	}

	act(action: Action): void {
		const session = this.#session;
		switch (action.kind) {
			case "openShift":
				if (session.shift.isOpen) return;
				return beginShift(session);
			case "closeShift":
				if (!session.shift.isOpen) throw new Fault("SHIFT_CLOSED");
				if (!isBetweenSales(session.basket.isEmpty, session.parked.length)) throw new Fault("SALE_OPEN");
				return demand(session, Right.closeShift, closing, "menu");
			case "back":
				return session.goHome();
			default:
				chooseEntry(menuEntries, action, session, "menu");
		}
	}
}
