// Shows the basket line by line: change quantity, remove, park, void.
import { limits } from "../../../core/limits.js";
import { Right } from "../../../policy/staff.js";
import type { PricingLine } from "../../../pricing/price.js";
import type { Page } from "../../page.js";
import { shownName } from "../../session/label.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, BasketLine, Body } from "../../view.js";
import { dropEmptied, park } from "../parking/parking.js";
import { beginPayment } from "../payment/payment-start.js";
import { demand, type Guarded } from "../staff/override.js";
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
			/** The line removed last, before the line of this index. It can be put back until another touch or scan. */
			readonly removed?: { readonly index: number; readonly name: string } | undefined;
			readonly totalMinor: number;
			readonly taxMinor: number;
			readonly parked: number;
			/** Lines can have texts here. */
			readonly takesTexts: boolean;
		};
	}
	interface Actions {
		basket: undefined;
		/** Selects the line or deselects it; −1 for the line that was removed, which then cannot be put back. */
		line: { readonly index: number };
		quantity: { readonly delta: number };
		remove: undefined;
		/** Types a note on the selected line. */
		lineNote: undefined;
		/** Puts the line that was removed back. */
		undo: undefined;
		void: undefined;
	}
}

const voiding: Guarded = { choose: voidSale };

/** Nothing is lost by voiding a training sale. */
function voidAllowed(session: SaleSession): void {
	if (session.isTraining) voidSale(session);
	else demand(session, Right.void, voiding, "basket");
}

export class BasketPage implements Page {
	readonly #session: SaleSession;
	#first = 0;
	#selected: number | undefined;
	#removed: { readonly index: number; readonly line: PricingLine } | undefined;

	constructor(session: SaleSession) {
		this.#session = session;
		this.#first = Math.max(0, session.basket.lines.length + changesOf(session).length - limits.basketLinesShown);
	}

	body(): Body {
		const session = this.#session;
		const { basket, parkedRows } = session;
		const removed = this.#removed;
		const lines: BasketLine[] = basket.lines.map((line) => ({
			quantity: line.quantity,
			name: shownName(line, session),
			amountMinor: line.amountMinor,
			isPromotion: false,
			...(line.note && { note: session.textOf(line.note) }),
		}));
		lines.push(...changesOf(session));
		return {
			kind: "basket",
			lines,
			first: Math.min(this.#first, Math.max(0, lines.length - 1)),
			selected: this.#selected,
			removed: removed && { index: removed.index, name: shownName(removed.line, session) },
			totalMinor: basket.priced.totalMinor,
			taxMinor: basket.priced.taxMinor,
			parked: parkedRows,
			takesTexts: session.takesTexts,
		};
	}

	act(action: Action): void {
		const session = this.#session;
		const { basket } = session;
		switch (action.kind) {
			case "line":
				this.#removed = undefined;
				if (action.index < 0 || action.index >= basket.lines.length) return;
				// A second touch deselects it.
				this.#selected = action.index === this.#selected ? undefined : action.index;
				return;
			case "page":
				this.#first = Math.max(0, Math.min(action.index, basket.lines.length + changesOf(session).length - 1));
				return;
			case "quantity":
				return this.changeQuantity(action.delta);
			case "remove":
				return this.remove();
			case "lineNote":
				if (this.#selected !== undefined && session.takesTexts) session.go("note", this.#selected);
				return;
			case "undo":
				return this.putBack();
			case "void":
				if (!basket.isEmpty) voidAllowed(session);
				return;
			case "park":
				return this.park();
			case "parked":
				return session.go("parked");
			case "pay":
				return beginPayment(session, true);
			case "back":
			case "confirm":
				return session.go("sell");
		}
	}

	scan(code: string): void {
		this.#removed = undefined;
		this.#session.ringUp(code);
		this.#first = Math.max(this.#first, this.#session.basket.lines.length - limits.basketLinesShown);
	}

	private park(): void {
		if (this.#session.basket.isEmpty) return;
		park(this.#session);
		this.#session.go("sell");
	}

	private changeQuantity(delta: number): void {
		const { basket } = this.#session;
		const line = this.#selected === undefined ? undefined : basket.lines[this.#selected];
		if (this.#selected === undefined || line === undefined) return;
		if (line.quantity + delta <= 0) this.remove();
		else basket.changeQuantity(this.#selected, delta);
	}

	/** No other line is selected: the same key pressed again must not cut the next one. */
	private remove(): void {
		const session = this.#session;
		const { basket } = session;
		const index = this.#selected;
		const line = index === undefined ? undefined : basket.lines[index];
		if (index === undefined || line === undefined) return;
		basket.remove(index);
		this.#selected = undefined;
		if (!basket.isEmpty) {
			this.#removed = { index, line };
			return;
		}
		dropEmptied(session);
		session.go("sell");
		session.notify("basketEmptied");
	}

	private putBack(): void {
		if (this.#removed === undefined) return;
		const { index, line } = this.#removed;
		this.#session.basket.putBack(index, line);
		this.#selected = index;
		this.#removed = undefined;
	}
}

const noChanges: readonly BasketLine[] = [];

/** What rules took off, for each combination of taxes as on the receipt, then what they charge. */
function changesOf({ basket, words }: SaleSession): readonly BasketLine[] {
	const { coupons } = basket;
	if (basket.priced.outcome === undefined && coupons.length === 0) return noChanges;
	const changes: BasketLine[] = [];
	for (const { name, amountMinor } of basket.discounts)
		changes.push({ quantity: 0, name, amountMinor, isPromotion: true });
	for (const { name, quantity, amountMinor } of basket.fees)
		changes.push({ quantity: quantity === 1 ? 0 : quantity, name, amountMinor, isPromotion: true });
	for (const { index } of coupons)
		if (basket.takenBy(index) === 0)
			changes.push({ quantity: 0, name: words.couponWithout, amountMinor: 0, isPromotion: true });
	return changes;
}
