// What is not done with every sale.
import { Fault } from "../../../core/fault.js";
import { isBetweenSales } from "../../../policy/sale.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { openDrawer } from "../no-sale/no-sale.js";
import { copyReceipt } from "../receipt/receipt.js";

declare module "../../page.js" {
	interface Destinations {
		menu: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		menu: { readonly shiftOpen: boolean };
	}
	interface Actions {
		menu: undefined;
	}
}

export class MenuPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		return { kind: "menu", shiftOpen: this.#session.shift.isOpen };
	}

	act(action: Action): void {
		const session = this.#session;
		const { isOpen } = session.shift;
		switch (action.kind) {
			case "noSale":
				if (!isOpen) throw new Fault("SHIFT_CLOSED");
				return openDrawer(session);
			case "openShift":
				if (isOpen) return;
				session.needCatalog();
				return session.go("float");
			case "closeShift":
				if (!isOpen) throw new Fault("SHIFT_CLOSED");
				if (!isBetweenSales(session.basket.isEmpty, session.parked.length)) throw new Fault("SALE_OPEN");
				return session.go("count");
			case "report":
				return session.go("report", isOpen ? "X" : "Z");
			case "reprint":
				return copyReceipt(session);
			case "queue":
			case "parked":
			case "settings":
				return session.go(action.kind);
			case "back":
				return session.goHome();
		}
	}
}
