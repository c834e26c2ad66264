// Prices many baskets by the rules of a catalog, and sums up the bytes of their records: the same on XS and on Node.
import { CatalogImage } from "../../firmware/catalog/image.js";
import type { ImageSource } from "../../firmware/catalog/sections.js";
import { crc32c } from "../../firmware/core/crc32c.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import type { TaxMode } from "../../firmware/wire/record.js";
import { encodeBasket } from "../../firmware/wire/sale-parts.js";
import { priceBasket } from "./books.js";

/** The checksum of all records, which differ by the seed. */
export function priceMany(source: ImageSource, seed: number, baskets: number, taxMode: TaxMode): number {
	const image = new CatalogImage({ source });
	const cbor = new CborCodec();
	let state = seed + 1;
	const next = (below: number): number => {
		state = (state * 48_271) % 2_147_483_647;
		return state % below;
	};
	let checksum = 0;
	for (let basket = 0; basket < baskets; basket++) {
		const first = next(image.itemCount);
		const lines = Array.from({ length: 1 + next(image.itemCount) }, (_, at) => {
			const { sku } = image.item((first + at) % image.itemCount)!;
			return [sku, 1 + next(9)] as const;
		});
		const content = {
			currency: "EUR",
			taxMode,
			catalogVersion: 1,
			...priceBasket(image, lines, undefined, taxMode),
		};
		checksum = crc32c(cbor.encode(encodeBasket(content), 8_192), checksum);
	}
	return checksum;
}
