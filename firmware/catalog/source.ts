// The content that a catalog is built from.
import { shownName as shownWithKey } from "../core/characters.js";
import { limits } from "../core/limits.js";
import type { Zone } from "../core/local-time.js";
import type { TaxRate } from "../wire/record.js";
import type { RuleWindow } from "../pricing/conditions.js";
import type { RuleClass } from "../pricing/rule-entry.js";
import type { RuleValues } from "../pricing/rules/registry.js";

export interface CatalogSourceItem {
	readonly sku: string;
	/** As the books keep it. */
	readonly name: string;
	/** As screens and receipts show it, if that differs. */
	readonly shown?: string;
	/** Empty for none. */
	readonly category: string;
	/** Tax included or before tax, as the catalog's tax mode says. */
	readonly priceMinor: number;
	/** The name of a tax class. */
	readonly taxClass: string;
	readonly barcodes: readonly string[];
	/** Words by which it is found beside those of its name, such as "matcha latte". */
	readonly search?: string;
}

/** A percentage of the basket. The first whose window is open applies; images have pricing rules or these. */
export interface CatalogSourcePromotion {
	readonly id: string;
	readonly name: string;
	/** Sources that were stored before there were other kinds do not name it. */
	readonly kind?: "percent";
	/** 10 % = 1000; 1–10,000. */
	readonly basisPoints: number;
	/** Name of the category that it is limited to; undefined = everything. */
	readonly category: string | undefined;
	/** Undefined = always. */
	readonly window: RuleWindow | undefined;
}

/** Items by SKU, and all items of categories; at least one. */
export interface CatalogSourceItemSet {
	readonly skus?: readonly string[];
	readonly categories?: readonly string[];
}

/** Who a rule is for. */
export interface CatalogSourceCustomer {
	/** Bit i: customers of group i, of eight; every known customer where none is named. */
	readonly groups?: number;
	readonly visitsMin?: number;
	/** Uses for each customer. */
	readonly usesMax?: number;
}

type FeeValues = Extract<RuleValues, { readonly kind: "fee" }>;
/** A fee names its tax class. */
export type CatalogSourceRuleValues =
	| Exclude<RuleValues, FeeValues>
	| (Omit<FeeValues, "taxClass"> & { readonly taxClass: string });

/** docs/pricing.md says what the fields mean. */
export type CatalogSourceRule = CatalogSourceRuleValues & {
	readonly id: string;
	/** As screens and receipts show it. */
	readonly name: string;
	readonly class: keyof typeof RuleClass;
	/** 0–255; lower ones apply first in their class, then by identifier. */
	readonly priority: number;
	/** 1–30: of a group only the first rule that changes the price applies. */
	readonly group?: number;
	readonly isLast?: boolean;
	readonly onFullPriceOnly?: boolean;
	/** Every item where there is none. */
	readonly items: readonly CatalogSourceItemSet[];
	readonly window?: RuleWindow | undefined;
	/** Names of the catalog's flags, all of which must be set. */
	readonly flags?: readonly string[];
	readonly itemSpendMinor?: number;
	readonly basketSpendMinor?: number;
	/** The most that it takes off one sale. */
	readonly mostMinor?: number;
	readonly customer?: CatalogSourceCustomer;
	/** It is shared out among stalls. */
	readonly isAllotted?: boolean;
	/** The name of the campaign whose coupons it needs. */
	readonly campaign?: string;
};

/** Coupons that the host issues. */
export interface CatalogSourceCampaign {
	/** 1–65,535; never used again for another campaign. */
	readonly number: number;
	readonly name: string;
	/** Good at every stall; otherwise each coupon names its stall. */
	readonly isEverywhere: boolean;
}

/** Authority and jurisdiction: empty when left out. */
export type CatalogSourceTaxRate = Pick<TaxRate, "rateMillipercent"> & Partial<TaxRate>;

export interface CatalogSourceTaxClass {
	readonly name: string;
	/** All of them are levied on each item of the class. */
	readonly rates: readonly CatalogSourceTaxRate[];
}

export interface CatalogSourceZone {
	/** IANA name. */
	readonly name: string;
	/** Ascending. The first also applies before its time, the last without end. */
	readonly transitions: Zone;
}

/** One bit a dot, 1 for black, the most significant bit left; rows of `widthBytes`. */
export interface CatalogLogo {
	readonly widthBytes: number;
	readonly height: number;
	readonly rows: Uint8Array;
}

