// Items to a catalog image: host side, pure and deterministic. docs/catalog-format.md says what the bytes are.
import { concat } from "../core/bytes.js";
import { crc32c } from "../core/crc32c.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { currencies } from "../core/money.js";
import { toUtf8 } from "../core/utf8.js";
import type { PromotionWindow } from "./catalog-item.js";
import {
	catalogFormat,
	catalogMagic,
	categoryEntry,
	codeEntry,
	header,
	headerLineEntry,
	itemEntry,
	noCategory,
	promotionEntry,
	promotionFlagWindow,
	promotionKindPercent,
	promotionScopeAll,
	taxClassEntry,
	wordEntry,
	wordKeyBytes,
} from "./format.js";
import { checkCatalog } from "./source-check.js";
import { codeHash, foldWords } from "./text.js";

export interface CatalogSourceItem {
	readonly sku: string;
	readonly name: string;
	/** Empty for none. */
	readonly category: string;
	/** Tax included. */
	readonly priceMinor: number;
	/** The name of a tax class. */
	readonly taxClass: string;
	readonly barcodes: readonly string[];
}

export interface CatalogSourcePromotion {
	readonly id: string;
	readonly name: string;
	readonly basisPoints: number;
	readonly category: string | undefined;
	readonly window: PromotionWindow | undefined;
}

/** One bit a dot, 1 for black, the most significant bit left; rows of `widthBytes`. */
export interface CatalogLogo {
	readonly widthBytes: number;
	readonly height: number;
	readonly rows: Uint8Array;
}

export interface CatalogSource {
	/** Grows with every published catalog of a merchant. */
	readonly version: number;
	readonly currency: string;
	/** The stall's wall clock against UTC, as receipts show it. */
	readonly utcOffsetMinutes: number;
	/** Printed at the head of receipts; the first is the merchant's name. */
	readonly headerLines: readonly string[];
	/** Printed above them. */
	readonly logo?: CatalogLogo | undefined;
	readonly taxClasses: readonly { readonly name: string; readonly rateBasisPoints: number }[];
	/** The tax class of open prices; the first class when left out. */
	readonly openPriceTaxClass?: string;
	/** Of the prefixes 20 to 29 of in-store codes, those that carry a weight; the others carry a price. None when left out. */
	readonly weightPrefixes?: readonly number[];
	/** In order of precedence. */
	readonly promotions: readonly CatalogSourcePromotion[];
	readonly items: readonly CatalogSourceItem[];
	/** SKUs in the order of the grid; the first items when left out. */
	readonly favourites?: readonly string[];
}

/** The texts of an image, one after another; the same text is stored once. */
class TextPool {
	readonly #parts: Uint8Array[] = [];
	readonly #offsets = new Map<string, number>();
	#bytes = 0;

	add(part: Uint8Array): number {
		const key = part.join();
		const known = this.#offsets.get(key);
		if (known !== undefined) return known;
		const offset = this.#bytes;
		this.#offsets.set(key, offset);
		this.#parts.push(part);
		this.#bytes += part.length;
		return offset;
	}

