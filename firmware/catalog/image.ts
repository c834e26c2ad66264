// Reads a catalog image in place: binary searches with small reads. Only tax rates are held in memory.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Zone } from "../core/local-time.js";
import { type Currency, findCurrency } from "../core/currencies.js";
import { otherPadding, otherSpellings } from "../core/gtin.js";
import { toUtf8 } from "../core/utf8.js";
import type { Picture } from "../core/ticket.js";
import type { TaxRate } from "../wire/record.js";
import { type Campaign, findCampaign } from "./campaign.js";
import type { CatalogEntry, CatalogItem } from "./catalog-item.js";
import {
	codeEntry,
	favouriteEntry,
	head,
	headConditionSearch,
	itemConditionScaleLabel,
	itemEntry,
	namedEntry,
	noCategory,
	SectionType,
	voucherCampaign,
	wordEntry,
	wordKeyBytes,
	zoneEntry,
} from "./format.js";
import { NamePictures } from "./name-pictures.js";
import { RuleTable } from "./rule-table.js";
import { readTaxClasses, Unapplied } from "./rules.js";
import { type Person, readPerson, rightsOf } from "./staff.js";
import { findScaleLabel, type ScaleLabel } from "./scale-label.js";
import { type ImageSource, Sections, textOf } from "./sections.js";
import type { CatalogTerms } from "./terms.js";
import { codeHash, foldWords } from "./text.js";

/** SKU, name in UTF-8 and barcodes with their length bytes. */
const itemTextBytesMax =
	limits.skuCharactersMax +
	4 * limits.itemNameCharactersMax +
	limits.barcodesPerItemMax * (limits.barcodeCharactersMax + 1) +
	4 * limits.catalogSearchCharactersMax +
	1;
/** Most index entries that one search reads: the first letters of a query match many entries of a large catalog. */
const searchEntriesMax = 96;
const universalTime: Zone = [];

export class CatalogImage {
	readonly format: number;
	readonly version: number;
	readonly currency: Currency;
	/** ISO 3166-1 alpha-2; empty for none. */
	readonly country: string;
	/** One of `TaxMode`, or of a newer version. */
	readonly taxMode: number;
	/** Undefined where there is none that this version can apply. */
	readonly rules: RuleTable | undefined;
	/**
	 * Names of the rules that this version cannot apply; pricing rules by their identifier. No rule is applied in part.
	 */
	readonly unapplied: readonly string[];
	/** Bit n: in-store codes that begin with 2n carry a weight in grams; the others carry a price in minor units. */
	readonly weightPrefixes: number;
	/** Minutes after midnight at which a business day ends, by the stall's clock. */
	readonly dayEndMinutes: number;
	/** Printed at the head of receipts; the first is the merchant's name. */
	readonly headerLines: readonly string[];
	/** Where receipts can be checked; empty for none. */
	readonly receiptAddress: string;
	readonly #sections: Sections;
	/** By class; undefined where this version cannot compute that tax. */
	readonly #taxClasses: readonly (readonly TaxRate[] | undefined)[];
	readonly #openPriceTaxClass: number;
	readonly #hasSearchWords: boolean;
	readonly #entry = new Uint8Array(codeEntry.bytes);
	readonly #entryView = new DataView(this.#entry.buffer);
	/** The last answer of `zoneAt`, and from when until when it is valid, in seconds: consecutive times rarely jump. */
	#zone: Zone = universalTime;
	#zoneFrom = 0;
	#zoneUntil = 0;

