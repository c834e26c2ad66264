// Favourites to tap: where a till spends its day.
import type { CatalogImage } from "../../catalog/image.js";
import { limits } from "../../core/limits.js";
import type { Desk } from "../desk.js";
import { shownName } from "../label.js";
import type { Page } from "../page.js";
import type { Action, Body, Tile } from "../view.js";

export class SellPage implements Page {
	readonly #desk: Desk;
	#page = 0;
	// Six tiles are a dozen reads of flash: kept while page and catalog stay.
	#tiles: readonly Tile[] | undefined;
	#tilesOf: CatalogImage | undefined;

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	opened(): void {
		this.#desk.keepTotals();
	}

	body(): Body {
		const { basket } = this.#desk;
		const last = basket.last;
		return {
			kind: "sell",
			tiles: this.#visibleTiles(),
			page: this.#page,
			pages: this.#pages,
			units: basket.units,
			totalMinor: basket.priced.totalMinor,
			last: last && {
				quantity: last.quantity,
				name: shownName(last),
				amountMinor: last.amountMinor,
				isPromotion: false,
			},
		};
	}

	act(action: Action): void {
		const desk = this.#desk;
		switch (action.do) {
			case "item":
				return desk.ringUpIndex(action.index);
			case "page":
				this.#page = Math.max(0, Math.min(action.index, this.#pages - 1));
				this.#tiles = undefined;
				return;
			case "pay":
				return desk.beginPayment();
			case "basket":
				return desk.go({ to: "basket" });
			case "search":
				return desk.go({ to: "search" });
			case "openPrice":
				desk.needCatalog();
				return desk.go({ to: "keypad", purpose: "openPrice" });
			case "parked":
				return desk.go({ to: "parked" });
			case "menu":
				return desk.go({ to: "menu" });
			case "queue":
				return desk.go({ to: "queue" });
		}
	}

	scan(code: string): void {
		this.#desk.ringUp(code);
	}

	get #pages(): number {
		return Math.max(1, Math.ceil((this.#desk.catalog?.favouriteCount ?? 0) / limits.tilesPerPage));
	}

	#visibleTiles(): readonly Tile[] {
		const { catalog } = this.#desk;
		if (this.#tiles !== undefined && this.#tilesOf === catalog) return this.#tiles;
		this.#page = Math.min(this.#page, this.#pages - 1);
		const tiles: Tile[] = [];
		for (let i = 0; catalog !== undefined && i < limits.tilesPerPage; i++) {
			const item = catalog.favourite(this.#page * limits.tilesPerPage + i);
			if (item !== undefined)
				tiles.push({ name: item.name, priceMinor: item.priceMinor, action: { do: "item", index: item.index } });
		}
		this.#tiles = tiles;
		this.#tilesOf = catalog;
		return tiles;
	}
}
