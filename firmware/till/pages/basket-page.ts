// The basket line by line: change, remove, park, void.
import { limits } from "../../core/limits.js";
import type { Desk } from "../desk.js";
import { shownName } from "../label.js";
import type { Page } from "../page.js";
import type { Action, BasketLine, Body } from "../view.js";

export class BasketPage implements Page {
	readonly #desk: Desk;
	#first = 0;
	#selected: number | undefined;

	constructor(desk: Desk) {
		this.#desk = desk;
		this.#first = Math.max(
			0,
			desk.basket.lines.length + desk.basket.priced.discounts.length - limits.basketLinesShown,
		);
	}

	body(): Body {
		const { basket, parked } = this.#desk;
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
		const desk = this.#desk;
		const { basket } = desk;
		switch (action.do) {
			case "line":
				// A second touch lets go again.
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
				return this.#settleSelection();
			case "remove":
				if (this.#selected !== undefined) basket.remove(this.#selected);
				this.#selected = undefined;
				return this.#settleSelection();
			case "void":
				return desk.voidSale();
			case "park":
				return this.#park();
			case "parked":
				return desk.go({ to: "parked" });
			case "pay":
				return desk.beginPayment();
			case "back":
			case "confirm":
				return desk.go({ to: "sell" });
		}
	}

	scan(code: string): void {
		this.#desk.ringUp(code);
		this.#first = Math.max(this.#first, this.#desk.basket.lines.length - limits.basketLinesShown);
	}

	#park(): void {
		if (this.#desk.basket.isEmpty) return;
		this.#desk.park();
		this.#desk.go({ to: "sell" });
	}

	#settleSelection(): void {
		const { basket } = this.#desk;
		if (basket.isEmpty) {
			this.#desk.dropEmptied();
			return this.#desk.go({ to: "sell" });
		}
		if (this.#selected !== undefined && this.#selected >= basket.lines.length) this.#selected = undefined;
	}
}
