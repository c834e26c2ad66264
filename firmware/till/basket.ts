// What the customer takes: lines with quantities, priced as they change. Everything here is lost with the power, and may be: nothing is paid.
import type { CatalogImage } from "../catalog/image.js";
import type { CatalogItem } from "../catalog/catalog-item.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { price, type Priced, type PricingLine } from "../pricing/price.js";
import { activePromotion, type PercentPromotion, type PricingTime } from "../pricing/promotion.js";
import type { SaleLine } from "../wire/record.js";
import type { LabelledItem } from "./label.js";
import { discountBytes, lineBytes, saleFixedBytes, taxSplitBytesMax } from "./record-size.js";

export class Basket {
	#lines: PricingLine[] = [];
	#priced: Priced = price([], undefined);
	#promotions: readonly PercentPromotion[] = [];
	#time: () => PricingTime | undefined;
	#lastIndex: number | undefined;

	constructor(options: { readonly time: () => PricingTime | undefined }) {
		this.#time = options.time;
	}

	get lines(): readonly PricingLine[] {
		return this.#lines;
	}

	get priced(): Priced {
		return this.#priced;
	}

	get isEmpty(): boolean {
		return this.#lines.length === 0;
	}

	get units(): number {
		return this.#lines.reduce((units, line) => units + line.quantity, 0);
	}

	/** The line touched last. */
	get last(): PricingLine | undefined {
		return this.#lastIndex === undefined ? undefined : this.#lines[this.#lastIndex];
	}

	/** Promotions of the catalog in use. Lines keep the price they were rung up at; categories are found again by SKU. */
	useCatalog(catalog: CatalogImage): void {
		this.#promotions = catalog.promotions;
		if (!this.isEmpty)
			this.#change(this.#lines.map((line) => ({ ...line, category: line.sku === "" ? undefined : catalog.find(line.sku)?.category })));
	}

	/** Equal items at equal prices share a line. Throws Fault QUANTITY_OUT_OF_RANGE, PRICE_OUT_OF_RANGE or BASKET_FULL and changes nothing. */
	addItem(item: CatalogItem): void {
		const at = this.#lines.findIndex(
			(line) =>
				line.sku === item.sku &&
				line.unitMinor === item.priceMinor &&
				line.taxRateBasisPoints === item.taxRateBasisPoints &&
				line.weightGrams === undefined,
		);
		if (at >= 0) this.changeQuantity(at, 1);
		else this.#append(item.sku, item.name, item.priceMinor, item.taxRateBasisPoints, item.category);
	}

	/** A piece that its label weighed or priced: a line of its own, as each piece has its own label. Throws as `addItem` does. */
	addLabelled({ item, priceMinor, weightGrams, perKilogramMinor }: LabelledItem): void {
		if (weightGrams === undefined && priceMinor === item.priceMinor) return this.addItem(item);
		if (priceMinor <= 0 || priceMinor > limits.unitPriceMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", String(priceMinor));
		const weight = weightGrams === undefined ? undefined : { weightGrams, perKilogramMinor };
		this.#append(item.sku, item.name, priceMinor, item.taxRateBasisPoints, item.category, weight);
	}

	addOpenPrice(name: string, amountMinor: number, taxRateBasisPoints: number): void {
		if (amountMinor <= 0 || amountMinor > limits.unitPriceMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", String(amountMinor));
		this.#append("", name, amountMinor, taxRateBasisPoints, undefined);
	}

	/** A line whose quantity comes to zero goes. */
	changeQuantity(index: number, delta: number): void {
		const line = this.#lines[index];
		if (line === undefined) return;
		const quantity = line.quantity + delta;
		if (quantity > limits.quantityMax) throw new Fault("QUANTITY_OUT_OF_RANGE", String(quantity));
		if (quantity <= 0) return this.remove(index);
		this.#change(this.#lines.map((other, at) => (at === index ? { ...line, quantity, grossMinor: quantity * line.unitMinor } : other)));
		this.#lastIndex = index;
	}

	remove(index: number): void {
		this.#change(this.#lines.filter((_, at) => at !== index));
		this.#lastIndex = undefined;
	}

	clear(): void {
		this.#change([]);
		this.#lastIndex = undefined;
	}

	/** Hands out the lines and is empty: for parking. */
	take(): PricingLine[] {
		const lines = this.#lines;
		this.clear();
		return lines;
	}

	restore(lines: readonly PricingLine[]): void {
		this.#change([...lines]);
		this.#lastIndex = undefined;
	}

	#append(
		sku: string,
		name: string,
		unitMinor: number,
		taxRateBasisPoints: number,
		category: number | undefined,
		weight?: Required<Pick<SaleLine, "weightGrams" | "perKilogramMinor">>,
	): void {
		if (this.#lines.length >= limits.basketLinesMax) throw new Fault("BASKET_FULL", "lines");
		const plain: PricingLine = { sku, name, quantity: 1, unitMinor, grossMinor: unitMinor, taxRateBasisPoints, category };
		const line = weight ? { ...plain, ...weight } : plain;
		this.#change([...this.#lines, line]);
		this.#lastIndex = this.#lines.length - 1;
	}

	/** A basket that could not be saved as one record, or counted as one amount, never comes to be: the customer has not paid yet. */
	#change(lines: PricingLine[]): void {
		const priced = price(lines, activePromotion(this.#promotions, this.#time()));
		if (priced.totalMinor > limits.totalMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", "total");
		if (lines.length > this.#lines.length) {
			let bytes = saleFixedBytes + priced.taxes.length * taxSplitBytesMax;
			for (const line of lines) bytes += lineBytes(line);
			for (const discount of priced.discounts) bytes += discountBytes(discount);
			if (bytes > limits.recordPayloadBytesMax) throw new Fault("BASKET_FULL", `${bytes} bytes`);
		}
		this.#lines = lines;
		this.#priced = priced;
	}
}
