// The page that sales begin on, with favourites to tap.
import type { Page } from "../../page.js";
import { shownName } from "../../session/label.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";
import { beginPayment } from "../payment/payment-start.js";

declare module "../../page.js" {
	interface Destinations {
		sell: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		sell: {
			readonly tiles: readonly Tile[];
			readonly page: number;
			readonly pages: number;
			readonly units: number;
			readonly totalMinor: number;
			/** The line added last, which confirms a scan. */
			readonly last: BasketLine | undefined;
			/** Number of parked sales, those included whose payment is open. */
			readonly parked: number;
		};
	}
}

export class SellPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	get isBetweenSales(): boolean {
		return true;
	}

	opened(): void {
		this.#session.keepTotals();
	}

	body(): Body {
		const session = this.#session;
		const { basket, catalog, favourites, parkedRows } = session;
		const last = basket.last;
		return {
			kind: "sell",
			tiles: favourites.tiles(catalog),
			page: favourites.page,
			pages: favourites.pages(catalog),
			units: basket.units,
			totalMinor: basket.priced.totalMinor,
			last: last && {
				quantity: last.quantity,
				name: shownName(last, session),
				amountMinor: last.amountMinor,
				isPromotion: false,
			},
			parked: parkedRows,
		};
	}

	act(action: Action): void {
		const session = this.#session;
		switch (action.kind) {
			case "item":
				return session.ringUpIndex(action.index);
			case "page":
				return session.favourites.turnTo(action.index, session.catalog);
			case "pay":
				return beginPayment(session, false);
			case "openPrice":
				session.needCatalog();
				return session.go("openPrice");
			case "basket":
			case "search":
			case "parked":
			case "menu":
			case "queue":
				return session.go(action.kind);
		}
	}

	scan(code: string): void {
		this.#session.ringUp(code);
	}
}
