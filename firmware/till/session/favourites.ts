// The page of favourites shown. Six tiles take a dozen flash reads, so they are cached while page and catalog stay the
// same.
import type { CatalogImage } from "../../catalog/image.js";
import { limits } from "../../core/limits.js";
import type { Tile } from "../view.js";

export class Favourites {
	#page = 0;
	#tiles: readonly Tile[] | undefined;
	#catalog: CatalogImage | undefined;

	get page(): number {
		return this.#page;
	}

	pages(catalog: CatalogImage | undefined): number {
		return Math.max(1, Math.ceil((catalog?.favouriteCount ?? 0) / limits.tilesPerPage));
	}

	/** Turns to the nearest existing page. */
	turnTo(page: number, catalog: CatalogImage | undefined): void {
		this.#page = Math.max(0, Math.min(page, this.pages(catalog) - 1));
		this.#tiles = undefined;
	}

	tiles(catalog: CatalogImage | undefined): readonly Tile[] {
		if (this.#tiles !== undefined && this.#catalog === catalog) return this.#tiles;
		this.#page = Math.min(this.#page, this.pages(catalog) - 1);
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
		this.#catalog = catalog;
		return tiles;
	}
}
