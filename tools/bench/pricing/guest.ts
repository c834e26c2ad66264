// Runs inside XS: prices a basket by the rules of a catalog in flash, for the pricing benchmark.
import { CatalogImage } from "../../../firmware/catalog/image.js";
import { price, type Priced, type PricingLine } from "../../../firmware/pricing/price.js";
import { saleDiscounts, saleLines } from "../../../firmware/pricing/record-form.js";
import { TaxMode } from "../../../firmware/wire/record.js";
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";

const { catalogFlash } = guestPorts;
const state: { image?: CatalogImage; lines: PricingLine[]; priced?: Priced } = { lines: [] };
/** A Tuesday noon. */
const context = { pricingTime: () => ({ epochSeconds: 1_780_000_000, weekday: 2, minutesOfDay: 720 }), flags: 1 };

export function open(sizeBytes: number): void {
	state.image = new CatalogImage({ source: { sizeBytes, read: (offset, into) => catalogFlash.read(offset, into) } });
}

/** Items by their places in the image, separated by commas; quantities rotate from 1 to 4. */
export function fill(places: string): void {
	state.lines = places.split(",").map((place, at) => {
		const { sku, name, priceMinor, taxRates, index } = state.image!.item(Number(place))!;
		const quantity = 1 + (at % 4);
		return {
			sku,
			name,
			quantity,
			unitMinor: priceMinor,
			amountMinor: quantity * priceMinor,
			taxRates,
			item: index,
		};
	});
}

export function run(): void {
	state.priced = price(state.lines, TaxMode.inclusive, state.image!.rules, context);
}

/** The priced basket as its record has it. */
export function record(): string {
	const { lines, priced, image } = state;
	const { totalMinor, taxes } = priced!;
	const discounts = saleDiscounts(lines, priced!, image!.rules);
	return JSON.stringify({ lines: saleLines(lines, priced!, image!.rules), discounts, taxes, totalMinor });
}