	bytes(): Uint8Array {
		return concat(...this.#parts);
	}
}

/** Throws Fault CATALOG_INVALID naming the entry, or CATALOG_TOO_LARGE. */
export function buildCatalog(source: CatalogSource): Uint8Array {
	checkCatalog(source);
	const items = [...source.items].sort((a, b) => (a.sku < b.sku ? -1 : a.sku > b.sku ? 1 : 0));
	const categories = [...new Set(items.map((item) => item.category))].filter((name) => name !== "").sort();
	const favourites = source.favourites ?? source.items.slice(0, limits.catalogFavouritesMax).map((item) => item.sku);
	const indexOf = new Map(items.map((item, index) => [item.sku, index]));
	const texts = new TextPool();

	const named = (name: string, bytes: number, fill: (view: DataView) => void = () => {}): Uint8Array => {
		const view = new DataView(new ArrayBuffer(bytes));
		const text = toUtf8(name);
		view.setUint8(2, text.length);
		view.setUint32(4, texts.add(text));
		fill(view);
		return new Uint8Array(view.buffer);
	};
	const sections = [
		concat(
			...source.taxClasses.map((tax) =>
				named(tax.name, taxClassEntry.bytes, (view) => view.setUint16(taxClassEntry.rate, tax.rateBasisPoints)),
			),
		),
		concat(...source.promotions.map((promotion) => promotionBytes(promotion, categories, texts))),
		concat(...categories.map((name) => named(name, categoryEntry.bytes))),
		concat(...items.map((item) => itemBytes(item, source, categories, texts))),
		codeIndex(items),
		wordIndex(items),
		Uint8Array.from(favourites.flatMap((sku) => [indexOf.get(sku)! >> 8, indexOf.get(sku)! & 0xff])),
		concat(...source.headerLines.map((line) => named(line, headerLineEntry.bytes))),
	];
	sections.push(texts.bytes());

	const head = new DataView(new ArrayBuffer(header.bytes));
	head.setUint32(header.magic, catalogMagic);
	head.setUint16(header.format, catalogFormat);
	head.setUint16(header.headerBytes, header.bytes);
	head.setUint32(header.version, source.version);
	for (let i = 0; i < 3; i++) head.setUint8(header.currency + i, source.currency.charCodeAt(i));
	head.setUint8(header.decimals, currencies[source.currency]!.decimals);
	head.setInt16(header.utcOffsetMinutes, source.utcOffsetMinutes);
	head.setUint8(header.taxClassCount, source.taxClasses.length);
	head.setUint8(header.promotionCount, source.promotions.length);
	head.setUint16(header.itemCount, items.length);
	head.setUint16(header.codeCount, sections[4]!.length / codeEntry.bytes);
	head.setUint16(header.wordCount, sections[5]!.length / wordEntry.bytes);
	head.setUint8(header.favouriteCount, favourites.length);
	head.setUint8(header.categoryCount, categories.length);
	const openPrice = source.taxClasses.findIndex((tax) => tax.name === source.openPriceTaxClass);
	head.setUint8(header.openPriceTaxClass, Math.max(openPrice, 0));
	head.setUint8(header.headerLineCount, source.headerLines.length);
	head.setUint16(
		header.weightPrefixes,
		(source.weightPrefixes ?? []).reduce((bits, prefix) => bits | (1 << (prefix - 20)), 0),
	);
	let offset: number = header.bytes;
	sections.forEach((section, index) => {
		head.setUint32(header.taxClasses + 4 * index, offset);
		offset += section.length;
	});
	if (source.logo !== undefined) {
		head.setUint32(header.logo, offset);
		head.setUint16(header.logoWidthBytes, source.logo.widthBytes);
		head.setUint16(header.logoHeight, source.logo.height);
		sections.push(source.logo.rows);
		offset += source.logo.rows.length;
	}
	if (offset > limits.catalogImageBytesMax) throw new Fault("CATALOG_TOO_LARGE", `${offset} of ${limits.catalogImageBytesMax} bytes`);
	head.setUint32(header.imageBytes, offset);
	const headBytes = new Uint8Array(head.buffer);
	head.setUint32(header.crc, crc32c(headBytes, 0, 0, header.crc));
	return concat(headBytes, ...sections);
}

function itemBytes(item: CatalogSourceItem, source: CatalogSource, categories: readonly string[], texts: TextPool): Uint8Array {
	const view = new DataView(new ArrayBuffer(itemEntry.bytes));
	const sku = toUtf8(item.sku);
	const name = toUtf8(item.name);
	const barcodes = item.barcodes.map(toUtf8);
	const text = concat(sku, name, ...barcodes.flatMap((code) => [Uint8Array.of(code.length), code]));
	view.setUint32(itemEntry.text, texts.add(text));
	view.setUint8(itemEntry.skuBytes, sku.length);
	view.setUint8(itemEntry.nameBytes, name.length);
	view.setUint8(
		itemEntry.taxClass,
		source.taxClasses.findIndex((tax) => tax.name === item.taxClass),
	);
	view.setUint8(itemEntry.category, item.category === "" ? noCategory : categories.indexOf(item.category));
	view.setUint32(itemEntry.price, item.priceMinor);
	view.setUint8(itemEntry.barcodeCount, barcodes.length);
	view.setUint16(itemEntry.textBytes, text.length);
	return new Uint8Array(view.buffer);
}

function promotionBytes(promotion: CatalogSourcePromotion, categories: readonly string[], texts: TextPool): Uint8Array {
	const view = new DataView(new ArrayBuffer(promotionEntry.bytes));
	const id = toUtf8(promotion.id);
	const name = toUtf8(promotion.name);
	view.setUint8(promotionEntry.kind, promotionKindPercent);
	view.setUint8(promotionEntry.scope, promotion.category === undefined ? promotionScopeAll : categories.indexOf(promotion.category));
	view.setUint16(promotionEntry.basisPoints, promotion.basisPoints);
	if (promotion.window !== undefined) {
		view.setUint8(promotionEntry.flags, promotionFlagWindow);
		view.setUint32(promotionEntry.fromSeconds, promotion.window.fromSeconds);
		view.setUint32(promotionEntry.untilSeconds, promotion.window.untilSeconds);
		view.setUint8(promotionEntry.weekdays, promotion.window.weekdays);
		view.setUint16(promotionEntry.fromMinute, promotion.window.fromMinute);
		view.setUint16(promotionEntry.untilMinute, promotion.window.untilMinute);
	}
	view.setUint8(promotionEntry.idBytes, id.length);
	view.setUint8(promotionEntry.nameBytes, name.length);
	view.setUint32(promotionEntry.text, texts.add(concat(id, name)));
	return new Uint8Array(view.buffer);
}

function codeIndex(items: readonly CatalogSourceItem[]): Uint8Array {
	const entries: { hash: number; item: number }[] = [];
	items.forEach((item, index) => {
		for (const code of new Set([item.sku, ...item.barcodes])) entries.push({ hash: codeHash(toUtf8(code)), item: index });
	});
	entries.sort((a, b) => a.hash - b.hash || a.item - b.item);
	const view = new DataView(new ArrayBuffer(entries.length * codeEntry.bytes));
	entries.forEach((entry, index) => {
		view.setUint32(index * codeEntry.bytes + codeEntry.hash, entry.hash);
		view.setUint16(index * codeEntry.bytes + codeEntry.item, entry.item);
	});
	return new Uint8Array(view.buffer);
}

function wordIndex(items: readonly CatalogSourceItem[]): Uint8Array {
	const entries = items.flatMap((item, index) =>
		[...new Set(foldWords(item.name).slice(0, limits.catalogWordsPerNameMax))].map((word) => {
			const entry = new Uint8Array(wordEntry.bytes);
			entry.set(toUtf8(word).subarray(0, wordKeyBytes));
			entry[wordEntry.item] = index >> 8;
			entry[wordEntry.item + 1] = index & 0xff;
			return entry;
		}),
	);
	entries.sort((a, b) => {
		for (let i = 0; i < wordEntry.bytes; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
		return 0;
	});
	return concat(...entries);
}
