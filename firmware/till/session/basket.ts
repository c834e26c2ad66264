// The customer's goods: lines with quantities, priced on each change. A basket that is not parked is lost in a power
// cut, which is acceptable because nothing has been paid.
import type { CatalogImage } from "../../catalog/image.js";
import type { CatalogItem } from "../../catalog/catalog-item.js";
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { PricingContext, PricingCoupons } from "../../pricing/conditions.js";
import { ruleOfKey, takingFields } from "../../pricing/goods.js";
import { price, type Priced, type PricingLine } from "../../pricing/price.js";
import { saleDiscounts, saleLines } from "../../pricing/record-form.js";
import type { RuleBook } from "../../pricing/rule-book.js";
import { RuleCondition } from "../../pricing/rule-entry.js";
import { isSameRate } from "../../pricing/tax.js";
import {
	type BasketContent,
	type Place,
	type SaleCoupon,
	type SaleDiscount,
	type SaleLine,
	TaxMode,
	type TaxRate,
} from "../../wire/record.js";
import type { LabelledItem } from "./label.js";
import {
	couponBytesMax,
	lineBytes,
	noteBytes,
	numberBytes,
	outcomeBytes,
	saleFixedBytes,
	taxBytes,
} from "./record-size.js";

/** A coupon in a basket: spent with the sale, if its rule took something. */
export interface BasketCoupon {
	/** The campaign's number. */
	readonly campaign: number;
	readonly serial: number;
	/** The campaign's place in the catalog; −1 where the catalog has it no more. */
	readonly index: number;
}

const noCoupons: readonly BasketCoupon[] = [];
const noRates: readonly TaxRate[] = [];

export class Basket implements PricingCoupons {
	#lines: PricingLine[] = [];
	#priced: Priced = price([], TaxMode.inclusive);
	#rules: RuleBook | undefined;
	#catalog: CatalogImage | undefined;
	/** The parked basket that this basket was recalled from. */
	parkedFrom: Place | undefined;
	readonly #context: PricingContext;
	/** Undefined for none, as usual. */
	#coupons: readonly BasketCoupon[] | undefined;
	/** How many of the lines, the last ones, sell gift vouchers. */
	#vouchers = 0;
	#lastIndex: number | undefined;
	/** Counts the baskets, so that what was meant for one does not come to the next. */
	number = 0;
	/** Units and bytes of the lines, updated incrementally, so that scanning into long baskets stays fast. */
	#units = 0;
	#lineBytes = 0;

	constructor(context: PricingContext) {
		this.#context = context;
	}

	get lines(): readonly PricingLine[] {
		return this.#lines;
	}

	get priced(): Priced {
		return this.#priced;
	}

