// What the customer takes: lines with quantities, priced as they change. Everything here is lost with the power, and may be: nothing is paid.
import type { CatalogImage } from "../catalog/image.js";
import type { CatalogItem } from "../catalog/catalog-item.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { price, type Priced, type PricingLine } from "../pricing/price.js";
import { activePromotion, type PercentPromotion, type PricingTime } from "../pricing/promotion.js";
import type { SaleLine } from "../wire/record.js";
import type { LabelledItem } from "./label.js";
import { discountBytes, lineBytes, numberBytes, saleFixedBytes, taxSplitBytesMax } from "./record-size.js";

export class Basket {
	#lines: PricingLine[] = [];
	#priced: Priced = price([], undefined);
	#promotions: readonly PercentPromotion[] = [];
	#time: () => PricingTime | undefined;
	#lastIndex: number | undefined;
	/** Units, and encoded bytes of the lines: kept in step, because a long basket is scanned as fast as a short one. */
	#units = 0;
	#lineBytes = 0;

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
		return this.#units;
	}

	/** The line touched last. */
	get last(): PricingLine | undefined {
		return this.#lastIndex === undefined ? undefined : this.#lines[this.#lastIndex];
	}

	/** Promotions of the catalog in use. Lines keep the price they were rung up at; categories are found again by SKU. */
	useCatalog(catalog: CatalogImage): void {
		this.#promotions = catalog.promotions;
		if (!this.isEmpty)
			this.change(this.#lines.map((line) => ({ ...line, category: line.sku === "" ? undefined : catalog.find(line.sku)?.category })));
	}

	/** Equal items at equal prices share a line. Throws Fault QUANTITY_OUT_OF_RANGE, PRICE_OUT_OF_RANGE or BASKET_FULL and changes nothing. */
	addItem(item: CatalogItem): void {
		const { sku, priceMinor, taxRateBasisPoints } = item;
		const lines = this.#lines;
		for (let at = 0; at < lines.length; at++) {
			const line = lines[at]!;
			if (line.unitMinor !== priceMinor || line.sku !== sku || line.taxRateBasisPoints !== taxRateBasisPoints) continue;
			if (line.weightGrams === undefined) return this.changeQuantity(at, 1);
		}
		this.append(sku, item.name, priceMinor, taxRateBasisPoints, item.category);
	}

	/** A piece that its label weighed or priced: a line of its own, as each piece has its own label. Throws as `addItem` does. */
	addLabelled({ item, priceMinor, weightGrams, perKilogramMinor }: LabelledItem): void {
		if (weightGrams === undefined && priceMinor === item.priceMinor) return this.addItem(item);
		if (priceMinor <= 0 || priceMinor > limits.unitPriceMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", String(priceMinor));
		const weight = weightGrams === undefined ? undefined : { weightGrams, perKilogramMinor };
		this.append(item.sku, item.name, priceMinor, item.taxRateBasisPoints, item.category, weight);
	}

	addOpenPrice(name: string, amountMinor: number, taxRateBasisPoints: number): void {
		if (amountMinor <= 0 || amountMinor > limits.unitPriceMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", String(amountMinor));
		this.append("", name, amountMinor, taxRateBasisPoints, undefined);
	}

	/** A line whose quantity comes to zero goes. */
	changeQuantity(index: number, delta: number): void {
		const line = this.#lines[index];
		if (line === undefined) return;
		const quantity = line.quantity + delta;
		if (quantity > limits.quantityMax) throw new Fault("QUANTITY_OUT_OF_RANGE", String(quantity));
		if (quantity <= 0) return this.remove(index);
		const changed = { ...line, quantity, grossMinor: quantity * line.unitMinor };
		const lines = this.#lines.slice();
		lines[index] = changed;
		this.change(lines, this.#units + delta, this.#lineBytes + numberBytes(changed) - numberBytes(line));
		this.#lastIndex = index;
	}

	remove(index: number): void {
		this.change(this.#lines.filter((_, at) => at !== index));
		this.#lastIndex = undefined;
	}

	clear(): void {
		this.change([]);
		this.#lastIndex = undefined;
	}

	/** Hands out the lines and is empty: for parking. */
	take(): PricingLine[] {
		const lines = this.#lines;
		this.clear();
		return lines;
	}

	restore(lines: readonly PricingLine[]): void {
		this.change([...lines]);
		this.#lastIndex = undefined;
	}

	private append(
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
		const lines = this.#lines.slice();
		lines.push(line);
		this.change(lines, this.#units + 1, this.#lineBytes + lineBytes(line));
		this.#lastIndex = lines.length - 1;
	}

	/** A basket that could not be saved as one record, or counted as one amount, never comes to be: the customer has not paid yet. */
	private change(lines: PricingLine[], units = unitsOf(lines), bytesOfLines = bytesOf(lines)): void {
		const promotions = this.#promotions;
		// What the clock says is asked only where a promotion may depend on it.
		const promotion = promotions.length === 0 ? undefined : activePromotion(promotions, this.#time());
		const priced = price(lines, promotion);
		if (priced.totalMinor > limits.totalMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", "total");
		if (lines.length > this.#lines.length) {
			let bytes = saleFixedBytes + priced.taxes.length * taxSplitBytesMax + bytesOfLines;
			for (const discount of priced.discounts) bytes += discountBytes(discount);
			if (bytes > limits.recordPayloadBytesMax) throw new Fault("BASKET_FULL", `${bytes} bytes`);
		}
		this.#lines = lines;
		this.#priced = priced;
		this.#units = units;
		this.#lineBytes = bytesOfLines;
	}
}

function unitsOf(lines: readonly PricingLine[]): number {
	let units = 0;
	for (const line of lines) units += line.quantity;
	return units;
}

function bytesOf(lines: readonly PricingLine[]): number {
	let bytes = 0;
	for (const line of lines) bytes += lineBytes(line);
	return bytes;
}
