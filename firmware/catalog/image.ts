// A catalog image read where it lies: binary searches with small reads, nothing indexed in memory but tax rates and promotions.
import { crc32c } from "../core/crc32c.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { currencies, type Currency } from "../core/money.js";
import { fromUtf8, toUtf8 } from "../core/utf8.js";
import type { Picture } from "../core/ticket.js";
import type { CatalogItem, CatalogPromotion } from "./catalog-item.js";
import * as format from "./format.js";
import { codeHash, foldWords } from "./text.js";

/** Where an image lies: a slot in flash, or bytes in memory on the host. */
export interface ImageSource {
	readonly sizeBytes: number;
	/** Fills `into` from `offset`. */
	read(offset: number, into: Uint8Array): void;
}

const { header, itemEntry, promotionEntry } = format;
/** SKU, name in UTF-8 and barcodes with their length bytes. */
const itemTextBytesMax =
	limits.skuCharactersMax + 4 * limits.itemNameCharactersMax + limits.barcodesPerItemMax * (limits.barcodeCharactersMax + 1);
/** A search looks at no more index entries than this: the first letters of a large catalog match a great deal. */
const searchEntriesMax = 96;

export class CatalogImage {
	readonly version: number;
	readonly currency: Currency;
	readonly utcOffsetMinutes: number;
	readonly itemCount: number;
	readonly favouriteCount: number;
	readonly promotions: readonly CatalogPromotion[];
	/** The tax rate of open prices. */
	readonly openPriceTaxRateBasisPoints: number;
	/** Bit n: in-store codes that begin with 2n carry a weight in grams; the others carry a price in minor units. */
	readonly weightPrefixes: number;
	/** Printed at the head of receipts; the first is the merchant's name. */
	readonly headerLines: readonly string[];
	readonly #source: ImageSource;
	readonly #header: DataView;
	readonly #taxRates: readonly number[];
	readonly #entry = new Uint8Array(format.codeEntry.bytes);
	readonly #entryView = new DataView(this.#entry.buffer);

