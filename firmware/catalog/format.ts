// The bytes of a catalog image: offsets and sizes shared by builder and reader. docs/catalog-format.md is the format
// document. Integers are big-endian, as everything that crosses the wire.
import { limits } from "../core/limits.js";
import { ruleEntry } from "../pricing/rule-entry.js";

/** The formats that this version reads, ascending. */
export const catalogFormats: readonly number[] = [1];
export const catalogFormat = 1;
/** "TMCT". */
export const catalogMagic = 0x544d4354;

/** The first 16 bytes are the same in every format. */
export const head = {
	bytes: 44,
	magic: 0,
	format: 4,
	headBytes: 6,
	imageBytes: 8,
	crc: 12,
	sectionCount: 16,
	sectionEntryBytes: 18,
	version: 20,
	currency: 24,
	decimals: 27,
	country: 28,
	taxMode: 30,
	openPriceTaxClass: 31,
	weightPrefixes: 32,
	dayEndMinutes: 34,
	zoneText: 36,
	zoneBytes: 40,
	conditions: 41,
} as const;

/** Items may have words of search behind their barcodes. */
export const headConditionSearch = 1;

/** One for each section, behind the head. */
export const sectionEntry = { bytes: 12, type: 0, entryBytes: 2, count: 4, offset: 8 } as const;

export const SectionType = {
	texts: 1,
	items: 2,
	codes: 3,
	words: 4,
	favourites: 5,
	categories: 6,
	taxClasses: 7,
	taxRates: 8,
	promotions: 9,
	headerLines: 10,
	zone: 11,
	logo: 12,
	scaleLabels: 13,
	receiptAddress: 14,
	rules: 15,
	ruleLists: 16,
	flags: 17,
	staff: 18,
	campaigns: 19,
	pictures: 20,
	pictureBytes: 21,
} as const;
export type SectionType = (typeof SectionType)[keyof typeof SectionType];

/** A category, a header line, the address of receipts, and how tax classes begin. */
export const namedEntry = { bytes: 8, text: 0, nameBytes: 4 } as const;

/** `rates`: bit n stands for the tax rate at index n. */
export const taxClassEntry = { bytes: 8, text: 0, nameBytes: 4, conditions: 5, rates: 6 } as const;

/** The text of a tax rate is its authority, then its jurisdiction. */
export const taxRateEntry = {
	bytes: 12,
	rate: 0,
	text: 4,
	authorityBytes: 8,
	jurisdictionBytes: 9,
	conditions: 10,
} as const;

/** The text of a promotion is its identifier, then its name. */
export const promotionEntry = {
	bytes: 24,
	text: 0,
	idBytes: 4,
	nameBytes: 5,
	kind: 6,
	conditions: 7,
	category: 8,
	weekdays: 9,
	basisPoints: 10,
	fromSeconds: 12,
	untilSeconds: 16,
	fromMinute: 20,
	untilMinute: 22,
} as const;
export const PromotionKind = {
	percent: 1,
	/** The one entry of an image with pricing rules: readers without them report that they cannot apply it. */
	newer: 255,
} as const;
export const newerPromotionId = "rules of a newer version";
/** The promotion is active in its window only. */
export const promotionConditionWindow = 1;

/**
 * The text of an item is its SKU, its name, then each barcode after a length byte, then its words of search after a
 * length byte, if it has some.
 */
export const itemEntry = {
	bytes: 16,
	text: 0,
	price: 4,
	textBytes: 8,
	skuBytes: 10,
	nameBytes: 11,
	taxClass: 12,
	category: 13,
	barcodeCount: 14,
	conditions: 15,
	/** Behind the entry, in an image with rules that have item sets: where the item's list begins, in three bytes. */
	list: 16,
	listCount: 19,
	listedBytes: 20,
} as const;

/**
 * The item is listed for scale labels that a reader without the section of scale labels would misread: such a reader
 * does not sell it.
 */
export const itemConditionScaleLabel = 1;

/** Sorted by hash, then item. One entry for each SKU and barcode. */
export const codeEntry = { bytes: 8, hash: 0, item: 4 } as const;

/** Sorted by key, then item. One entry for each word of a name. */
export const wordEntry = { bytes: 8, key: 0, item: 6 } as const;
export const wordKeyBytes = 6;

