// Favourites to tap: where a till spends its day.
import type { CatalogImage } from "../../catalog/image.js";
import { limits } from "../../core/limits.js";
import type { SaleSession } from "../sale-session.js";
import { shownName } from "../label.js";
import type { Page } from "../page.js";
import type { Action, Body, Tile } from "../view.js";

export class SellPage implements Page {
	readonly #session: SaleSession;
	#page = 0;
	// Six tiles are a dozen reads of flash: kept while page and catalog stay.
	#tiles: readonly Tile[] | undefined;
	#tilesOf: CatalogImage | undefined;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	opened(): void {
		this.#session.keepTotals();
	}

	body(): Body {
		const { basket } = this.#session;
		const last = basket.last;
		return {
			kind: "sell",
			tiles: this.visibleTiles(),
			page: this.#page,
			pages: this.pages,
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
		const session = this.#session;
		switch (action.kind) {
			case "item":
				return session.ringUpIndex(action.index);
			case "page":
				this.#page = Math.max(0, Math.min(action.index, this.pages - 1));
				this.#tiles = undefined;
				return;
			case "pay":
				return session.beginPayment();
			case "basket":
				return session.go({ kind: "basket" });
			case "search":
				return session.go({ kind: "search" });
			case "openPrice":
				session.needCatalog();
				return session.go({ kind: "keypad", purpose: "openPrice" });
			case "parked":
				return session.go({ kind: "parked" });
			case "menu":
				return session.go({ kind: "menu" });
			case "queue":
				return session.go({ kind: "queue" });
		}
	}

	scan(code: string): void {
		this.#session.ringUp(code);
	}

	private get pages(): number {
		return Math.max(1, Math.ceil((this.#session.catalog?.favouriteCount ?? 0) / limits.tilesPerPage));
	}

	private visibleTiles(): readonly Tile[] {
		const { catalog } = this.#session;
		if (this.#tiles !== undefined && this.#tilesOf === catalog) return this.#tiles;
		this.#page = Math.min(this.#page, this.pages - 1);
		const tiles: Tile[] = [];
		for (let i = 0; catalog !== undefined && i < limits.tilesPerPage; i++) {
			const item = catalog.favourite(this.#page * limits.tilesPerPage + i);
			if (item !== undefined)
				tiles.push({
					name: item.name,
					priceMinor: item.priceMinor,
					action: { kind: "item", index: item.index },
				});
		}
		this.#tiles = tiles;
		this.#tilesOf = catalog;
		return tiles;
	}
}