	/** What the catalog's rules took off. */
	get discounts(): readonly SaleDiscount[] {
		return saleDiscounts(this.#lines, this.#priced, this.#rules);
	}

	/** What the catalog's rules charge, as lines of their own. */
	get fees(): readonly SaleLine[] {
		return saleLines([], this.#priced, this.#rules);
	}

	get coupons(): readonly BasketCoupon[] {
		return this.#coupons ?? noCoupons;
	}

	hasCampaign(index: number): boolean {
		return this.#coupons?.some((coupon) => coupon.index === index) ?? false;
	}

	get isEmpty(): boolean {
		return this.#lines.length === 0;
	}

	get units(): number {
		return this.#units;
	}

	/** The places that a record settling this basket closes. */
	get closes(): readonly Place[] {
		return this.parkedFrom ? [this.parkedFrom] : [];
	}

	/** The line that was changed last. */
	get last(): PricingLine | undefined {
		return this.#lastIndex === undefined ? undefined : this.#lines[this.#lastIndex];
	}

	/**
	 * Uses the catalog's pricing rules from now on. Lines keep the price they were rung up at; items are looked up
	 * again by SKU.
	 */
	useCatalog(catalog: CatalogImage): void {
		this.#catalog = catalog;
		this.#rules = catalog.rules;
		this.#coupons = this.#coupons?.map(({ campaign, serial }) => this.couponOf(campaign, serial));
		if (!this.isEmpty) this.change(this.#lines.map((line) => ({ ...line, item: this.itemOf(line.sku)?.index })));
	}

	/**
	 * Equal items at equal prices share a line. Throws Fault QUANTITY_OUT_OF_RANGE, PRICE_OUT_OF_RANGE or BASKET_FULL
	 * without changing anything.
	 */
	addItem(item: CatalogItem): void {
		const { sku, priceMinor, taxRates } = item;
		const lines = this.#lines;
		for (let at = 0; at < lines.length; at++) {
			const line = lines[at]!;
			if (line.unitMinor !== priceMinor || line.sku !== sku || line.taxRates !== taxRates) continue;
			if (line.weightGrams === undefined && line.note === undefined) return this.changeQuantity(at, 1);
		}
		this.append(sku, item.name, priceMinor, taxRates, item.index);
	}

	/**
	 * A piece with a weight or price label gets a separate line, because each piece has its own label. Throws as
	 * `addItem` does.
	 */
	addLabelled({ item, priceMinor, weightGrams, perKilogramMinor }: LabelledItem): void {
		if (weightGrams === undefined && priceMinor === item.priceMinor) return this.addItem(item);
		if (priceMinor <= 0 || priceMinor > limits.unitPriceMinorMax)
			throw new Fault("PRICE_OUT_OF_RANGE", String(priceMinor));
		const weight = weightGrams === undefined ? undefined : { weightGrams, perKilogramMinor };
		this.append(item.sku, item.name, priceMinor, item.taxRates, item.index, weight);
	}

	addOpenPrice(name: string, amountMinor: number, taxRates: readonly TaxRate[]): void {
		if (amountMinor === 0) throw new Fault("PRICE_MISSING");
		if (amountMinor < 0 || amountMinor > limits.unitPriceMinorMax)
			throw new Fault("PRICE_OUT_OF_RANGE", String(amountMinor));
		this.append("", name, amountMinor, taxRates, undefined);
	}

	/** A line that puts an amount on a gift voucher: no goods, and not taxed. Throws as `addItem` does. */
	addVoucher(name: string, voucher: string, amountMinor: number): void {
		if (amountMinor === 0) throw new Fault("AMOUNT_MISSING");
		if (amountMinor > limits.unitPriceMinorMax) throw new Fault("PRICE_OUT_OF_RANGE", String(amountMinor));
		if (this.#lines.length >= limits.basketLinesMax) throw new Fault("BASKET_FULL", "lines");
		const plain = { sku: "", name, quantity: 1, unitMinor: amountMinor, amountMinor };
		const line: PricingLine = { ...plain, taxRates: noRates, item: undefined, voucher };
		const lines = [...this.#lines, line];
		this.#vouchers++;
		try {
			this.change(lines, this.#units + 1, this.#lineBytes + lineBytes(line), true);
		} catch (error) {
			this.#vouchers--;
			throw error;
		}
		this.#lastIndex = lines.length - 1;
	}

	/** Throws as `addItem` does. */
	addCoupon(campaign: number, serial: number): void {
		const before = this.#coupons;
		this.#coupons = [...this.coupons, this.couponOf(campaign, serial)];
		try {
			this.change(this.#lines, this.#units, this.#lineBytes, true);
		} catch (error) {
			this.#coupons = before;
			throw error;
		}
	}

	/** A line whose quantity becomes zero is removed. */
	changeQuantity(index: number, delta: number): void {
		const line = this.#lines[index];
		if (line === undefined) return;
		const quantity = line.quantity + delta;
		if (quantity > limits.quantityMax) throw new Fault("QUANTITY_OUT_OF_RANGE", String(quantity));
		if (quantity <= 0) return this.remove(index);
		const changed = { ...line, quantity, amountMinor: quantity * line.unitMinor };
		const lines = this.#lines.slice();
		lines[index] = changed;
		this.change(lines, this.#units + delta, this.#lineBytes + numberBytes(changed) - numberBytes(line), delta > 0);
		this.#lastIndex = index;
	}

	remove(index: number): void {
		if (this.#lines[index]?.voucher !== undefined) this.#vouchers--;
		this.change(this.#lines.filter((_, at) => at !== index));
		this.#lastIndex = undefined;
	}

	/**
	 * Gives the line a text, by its digest, or takes it away. Further units of the item get a line of their own. Throws
	 * Fault BASKET_FULL.
	 */
	setNote(index: number, note: Uint8Array | undefined): void {
		const line = this.#lines[index];
		if (line === undefined) return;
		const { note: before, ...plain } = line;
		if (note === before) return;
		const lines = this.#lines.slice();
		lines[index] = note ? { ...plain, note } : plain;
		this.change(lines, this.#units, bytesOf(lines), note !== undefined);
	}

	/** Puts a line that was removed back in its place. */
	putBack(index: number, line: PricingLine): void {
		const lines = this.#lines.slice();
		// The catalog may have changed meanwhile.
		lines.splice(index, 0, { ...line, item: this.itemOf(line.sku)?.index });
		if (line.voucher !== undefined) this.#vouchers++;
		this.change(lines);
		this.#lastIndex = index;
	}

	clear(): void {
		this.#coupons = undefined;
		this.#vouchers = 0;
		this.number++;
		this.change([]);
		this.parkedFrom = undefined;
		this.#lastIndex = undefined;
	}

	/** The priced basket in record form, with its taxes as a table. */
	content(currency: string): BasketContent {
		const { taxes, totalMinor } = this.#priced;
		const catalogVersion = this.#catalog?.version ?? 0;
		const coupons = this.#coupons?.map(({ campaign, serial, index }): SaleCoupon => {
			return { campaign, serial, amountMinor: this.takenBy(index) };
		});
		return {
			currency,
			taxMode: this.taxMode,
			lines: saleLines(this.#lines, this.#priced, this.#rules),
			discounts: this.discounts,
			taxes,
			totalMinor,
			catalogVersion,
			...(coupons && { coupons }),
		};
	}

	/** What the rules of a campaign took off. */
	takenBy(campaign: number): number {
		const rules = this.#rules;
		const takings = this.#priced.outcome?.takings;
		if (!rules || !takings || campaign < 0) return 0;
		let minor = 0;
		for (let at = 0; at < takings.length; at += takingFields) {
			rules.read(ruleOfKey(takings[at]!));
			const isOfCampaign = (rules.conditions & RuleCondition.coupon) !== 0 && rules.campaign === campaign;
			if (isOfCampaign) minor += takings[at + 1]!;
		}
		return minor;
	}

	/** Lines keep the price and the taxes they were rung up at. Fees and discounts are computed again. */
	restore(content: BasketContent, parkedFrom: Place | undefined): void {
		const { lines, taxes, coupons } = content;
		this.#coupons = coupons?.map(({ campaign, serial }) => this.couponOf(campaign, serial));
		this.#vouchers = lines.filter(({ voucher }) => voucher !== undefined).length;
		this.change(lines.filter(({ fee }) => fee === undefined).map((line) => this.restoredLine(line, taxes)));
		this.parkedFrom = parkedFrom;
		this.#lastIndex = undefined;
	}

	private restoredLine({ taxes: mask, ...line }: SaleLine, taxes: readonly TaxRate[]): PricingLine {
		const taxRates = taxes.filter((_, at) => ((mask >> at) & 1) === 1);
		const item = this.itemOf(line.sku);
		// Uses the catalog's own array if it is equal, so that further units of the item are added to this line.
		const isSame =
			item?.taxRates.length === taxRates.length &&
			taxRates.every((rate, at) => isSameRate(rate, item.taxRates[at]!));
		return { ...line, taxRates: isSame ? item.taxRates : taxRates, item: item?.index };
	}

	private couponOf(campaign: number, serial: number): BasketCoupon {
		return { campaign, serial, index: this.#catalog?.campaign(campaign)?.index ?? -1 };
	}

	private get taxMode(): TaxMode {
		return this.#catalog?.taxMode === TaxMode.exclusive ? TaxMode.exclusive : TaxMode.inclusive;
	}

	/** Undefined if the catalog in use no longer contains the item or cannot sell it. */
	private itemOf(sku: string): CatalogItem | undefined {
		try {
			return sku === "" ? undefined : this.#catalog?.find(sku);
		} catch (error) {
			if (error instanceof Fault) return undefined;
			throw error;
		}
	}

	private append(
		sku: string,
		name: string,
		unitMinor: number,
		taxRates: readonly TaxRate[],
		item: number | undefined,
		weight?: Required<Pick<SaleLine, "weightGrams" | "perKilogramMinor">>,
	): void {
		if (this.#lines.length >= limits.basketLinesMax) throw new Fault("BASKET_FULL", "lines");
		const plain: PricingLine = { sku, name, quantity: 1, unitMinor, amountMinor: unitMinor, taxRates, item };
		const line = weight ? { ...plain, ...weight } : plain;
		const lines = this.#lines.slice();
		const at = lines.length - this.#vouchers;
		if (this.#vouchers > 0) lines.splice(at, 0, line);
		else lines.push(line);
		this.change(lines, this.#units + 1, this.#lineBytes + lineBytes(line), true);
		this.#lastIndex = at;
	}

	/**
	 * Adding fails if the basket could then not be saved as one record or its total would be out of range; the customer
	 * has not paid yet. A basket recalled from a record is always accepted.
	 */
	private change(lines: PricingLine[], units = unitsOf(lines), bytesOfLines = bytesOf(lines), isMore = false): void {
		const priced = price(lines, this.taxMode, this.#rules, this.#context, this.#vouchers);
		if (isMore) {
			const withTaxes = priced.taxes.reduce((sum, tax) => sum + taxBytes(tax), saleFixedBytes + bytesOfLines);
			let bytes = withTaxes + outcomeBytes(priced.outcome, lines, this.#rules);
			if (this.#coupons !== undefined) bytes += this.#coupons.length * couponBytesMax;
			if (bytes > limits.recordPayloadBytesMax) throw new Fault("BASKET_FULL", `${bytes} bytes`);
		}
		this.#lines = lines;
		this.#priced = priced;
		this.#units = units;
		this.#lineBytes = bytesOfLines;
		if (lines.length === 0) this.#coupons = undefined;
	}
}

function unitsOf(lines: readonly PricingLine[]): number {
	return lines.reduce((sum, line) => sum + line.quantity, 0);
}

function bytesOf(lines: readonly PricingLine[]): number {
	return lines.reduce((sum, line) => sum + lineBytes(line) + noteBytes(line), 0);
}