export const favouriteEntry = { bytes: 2, item: 0 } as const;

/** Ascending. From that second on, the stall's clock is that many minutes ahead of UTC. */
export const zoneEntry = { bytes: 8, fromSeconds: 0, offsetMinutes: 4 } as const;

/** Of prefix 2, the label is a UPC-A, that is, an EAN-13 that begins with 02. */
export const scaleLabelEntry = {
	bytes: 8,
	prefix: 0,
	kind: 1,
	itemDigits: 2,
	unreadDigits: 3,
	decimals: 4,
	conditions: 5,
} as const;
export const ScaleLabelKind = { price: 1, weight: 2 } as const;
/** The value of a label is in minor units of the currency, however many decimals that has. */
export const decimalsOfCurrency = 0xff;

/** A person who may sign in. `rights`: bits of `Right`, those of newer versions included. */
export const staffEntry = {
	bytes: 36,
	number: 0,
	rights: 2,
	text: 4,
	nameBytes: 8,
	rounds: 10,
	salt: 12,
	verifier: 20,
} as const;
/** A campaign of coupons, ascending by number; that of number 0 stands for gift vouchers. */
export const campaignEntry = { bytes: 8, text: 0, nameBytes: 4, flags: 5, number: 6 } as const;
/** Its coupons are good at every stall, unless one names its own; otherwise at the stall that each names. */
export const campaignEverywhere = 1;
export const voucherCampaign = 0;

export const saltBytes = 8;
export const verifierBytes = 16;

/**
 * Sorted by the hash of the text. A text that screens and paper draw by a picture, because the fonts lack its
 * characters; `pictureBytes` at `picture` in the section of pictures' bytes.
 */
export const pictureEntry = {
	bytes: 20,
	hash: 0,
	text: 4,
	picture: 8,
	pictureBytes: 12,
	width: 14,
	textBytes: 16,
	conditions: 17,
} as const;
/** It begins at its right. */
export const pictureConditionRightToLeft = 1;

/** No category; of a promotion: all of them. */
export const noCategory = 0xff;

/** By section type: the bytes of an entry that this version reads, and the most entries that the format allows. */
export const sectionBounds: readonly ({ readonly bytes: number; readonly countMax: number } | undefined)[] = [
	undefined,
	{ bytes: 1, countMax: limits.catalogImageBytesMax },
	{ bytes: itemEntry.bytes, countMax: limits.catalogItemsMax },
	{ bytes: codeEntry.bytes, countMax: limits.catalogCodesMax },
	{ bytes: wordEntry.bytes, countMax: limits.catalogItemsMax * limits.catalogWordsPerNameMax },
	{ bytes: favouriteEntry.bytes, countMax: limits.catalogFavouritesMax },
	{ bytes: namedEntry.bytes, countMax: limits.catalogCategoriesMax },
	{ bytes: taxClassEntry.bytes, countMax: limits.catalogTaxClassesMax },
	{ bytes: taxRateEntry.bytes, countMax: limits.taxRatesMax },
	{ bytes: promotionEntry.bytes, countMax: limits.catalogPromotionsMax },
	{ bytes: namedEntry.bytes, countMax: limits.ticketHeaderLinesMax },
	{ bytes: zoneEntry.bytes, countMax: limits.catalogZoneTransitionsMax },
	{ bytes: 1, countMax: limits.logoHeightDotsMax },
	{ bytes: scaleLabelEntry.bytes, countMax: limits.catalogScaleLabelsMax },
	{ bytes: namedEntry.bytes, countMax: 1 },
	{ bytes: ruleEntry.bytes, countMax: limits.catalogRulesMax },
	{ bytes: 1, countMax: limits.catalogRuleListBytesMax },
	{ bytes: namedEntry.bytes, countMax: limits.catalogFlagsMax },
	{ bytes: staffEntry.bytes, countMax: limits.staffMax },
	{ bytes: campaignEntry.bytes, countMax: limits.catalogCampaignsMax },
	{ bytes: pictureEntry.bytes, countMax: limits.catalogPicturesMax },
	{ bytes: 1, countMax: limits.catalogImageBytesMax },
];
