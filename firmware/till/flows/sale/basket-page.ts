// Shows the basket line by line: change quantity, remove, park, void.
import { limits } from "../../../core/limits.js";
import type { Page } from "../../page.js";
import { shownName } from "../../session/label.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, BasketLine, Body } from "../../view.js";
import { dropEmptied, park } from "../parking/parking.js";
import { beginPayment } from "../payment/payment-start.js";
import { voidSale } from "./sale-record.js";

declare module "../../page.js" {
	interface Destinations {
		basket: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		basket: {
			readonly lines: readonly BasketLine[];
			/** Index of the first line shown, and of the selected line, if any. */
			readonly first: number;
			readonly selected: number | undefined;
			readonly totalMinor: number;
			readonly taxMinor: number;
			readonly parked: number;
		};
	}
	interface Actions {
		basket: undefined;
		line: { readonly index: number };
		quantity: { readonly delta: number };
		remove: undefined;
		void: undefined;
	}
}

export class BasketPage implements Page {
	readonly #session: SaleSession;
	#first = 0;
	#selected: number | undefined;

	constructor(session: SaleSession) {
		this.#session = session;
		this.#first = Math.max(
			0,
			session.basket.lines.length + session.basket.priced.discounts.length - limits.basketLinesShown,
		);
	}

	body(): Body {
		const { basket, parked } = this.#session;
		const lines: BasketLine[] = basket.lines.map((line) => ({
			quantity: line.quantity,
			name: shownName(line),
			amountMinor: line.amountMinor,
			isPromotion: false,
		}));
		for (const discount of basket.priced.discounts)
			lines.push({ quantity: 0, name: discount.name, amountMinor: discount.amountMinor, isPromotion: true });
		return {
			kind: "basket",
			lines,
			first: Math.min(this.#first, Math.max(0, lines.length - 1)),
			selected: this.#selected,
			totalMinor: basket.priced.totalMinor,
			taxMinor: basket.priced.taxMinor,
			parked: parked.length,
		};
	}

	act(action: Action): void {
		const session = this.#session;
		const { basket } = session;
		switch (action.kind) {
			case "line":
				// A second touch deselects it.
				if (action.index < 0 || action.index >= basket.lines.length) return;
				this.#selected = action.index === this.#selected ? undefined : action.index;
				return;
			case "page":
				this.#first = Math.max(
					0,
					Math.min(action.index, basket.lines.length + basket.priced.discounts.length - 1),
				);
				return;
			case "quantity":
				if (this.#selected !== undefined) basket.changeQuantity(this.#selected, action.delta);
				return this.settleSelection();
			case "remove":
				if (this.#selected !== undefined) basket.remove(this.#selected);
				this.#selected = undefined;
				return this.settleSelection();
			case "void":
				return voidSale(session);
			case "park":
				return this.park();
			case "parked":
				return session.go("parked");
			case "pay":
				return beginPayment(session);
			case "back":
			case "confirm":
				return session.go("sell");
		}
	}

	scan(code: string): void {
		this.#session.ringUp(code);
		this.#first = Math.max(this.#first, this.#session.basket.lines.length - limits.basketLinesShown);
	}

	private park(): void {
		if (this.#session.basket.isEmpty) return;
		park(this.#session);
		this.#session.go("sell");
	}

	private settleSelection(): void {
		const { basket } = this.#session;
		if (basket.isEmpty) {
			dropEmptied(this.#session);
			return this.#session.go("sell");
		}
		if (this.#selected !== undefined && this.#selected >= basket.lines.length) this.#selected = undefined;
	}
}
