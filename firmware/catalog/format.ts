// The bytes of a catalog image: offsets and sizes shared by builder and reader. docs/catalog-format.md is the format document.
// Integers are big-endian, as everything that crosses the wire.

export const catalogFormat = 1;
/** "TMCT". */
export const catalogMagic = 0x544d4354;

export const header = {
	bytes: 96,
	magic: 0,
	format: 4,
	headerBytes: 6,
	imageBytes: 8,
	version: 12,
	currency: 16,
	decimals: 19,
	utcOffsetMinutes: 20,
	taxClassCount: 22,
	promotionCount: 23,
	itemCount: 24,
	codeCount: 26,
	wordCount: 28,
	favouriteCount: 30,
	categoryCount: 31,
	openPriceTaxClass: 32,
	headerLineCount: 33,
	taxClasses: 36,
	promotions: 40,
	categories: 44,
	items: 48,
	codes: 52,
	words: 56,
	favourites: 60,
	headerLines: 64,
	texts: 68,
	logo: 72,
	logoWidthBytes: 76,
	logoHeight: 78,
	weightPrefixes: 80,
	crc: 92,
} as const;

export const taxClassEntry = { bytes: 8, rate: 0, nameBytes: 2, text: 4 } as const;
export const categoryEntry = { bytes: 8, nameBytes: 2, text: 4 } as const;
export const headerLineEntry = { bytes: 8, nameBytes: 2, text: 4 } as const;

export const promotionEntry = {
	bytes: 32,
	kind: 0,
	scope: 1,
	basisPoints: 2,
	fromSeconds: 4,
	untilSeconds: 8,
	weekdays: 12,
	flags: 13,
	fromMinute: 14,
	untilMinute: 16,
	idBytes: 18,
	nameBytes: 19,
	text: 20,
} as const;
export const promotionKindPercent = 1;
export const promotionScopeAll = 0xff;
export const promotionFlagWindow = 1;

/** The text of an item is its SKU, its name, then each barcode after a length byte. */
export const itemEntry = {
	bytes: 16,
	text: 0,
	skuBytes: 4,
	nameBytes: 5,
	taxClass: 6,
	category: 7,
	price: 8,
	flags: 12,
	barcodeCount: 13,
	textBytes: 14,
} as const;

/** Sorted by hash, then item. One entry for each SKU and barcode. */
export const codeEntry = { bytes: 8, hash: 0, item: 4 } as const;

/** Sorted by key, then item. One entry for each word of a name. */
export const wordEntry = { bytes: 8, key: 0, item: 6 } as const;
export const wordKeyBytes = 6;

/** Category 0xff: none. */
export const noCategory = 0xff;