	/** Checks the header and every section's bounds. Throws Fault CATALOG_UNREADABLE. */
	constructor(options: { readonly source: ImageSource }) {
		this.#source = options.source;
		this.#header = new DataView(this.#read(0, header.bytes).buffer);
		const head = this.#header;
		if (head.getUint32(header.magic) !== format.catalogMagic) throw new Fault("CATALOG_UNREADABLE", "no catalog");
		if (head.getUint16(header.format) !== format.catalogFormat || head.getUint16(header.headerBytes) !== header.bytes)
			throw new Fault("CATALOG_UNREADABLE", `format ${head.getUint16(header.format)}`);
		if (head.getUint32(header.crc) !== crc32c(new Uint8Array(head.buffer), 0, 0, header.crc))
			throw new Fault("CATALOG_UNREADABLE", "header checksum");
		this.version = head.getUint32(header.version);
		this.utcOffsetMinutes = head.getInt16(header.utcOffsetMinutes);
		this.itemCount = head.getUint16(header.itemCount);
		this.favouriteCount = head.getUint8(header.favouriteCount);
		this.weightPrefixes = head.getUint16(header.weightPrefixes);
		let code = "";
		for (let i = 0; i < 3; i++) code += String.fromCharCode(head.getUint8(header.currency + i));
		const currency = currencies[code];
		if (currency === undefined) throw new Fault("CATALOG_UNREADABLE", `currency ${code}`);
		this.currency = currency;
		this.checkSections();
		this.#taxRates = this.list(header.taxClasses, head.getUint8(header.taxClassCount), format.taxClassEntry.bytes, (entry) =>
			entry.getUint16(format.taxClassEntry.rate),
		);
		const openPriceRate = this.#taxRates[head.getUint8(header.openPriceTaxClass)];
		if (openPriceRate === undefined) throw new Fault("CATALOG_UNREADABLE", "open price tax class");
		this.openPriceTaxRateBasisPoints = openPriceRate;
		this.headerLines = this.list(header.headerLines, head.getUint8(header.headerLineCount), format.headerLineEntry.bytes, (entry) =>
			this.text(entry.getUint32(format.headerLineEntry.text), entry.getUint8(format.headerLineEntry.nameBytes)),
		);
		// Kinds of promotions that a newer host invented are passed over.
		this.promotions = this.list(header.promotions, head.getUint8(header.promotionCount), promotionEntry.bytes, (entry) =>
			entry.getUint8(promotionEntry.kind) === format.promotionKindPercent ? this.promotion(entry) : undefined,
		).filter((promotion) => promotion !== undefined);
	}

	/** The item with this barcode or SKU. A UPC-A code and the EAN-13 it equals (GS1 General Specifications: a leading zero) are one. */
	find(code: string): CatalogItem | undefined {
		if (code.length === 0 || code.length > limits.barcodeCharactersMax) return undefined;
		const found = this.findExact(code);
		if (found !== undefined) return found;
		if (/^[0-9]{12}$/.test(code)) return this.findExact(`0${code}`);
		return /^0[0-9]{12}$/.test(code) ? this.findExact(code.slice(1)) : undefined;
	}

	/** Printed above the header lines. */
	get logo(): Picture | undefined {
		const offset = this.#header.getUint32(header.logo);
		const widthBytes = this.#header.getUint16(header.logoWidthBytes);
		const height = this.#header.getUint16(header.logoHeight);
		if (offset === 0) return undefined;
		return { widthBytes, height, rows: (top, count) => this.#read(offset + top * widthBytes, count * widthBytes) };
	}

	item(index: number): CatalogItem | undefined {
		return this.#item(index, undefined);
	}

	/** Item at `position` of the favourites grid. */
	favourite(position: number): CatalogItem | undefined {
		if (position < 0 || position >= this.favouriteCount) return undefined;
		const bytes = this.#read(this.#header.getUint32(header.favourites) + 2 * position, 2);
		return this.item((bytes[0]! << 8) | bytes[1]!);
	}

	/** Items whose names have, for each word of `query`, a word that begins so; at most `countMax`. */
	search(query: string, countMax: number = limits.searchResultsMax): CatalogItem[] {
		const words = foldWords(query).sort((a, b) => b.length - a.length);
		const first = words[0];
		if (first === undefined) return [];
		const key = toUtf8(first).subarray(0, format.wordKeyBytes);
		const count = this.#header.getUint16(header.wordCount);
		const isBefore = (entry: Uint8Array): boolean => {
			for (let i = 0; i < key.length; i++) if (entry[i] !== key[i]) return entry[i]! < key[i]!;
			return false;
		};
		const base = this.#header.getUint32(header.words);
		const start = this.lowerBound(base, count, isBefore);
		const results: CatalogItem[] = [];
		for (let i = start; i < count && i < start + searchEntriesMax && results.length < countMax; i++) {
			this.#source.read(base + i * format.wordEntry.bytes, this.#entry);
			if (!key.every((byte, k) => this.#entry[k] === byte)) break;
			const item = this.item(this.#entryView.getUint16(format.wordEntry.item));
			if (item === undefined || results.some((known) => known.index === item.index)) continue;
			const names = foldWords(item.name);
			if (words.every((word) => names.some((name) => name.startsWith(word)))) results.push(item);
		}
		return results;
	}

	private findExact(code: string): CatalogItem | undefined {
		const bytes = toUtf8(code);
		const hash = codeHash(bytes);
		const view = this.#entryView;
		const base = this.#header.getUint32(header.codes);
		const count = this.#header.getUint16(header.codeCount);
		for (let i = this.lowerBound(base, count, () => view.getUint32(0) < hash); i < count; i++) {
			this.#source.read(base + i * format.codeEntry.bytes, this.#entry);
			if (view.getUint32(format.codeEntry.hash) !== hash) break;
			const item = this.#item(view.getUint16(format.codeEntry.item), code);
			if (item !== undefined) return item;
		}
		return undefined;
	}

	/** The first of `count` eight-byte entries that is not before what is sought. */
	private lowerBound(base: number, count: number, isBefore: (entry: Uint8Array) => boolean): number {
		let low = 0;
		let high = count;
		while (low < high) {
			const middle = (low + high) >> 1;
			this.#source.read(base + middle * this.#entry.length, this.#entry);
			if (isBefore(this.#entry)) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** The item at `index`; undefined when `code` is given and is neither its SKU nor one of its barcodes. */
	#item(index: number, code: string | undefined): CatalogItem | undefined {
		if (index < 0 || index >= this.itemCount) return undefined;
		const bytes = this.#read(this.#header.getUint32(header.items) + index * itemEntry.bytes, itemEntry.bytes);
		const entry = new DataView(bytes.buffer);
		const textBytes = entry.getUint16(itemEntry.textBytes);
		const skuEnd = entry.getUint8(itemEntry.skuBytes);
		const nameEnd = skuEnd + entry.getUint8(itemEntry.nameBytes);
		const rate = this.#taxRates[entry.getUint8(itemEntry.taxClass)];
		const priceMinor = entry.getUint32(itemEntry.price);
		if (textBytes > itemTextBytesMax || nameEnd > textBytes || rate === undefined || priceMinor > limits.unitPriceMinorMax)
			throw new Fault("CATALOG_UNREADABLE", `item ${index}`);
		const text = this.#read(this.#header.getUint32(header.texts) + entry.getUint32(itemEntry.text), textBytes);
		const sku = textOf(text.subarray(0, skuEnd));
		if (code !== undefined && code !== sku && !hasBarcode(text, nameEnd, code)) return undefined;
		const category = entry.getUint8(itemEntry.category);
		return {
			index,
			sku,
			name: textOf(text.subarray(skuEnd, nameEnd)),
			priceMinor,
			taxRateBasisPoints: rate,
			category: category === format.noCategory ? undefined : category,
		};
	}

	private promotion(entry: DataView): CatalogPromotion {
		const scope = entry.getUint8(promotionEntry.scope);
		const idBytes = entry.getUint8(promotionEntry.idBytes);
		const text = entry.getUint32(promotionEntry.text);
		return {
			id: this.text(text, idBytes),
			name: this.text(text + idBytes, entry.getUint8(promotionEntry.nameBytes)),
			basisPoints: entry.getUint16(promotionEntry.basisPoints),
			category: scope === format.promotionScopeAll ? undefined : scope,
			window:
				(entry.getUint8(promotionEntry.flags) & format.promotionFlagWindow) === 0
					? undefined
					: {
							fromSeconds: entry.getUint32(promotionEntry.fromSeconds),
							untilSeconds: entry.getUint32(promotionEntry.untilSeconds),
							weekdays: entry.getUint8(promotionEntry.weekdays),
							fromMinute: entry.getUint16(promotionEntry.fromMinute),
							untilMinute: entry.getUint16(promotionEntry.untilMinute),
						},
		};
	}

	private checkSections(): void {
		const head = this.#header;
		const imageBytes = head.getUint32(header.imageBytes);
		const counted: readonly (readonly [number, number])[] = [
			[header.taxClasses, head.getUint8(header.taxClassCount) * format.taxClassEntry.bytes],
			[header.promotions, head.getUint8(header.promotionCount) * promotionEntry.bytes],
			[header.categories, head.getUint8(header.categoryCount) * format.categoryEntry.bytes],
			[header.items, this.itemCount * itemEntry.bytes],
			[header.codes, head.getUint16(header.codeCount) * format.codeEntry.bytes],
			[header.words, head.getUint16(header.wordCount) * format.wordEntry.bytes],
			[header.favourites, this.favouriteCount * 2],
			[header.headerLines, head.getUint8(header.headerLineCount) * format.headerLineEntry.bytes],
			[header.texts, 0],
			[header.logo, head.getUint16(header.logoWidthBytes) * head.getUint16(header.logoHeight)],
		];
		const isWhole = imageBytes <= this.#source.sizeBytes && counted.every(([at, bytes]) => head.getUint32(at) + bytes <= imageBytes);
		const isLogoPrintable =
			head.getUint32(header.logo) === 0 ||
			(isWithin(head.getUint16(header.logoWidthBytes), limits.logoWidthDotsMax / 8) &&
				isWithin(head.getUint16(header.logoHeight), limits.logoHeightDotsMax));
		if (!isWhole || !isLogoPrintable) throw new Fault("CATALOG_UNREADABLE", "sections");
	}

	private list<T>(at: number, count: number, bytes: number, read: (entry: DataView) => T): T[] {
		const base = this.#header.getUint32(at);
		return Array.from({ length: count }, (_, index) => read(new DataView(this.#read(base + index * bytes, bytes).buffer)));
	}

	private text(offset: number, length: number): string {
		const bytes = this.#read(this.#header.getUint32(header.texts) + offset, length);
		return textOf(bytes);
	}

	#read(offset: number, length: number): Uint8Array<ArrayBuffer> {
		if (offset + length > this.#source.sizeBytes) throw new Fault("CATALOG_UNREADABLE", `offset ${offset}`);
		const bytes = new Uint8Array(length);
		this.#source.read(offset, bytes);
		return bytes;
	}
}

function isWithin(value: number, max: number): boolean {
	return value >= 1 && value <= max;
}

/** Barcodes follow the name, each after its length. */
function hasBarcode(text: Uint8Array, start: number, code: string): boolean {
	for (let at = start; at < text.length; at += 1 + text[at]!) {
		const end = at + 1 + text[at]!;
		if (end <= text.length && text[at] === code.length && textOf(text.subarray(at + 1, end)) === code) return true;
	}
	return false;
}

/** A flipped bit costs a name, not the sale. */
function textOf(bytes: Uint8Array): string {
	return fromUtf8(bytes) ?? "?";
}