/** A text in characters that no font of a terminal has, drawn by the host. */
export interface CatalogSourcePicture {
	/** As the terminal has it: with "□" for what its fonts lack. */
	readonly text: string;
	/** What it shows, for people. */
	readonly name: string;
	/** Pixels; it is `pictureHeight` high. */
	readonly width: number;
	readonly isRightToLeft: boolean;
	/** Run lengths of sixteen greys (docs/catalog-format.md). */
	readonly bytes: Uint8Array;
}

/** A person who may sign in at terminals. The PIN is not in it. */
export interface CatalogSourcePerson {
	readonly number: number;
	readonly name: string;
	/** Bits of `Right`. */
	readonly rights: number;
	readonly rounds: number;
	/** 8 and 16 bytes. */
	readonly salt: Uint8Array;
	readonly verifier: Uint8Array;
}

export interface CatalogSource {
	/** Grows with every published catalog of a merchant. */
	readonly version: number;
	/** ISO 4217 alphabetic. */
	readonly currency: string;
	/** ISO 3166-1 alpha-2 of the stall; none when left out. */
	readonly country?: string;
	/** One of `TaxMode`; inclusive when left out. */
	readonly taxMode?: number;
	/** The stall's clock, as receipts show it; UTC when left out. */
	readonly zone?: CatalogSourceZone;
	/** Minutes after midnight at which a business day ends; midnight when left out. */
	readonly dayEndMinutes?: number;
	/** Printed at the head of receipts; the first is the merchant's name. */
	readonly headerLines: readonly string[];
	/** Printed above them. */
	readonly logo?: CatalogLogo | undefined;
	/** Where the host shows whether a receipt is genuine, such as "https://example.org"; none when left out. */
	readonly receiptAddress?: string | undefined;
	readonly taxClasses: readonly CatalogSourceTaxClass[];
	/** The tax class of open prices; the first class when left out. */
	readonly openPriceTaxClass?: string;
	/**
	 * Of the prefixes 20 to 29 of in-store codes, those that carry a weight; the others carry a price. None when left
	 * out.
	 */
	readonly weightPrefixes?: readonly number[];
	/** Layouts of scale labels in the notation of `parseScaleLabel`, one for a prefix. None when left out. */
	readonly scaleLabels?: readonly string[];
	/** In order of precedence; none where there are rules. */
	readonly promotions: readonly CatalogSourcePromotion[];
	/** In any order. None when left out, as in sources from before there were rules. */
	readonly rules?: readonly CatalogSourceRule[];
	/** Names of what the host may report to terminals, such as "rain", at most 32. */
	readonly flags?: readonly string[];
	readonly items: readonly CatalogSourceItem[];
	/** SKUs in the order of the grid; the first items when left out. */
	readonly favourites?: readonly string[];
	/** None when left out. */
	readonly campaigns?: readonly CatalogSourceCampaign[];
	/** Gift vouchers are sold and taken. */
	readonly hasVouchers?: boolean;
	/** People who may sign in, in the order of their tiles; nobody has to when left out. */
	readonly staff?: readonly CatalogSourcePerson[] | undefined;
	/** Languages of receipts beside those of terminals, such as "ja", whose words are pictures. None when left out. */
	readonly receiptLanguages?: readonly string[];
	/** Made from the names when an image is built; they are not stored. At most one for a text. */
	readonly pictures?: readonly CatalogSourcePicture[];
}

/**
 * What stands for a person's name that has a picture. The number behind it is no SKU, which stands behind the name of
 * an item.
 */
export function shownPerson({ name, number }: Pick<CatalogSourcePerson, "name" | "number">): string {
	return shownWithKey(name, `•${number}`, limits.staffNameCharactersMax);
}

/** What stands for a header line that has a picture: there may be several of which nothing can be shown. */
export function shownHeaderLine(line: string, index: number): string {
	return shownWithKey(line, `·${index + 1}`, limits.itemNameCharactersMax);
}

export function shownName({ name, shown = name }: Pick<CatalogSourceItem, "name" | "shown">): string {
	return shown;
}

export function taxRate({ rateMillipercent, authority = "", jurisdiction = "" }: CatalogSourceTaxRate): TaxRate {
	return { rateMillipercent, authority, jurisdiction };
}

/** Tells two rates apart. Texts have no control characters. */
export function taxRateKey(rate: CatalogSourceTaxRate): string {
	const { rateMillipercent, authority, jurisdiction } = taxRate(rate);
	return `${rateMillipercent}\n${authority}\n${jurisdiction}`;
}