	/** Checks the head and every section's bounds. Throws Fault CATALOG_UNREADABLE. */
	constructor(options: { readonly source: ImageSource }) {
		const view = Sections.readHead(options.source);
		const sections = new Sections(options.source, view);
		this.#sections = sections;
		this.format = view.getUint16(head.format);
		this.version = view.getUint32(head.version);
		this.currency = readCurrency(view);
		this.country = readCountry(view);
		this.taxMode = view.getUint8(head.taxMode);
		this.weightPrefixes = view.getUint16(head.weightPrefixes);
		this.dayEndMinutes = view.getUint16(head.dayEndMinutes);
		this.#hasSearchWords = (view.getUint8(head.conditions) & headConditionSearch) !== 0;
		this.#openPriceTaxClass = view.getUint8(head.openPriceTaxClass);
		const unapplied = new Unapplied(this.taxMode);
		this.#taxClasses = readTaxClasses(sections, unapplied);
		this.rules = RuleTable.open(sections, this.#taxClasses, unapplied, this.#entry);
		this.unapplied = unapplied.rules;
		this.headerLines = readNames(sections, SectionType.headerLines);
		this.receiptAddress = readNames(sections, SectionType.receiptAddress)[0] ?? "";
	}

	/** What may change between shifts only. */
	get terms(): CatalogTerms {
		return { currency: this.currency.code, country: this.country, taxMode: this.taxMode };
	}

	/** All rates of its classes; a rate of several classes is listed once for each. */
	get taxRates(): readonly TaxRate[] {
		return this.#taxClasses.flatMap((rates) => rates ?? []);
	}

	get itemCount(): number {
		return this.#sections.count(SectionType.items);
	}

	get favouriteCount(): number {
		return this.#sections.count(SectionType.favourites);
	}

	/** Campaigns of coupons, gift vouchers included as one. */
	get campaignCount(): number {
		return this.#sections.count(SectionType.campaigns);
	}

	/** The campaign of this number. */
	campaign(number: number): Campaign | undefined {
		return findCampaign(this.#sections, number);
	}

	/** Whether gift vouchers are sold and taken here. */
	get hasVouchers(): boolean {
		return this.campaignCount > 0 && this.campaign(voucherCampaign) !== undefined;
	}

	/** Of what the host may report, in the order of the bits of rules. */
	get flagNames(): readonly string[] {
		return readNames(this.#sections, SectionType.flags);
	}

	/** People who may sign in; 0 where nobody has to. */
	get staffCount(): number {
		return this.#sections.count(SectionType.staff);
	}

	/** `index` is below `staffCount`. Throws Fault CATALOG_UNREADABLE. */
	person(index: number): Person {
		return readPerson(this.#sections, index);
	}

	/** Bits of `Right`; 0 for a number that nobody has. */
	rightsOf(staff: number): number {
		return rightsOf(this.#sections, staff);
	}

	/** Throws Fault CATALOG_UNREADABLE where this version cannot compute their tax. */
	get openPriceTaxRates(): readonly TaxRate[] {
		const rates = this.#taxClasses[this.#openPriceTaxClass];
		if (rates === undefined) throw new Fault("CATALOG_UNREADABLE", "tax class of open prices");
		return rates;
	}

	/** IANA name of the stall's time zone. */
	get zoneName(): string {
		const view = Sections.readHead(this.#sections.source);
		return this.#sections.text(view.getUint32(head.zoneText), view.getUint8(head.zoneBytes));
	}

	/**
	 * The stall's time zone as it is at that time, for the functions of `core/local-time`: the whole table stays in
	 * flash.
	 */
	zoneAt(wallMs: number): Zone {
		const seconds = Math.floor(wallMs / 1_000);
		if (seconds < this.#zoneFrom || seconds >= this.#zoneUntil) this.findZone(seconds);
		return this.#zone;
	}

	/**
	 * The item with this barcode or SKU. Throws Fault CATALOG_UNREADABLE where this version cannot sell it, or its
	 * bytes are invalid.
	 */
	find(code: string): CatalogItem | undefined {
		return sellable(this.findEntry(code));
	}

	/** The item at `index`. Throws as `find` does. */
	item(index: number): CatalogItem | undefined {
		return sellable(this.readEntry(index, undefined));
	}

	/**
	 * `find` without the check that the item can be sold. The code is looked up as it stands, then in the other
	 * spellings of its article number, then without its add-on.
	 */
	findEntry(code: string): CatalogEntry | undefined {
		if (code.length === 0 || code.length > limits.barcodeCharactersMax) return undefined;
		return this.findExact(code) ?? this.findSpelled(code);
	}

	/** The layout of scale labels that begin with this prefix, "02" or "20" to "29"; undefined where none is set. */
	scaleLabel(prefix: string): ScaleLabel | undefined {
		return findScaleLabel(this.#sections, Number(prefix));
	}

	/** Printed above the header lines. */
	get logo(): Picture | undefined {
		const sections = this.#sections;
		const height = sections.count(SectionType.logo);
		if (height === 0) return undefined;
		return {
			widthBytes: sections.stride(SectionType.logo),
			height,
			rows: (top, count) => sections.rows(top, count),
		};
	}

	/** Pictures of texts in characters that no font has; undefined where there are none. */
	get pictures(): NamePictures | undefined {
		return this.#sections.count(SectionType.pictures) === 0 ? undefined : new NamePictures(this.#sections);
	}

	/** Item at `position` of the favourites grid; undefined where there is none, or none that can be read. */
	favourite(position: number): CatalogEntry | undefined {
		if (position < 0 || position >= this.favouriteCount) return undefined;
		return this.listed(
			this.#sections.entry(SectionType.favourites, position, favouriteEntry.bytes).getUint16(favouriteEntry.item),
		);
	}

	/**
	 * Items that have, in their names or words of search, for each word of `query` a word that begins with it; at most
	 * `countMax`.
	 */
	search(query: string, countMax: number = limits.searchResultsMax): CatalogEntry[] {
		const words = foldWords(query).sort((a, b) => b.length - a.length);
		const first = words[0];
		if (first === undefined) return [];
		const key = toUtf8(first).subarray(0, wordKeyBytes);
		const isBefore = (entry: Uint8Array): boolean => {
			for (let i = 0; i < key.length; i++) if (entry[i] !== key[i]) return entry[i]! < key[i]!;
			return false;
		};
		const sections = this.#sections;
		const start = this.lowerBound(SectionType.words, isBefore);
		const end = Math.min(sections.count(SectionType.words), start + searchEntriesMax);
		const results: CatalogEntry[] = [];
		for (let i = start; i < end && results.length < countMax; i++) {
			sections.source.read(sections.at(SectionType.words, i), this.#entry);
			if (!key.every((byte, k) => this.#entry[k] === byte)) break;
			const item = this.listed(this.#entryView.getUint16(wordEntry.item));
			if (item === undefined || results.some((known) => known.index === item.index)) continue;
			if (this.isFound(item, words)) results.push(item);
		}
		return results;
	}

	private isFound({ index, name }: CatalogEntry, words: readonly string[]): boolean {
		let names = foldWords(name);
		const isNamed = (word: string): boolean => names.some((each) => each.startsWith(word));
		if (words.every(isNamed)) return true;
		if (!this.#hasSearchWords) return false;
		names = names.concat(foldWords(this.searchWords(index)));
		return words.every(isNamed);
	}

	/** Behind the barcodes. */
	private searchWords(index: number): string {
		const sections = this.#sections;
		const entry = sections.entry(SectionType.items, index, itemEntry.bytes);
		const textBytes = Math.min(entry.getUint16(itemEntry.textBytes), itemTextBytesMax);
		const text = sections.textBytes(entry.getUint32(itemEntry.text), textBytes);
		let at = entry.getUint8(itemEntry.skuBytes) + entry.getUint8(itemEntry.nameBytes);
		for (let left = entry.getUint8(itemEntry.barcodeCount); left > 0 && at < textBytes; left--) at += 1 + text[at]!;
		const end = at + 1 + (text[at] ?? 0);
		return end <= textBytes ? textOf(text, at + 1, end) : "";
	}

	private findSpelled(code: string): CatalogEntry | undefined {
		// Most scans that get here differ by a zero in front, and need not wait for all the other spellings.
		const padded = otherPadding(code);
		const likely = padded === undefined ? undefined : this.findExact(padded);
		if (likely !== undefined) return likely;
		for (const spelling of otherSpellings(code)) {
			const found = this.findExact(spelling);
			if (found !== undefined) return found;
		}
		return undefined;
	}

	private findExact(code: string): CatalogEntry | undefined {
		const hash = codeHash(toUtf8(code));
		const view = this.#entryView;
		const { source } = this.#sections;
		const base = this.#sections.at(SectionType.codes, 0);
		const stride = this.#sections.stride(SectionType.codes);
		const count = this.#sections.count(SectionType.codes);
		let low = 0;
		// The same as `lowerBound`, inlined because every scan runs it.
		for (let high = count; low < high;) {
			const middle = (low + high) >> 1;
			source.read(base + middle * stride, this.#entry);
			if (view.getUint32(codeEntry.hash) < hash) low = middle + 1;
			else high = middle;
		}
		for (; low < count; low++) {
			source.read(base + low * stride, this.#entry);
			if (view.getUint32(codeEntry.hash) !== hash) break;
			const item = this.readEntry(view.getUint16(codeEntry.item), code);
			if (item !== undefined) return item;
		}
		return undefined;
	}

	/**
	 * The first entry that is not before the one sought, among entries that are compared by their first eight bytes.
	 */
	private lowerBound(type: SectionType, isBefore: (entry: Uint8Array) => boolean): number {
		const { source } = this.#sections;
		const base = this.#sections.at(type, 0);
		const stride = this.#sections.stride(type);
		const entry = this.#entry;
		let low = 0;
		let high = this.#sections.count(type);
		while (low < high) {
			const middle = (low + high) >> 1;
			source.read(base + middle * stride, entry);
			if (isBefore(entry)) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	private findZone(seconds: number): void {
		const sections = this.#sections;
		const view = this.#entryView;
		const after = this.lowerBound(SectionType.zone, () => view.getUint32(zoneEntry.fromSeconds) <= seconds);
		const count = sections.count(SectionType.zone);
		const fromSeconds = (index: number): number =>
			sections.entry(SectionType.zone, index, zoneEntry.bytes).getUint32(zoneEntry.fromSeconds);
		this.#zoneFrom = after > 0 ? fromSeconds(after - 1) : Number.NEGATIVE_INFINITY;
		this.#zoneUntil = after < count ? fromSeconds(after) : Number.POSITIVE_INFINITY;
		if (count === 0) return;
		const entry = sections.entry(SectionType.zone, Math.max(after - 1, 0), zoneEntry.bytes);
		this.#zone = [
			{
				fromSeconds: entry.getUint32(zoneEntry.fromSeconds),
				offsetMinutes: entry.getInt16(zoneEntry.offsetMinutes),
			},
		];
	}

	/** A damaged item is left out of a list; the rest of the list is shown. */
	private listed(index: number): CatalogEntry | undefined {
		try {
			return this.readEntry(index, undefined);
		} catch (error) {
			if (error instanceof Fault) return undefined;
			throw error;
		}
	}

	/**
	 * The item at `index`; undefined when `code` is given and is neither its SKU nor one of its barcodes. Throws
	 * Fault CATALOG_UNREADABLE.
	 */
	private readEntry(index: number, code: string | undefined): CatalogEntry | undefined {
		const sections = this.#sections;
		if (index < 0 || index >= sections.count(SectionType.items)) return undefined;
		const bytes = new Uint8Array(itemEntry.bytes);
		sections.source.read(sections.at(SectionType.items, index), bytes);
		const entry = new DataView(bytes.buffer);
		const skuEnd = bytes[itemEntry.skuBytes]!;
		const nameEnd = skuEnd + bytes[itemEntry.nameBytes]!;
		// Text after the barcodes belongs to a newer version; it is not read where it is long.
		let textBytes = entry.getUint16(itemEntry.textBytes);
		if (textBytes > itemTextBytesMax) textBytes = itemTextBytesMax;
		const priceMinor = entry.getUint32(itemEntry.price);
		if (nameEnd > textBytes) throw new Fault("CATALOG_UNREADABLE", `item ${index}`);
		const text = sections.textBytes(entry.getUint32(itemEntry.text), textBytes);
		const sku = textOf(text, 0, skuEnd);
		if (code !== undefined && code !== sku && !hasBarcode(text, nameEnd, bytes[itemEntry.barcodeCount]!, code))
			return undefined;
		const category = bytes[itemEntry.category]!;
		return {
			index,
			sku,
			name: textOf(text, skuEnd, nameEnd),
			priceMinor,
			// One condition is known, so that more than it is of a newer version.
			taxRates:
				bytes[itemEntry.conditions]! <= itemConditionScaleLabel
					? this.#taxClasses[bytes[itemEntry.taxClass]!]
					: undefined,
			category: category === noCategory ? undefined : category,
		};
	}
}

/** An item with a tax or condition that this version does not know is refused, not sold without it. */
function sellable(entry: CatalogEntry | undefined): CatalogItem | undefined {
	if (entry !== undefined && entry.taxRates === undefined)
		throw new Fault("CATALOG_UNREADABLE", `item ${entry.index} is of a newer version`);
	return entry as CatalogItem | undefined;
}

/** An image whose currency has other decimals than ours is refused: its prices would be wrong by a factor of ten. */
function readCurrency(view: DataView): Currency {
	const code = letters(view, head.currency, 3);
	const currency = findCurrency(code);
	if (currency?.decimals !== view.getUint8(head.decimals)) throw new Fault("CATALOG_UNREADABLE", `currency ${code}`);
	return currency;
}

function readCountry(view: DataView): string {
	return view.getUint16(head.country) === 0 ? "" : letters(view, head.country, 2);
}

function letters(view: DataView, at: number, count: number): string {
	let text = "";
	for (let i = 0; i < count; i++) {
		const code = view.getUint8(at + i);
		if (code < 0x41 || code > 0x5a) throw new Fault("CATALOG_UNREADABLE", "letters");
		text += String.fromCharCode(code);
	}
	return text;
}

function readNames(sections: Sections, type: SectionType): string[] {
	return Array.from({ length: sections.count(type) }, (_, index) => {
		const entry = sections.entry(type, index, namedEntry.bytes);
		return sections.text(entry.getUint32(namedEntry.text), entry.getUint8(namedEntry.nameBytes));
	});
}

/** Barcodes follow the name, each after its length. */
function hasBarcode(text: Uint8Array, start: number, count: number, code: string): boolean {
	let at = start;
	for (let i = 0; i < count && at < text.length; i++) {
		const end = at + 1 + text[at]!;
		if (end <= text.length && text[at] === code.length && textOf(text, at + 1, end) === code) return true;
		at = end;
	}
	return false;
}
