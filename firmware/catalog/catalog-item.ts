// What a catalog holds, decoded.

/** As `pricing` has it; declared here too because a catalog may not import pricing. */
export interface PromotionWindow {
	readonly fromSeconds: number;
	readonly untilSeconds: number;
	readonly weekdays: number;
	readonly fromMinute: number;
	readonly untilMinute: number;
}

export interface CatalogPromotion {
	readonly id: string;
	readonly name: string;
	readonly basisPoints: number;
	/** Category index; undefined = everything. */
	readonly category: number | undefined;
	/** In the stall's local time; undefined = always. */
	readonly window: PromotionWindow | undefined;
}

export interface CatalogItem {
	/** Position in the image: valid for this version of the catalog only. */
	readonly index: number;
	readonly sku: string;
	readonly name: string;
	readonly priceMinor: number;
	readonly taxRateBasisPoints: number;
	/** Category index; undefined for none. */
	readonly category: number | undefined;
}
