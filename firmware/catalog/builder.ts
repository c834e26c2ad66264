// Builds a catalog image from items: on the host, pure and deterministic. docs/catalog-format.md describes the bytes.
import { concat } from "../core/bytes.js";
import { missingCharacter, shownText } from "../core/characters.js";
import { crc32c } from "../core/crc32c.js";
import { findCurrency } from "../core/currencies.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { toUtf8 } from "../core/utf8.js";
import { TaxMode, type TaxRate } from "../wire/record.js";
import * as format from "./format.js";
import { campaignsOf, compileRules, withList } from "./rule-compiler.js";
import { isReadWithout, parseScaleLabel, type ScaleLabel, writeScaleLabel } from "./scale-label.js";
import {
	type CatalogSource,
	type CatalogSourceCampaign,
	type CatalogSourceItem,
	type CatalogSourcePerson,
	type CatalogSourcePicture,
	type CatalogSourceTaxClass,
	type CatalogSourceZone,
	shownHeaderLine,
	shownName,
	shownPerson,
	taxRate,
	taxRateKey,
} from "./source.js";
import { checkCatalog } from "./source-check.js";
import { codeHash, foldWords } from "./text.js";

export type { CatalogLogo, CatalogSource } from "./source.js";

const { head, SectionType } = format;
export const universalTime: CatalogSourceZone = { name: "UTC", transitions: [{ fromSeconds: 0, offsetMinutes: 0 }] };

/** Collects the texts of an image; equal texts are stored once. */
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

/** What the sections are made from. */
interface Content {
	readonly source: CatalogSource;
	/** Ascending by SKU. */
	readonly items: readonly CatalogSourceItem[];
	/** Ascending. */
	readonly categories: readonly string[];
	/** All that occur, ascending by rate, authority, jurisdiction. */
	readonly taxRates: readonly TaxRate[];
	readonly scaleLabels: readonly ScaleLabel[];
	readonly texts: TextPool;
}

interface Section {
	readonly type: number;
	readonly entryBytes: number;
	readonly bytes: Uint8Array;
}

/** Throws Fault CATALOG_INVALID naming the entry, or CATALOG_TOO_LARGE. */
export function buildCatalog(source: CatalogSource): Uint8Array {
	checkCatalog(source);
	const items = [...source.items].sort((a, b) => compare(a.sku, b.sku));
	const content: Content = {
		source,
		items,
		categories: [...new Set(items.map((item) => item.category))].filter((name) => name !== "").sort(),
		taxRates: distinctRates(source.taxClasses),
		scaleLabels: scaleLabelsOf(source),
		texts: new TextPool(),
	};
	const zone = source.zone ?? universalTime;
	const zoneName = toUtf8(zone.name);
	const zoneText = content.texts.add(zoneName);
	const sections = makeSections(content, zone);
	const view = makeHead(source, sections.length);
	view.setUint32(head.zoneText, zoneText);
	view.setUint8(head.zoneBytes, zoneName.length);
	const image = concat(new Uint8Array(view.buffer), ...sections.map(({ bytes }) => bytes));
	if (image.length > limits.catalogImageBytesMax)
		throw new Fault("CATALOG_TOO_LARGE", sizeProblem(image.length, source.pictures ?? []));
	sealHead(new DataView(image.buffer), sections);
	return image;
}

const namesToShorten = 3;

/** Names the longest names that are pictures, if there are some: shorter ones make the image smaller. */
function sizeProblem(imageBytes: number, pictures: readonly CatalogSourcePicture[]): string {
	const problem = `${imageBytes} of ${limits.catalogImageBytesMax} bytes`;
	if (pictures.length === 0) return problem;
	const pictureBytes = pictures.reduce((sum, { bytes }) => sum + bytes.length, 0);
	const longest = [...pictures].sort((a, b) => b.bytes.length - a.bytes.length).slice(0, namesToShorten);
	const names = longest.map(({ name }) => `"${name}"`).join(", ");
	return `${problem}, ${pictureBytes} of them pictures of ${pictures.length} names: shorten names such as ${names}`;
}

function makeHead(source: CatalogSource, sectionCount: number): DataView {
	const view = new DataView(new ArrayBuffer(head.bytes + sectionCount * format.sectionEntry.bytes));
	view.setUint32(head.magic, format.catalogMagic);
	view.setUint16(head.format, format.catalogFormat);
	view.setUint16(head.headBytes, head.bytes);
	view.setUint16(head.sectionCount, sectionCount);
	view.setUint16(head.sectionEntryBytes, format.sectionEntry.bytes);
	view.setUint32(head.version, source.version);
	for (let i = 0; i < 3; i++) view.setUint8(head.currency + i, source.currency.charCodeAt(i));
	view.setUint8(head.decimals, findCurrency(source.currency)!.decimals);
	const country = source.country ?? "";
	for (let i = 0; i < country.length; i++) view.setUint8(head.country + i, country.charCodeAt(i));
	view.setUint8(head.taxMode, source.taxMode ?? TaxMode.inclusive);
	const openPrice = source.taxClasses.findIndex((tax) => tax.name === source.openPriceTaxClass);
	view.setUint8(head.openPriceTaxClass, Math.max(openPrice, 0));
	const weightPrefixes = [
		...(source.weightPrefixes ?? []),
		// Readers without layouts know these by the prefix alone.
		...scaleLabelsOf(source)
			.filter((label) => label.prefix >= 20 && label.kind === format.ScaleLabelKind.weight)
			.map(({ prefix }) => prefix),
	];
	view.setUint16(
		head.weightPrefixes,
		weightPrefixes.reduce((bits, prefix) => bits | (1 << (prefix - 20)), 0),
	);
	view.setUint16(head.dayEndMinutes, source.dayEndMinutes ?? 0);
	if (source.items.some(({ search }) => search)) view.setUint8(head.conditions, format.headConditionSearch);
	return view;
}

/** Fills in the directory, the image's length and the checksum of it all. */
function sealHead(view: DataView, sections: readonly Section[]): void {
	const directoryEnd = head.bytes + sections.length * format.sectionEntry.bytes;
	let offset = directoryEnd;
	sections.forEach(({ type, entryBytes, bytes }, index) => {
		const at = head.bytes + index * format.sectionEntry.bytes;
		view.setUint16(at + format.sectionEntry.type, type);
		view.setUint16(at + format.sectionEntry.entryBytes, entryBytes);
		view.setUint32(at + format.sectionEntry.count, bytes.length / entryBytes);
		view.setUint32(at + format.sectionEntry.offset, offset);
		offset += bytes.length;
	});
	view.setUint32(head.imageBytes, view.byteLength);
	const bytes = new Uint8Array(view.buffer);
	view.setUint32(head.crc, crc32c(bytes, crc32c(bytes, 0, 0, head.crc), head.crc + 4, directoryEnd));
}

/** The sections that have entries. Texts come last, because the others add to them. */
function makeSections(content: Content, zone: CatalogSourceZone): Section[] {
	const { source, items, categories, taxRates, scaleLabels, texts } = content;
	const named = (name: string): Uint8Array => entryOf(format.namedEntry.bytes, (view) => putName(view, name, texts));
	const section = (type: number, entryBytes: number, entries: readonly Uint8Array[]): Section => ({
		type,
		entryBytes,
		bytes: concat(...entries),
	});
	const itemEntries = items.map((item) => itemBytes(item, content));
	const rules = compileRules(source, items, (text) => texts.add(text));
	const isListed = rules.lists.length > 0;
	const sections = [
		section(
			SectionType.items,
			isListed ? format.itemEntry.listedBytes : format.itemEntry.bytes,
			isListed ? itemEntries.map((entry, index) => withList(entry, rules.listOf[index]!)) : itemEntries,
		),
		section(SectionType.codes, format.codeEntry.bytes, codeIndex(items)),
		section(SectionType.words, format.wordEntry.bytes, wordIndex(items)),
		section(SectionType.favourites, format.favouriteEntry.bytes, favouriteEntries(content)),
		section(SectionType.categories, format.namedEntry.bytes, categories.map(shortCategory).map(named)),
		section(
			SectionType.taxClasses,
			format.taxClassEntry.bytes,
			source.taxClasses.map((tax) => taxClassBytes(tax, content)),
		),
		section(
			SectionType.taxRates,
			format.taxRateEntry.bytes,
			taxRates.map((rate) => taxRateBytes(rate, texts)),
		),
		promotionSection(content),
		section(
			SectionType.headerLines,
			format.namedEntry.bytes,
			source.headerLines.map((line, index) => named(pictured(source, shownHeaderLine(line, index)) ?? line)),
		),
		section(
			SectionType.receiptAddress,
			format.namedEntry.bytes,
			source.receiptAddress ? [named(source.receiptAddress)] : [],
		),
		section(SectionType.zone, format.zoneEntry.bytes, zone.transitions.map(zoneBytes)),
		section(
			SectionType.scaleLabels,
			format.scaleLabelEntry.bytes,
			scaleLabels.map((label) => entryOf(format.scaleLabelEntry.bytes, (view) => writeScaleLabel(label, view))),
		),
		section(SectionType.rules, rules.entryBytes, rules.entries),
		section(SectionType.ruleLists, 1, [rules.lists]),
		section(SectionType.flags, format.namedEntry.bytes, (source.flags ?? []).map(named)),
		section(
			SectionType.staff,
			format.staffEntry.bytes,
			(source.staff ?? []).map((person) => personBytes(person, content)),
		),
		section(
			SectionType.campaigns,
			format.campaignEntry.bytes,
			campaignsOf(source).map((campaign) => campaignBytes(campaign, texts)),
		),
		...pictureSections(source.pictures ?? [], texts),
		...(source.logo === undefined
			? []
			: [{ type: SectionType.logo, entryBytes: source.logo.widthBytes, bytes: source.logo.rows }]),
	];
	return [...sections, { type: SectionType.texts, entryBytes: 1, bytes: texts.bytes() }].filter(
		({ bytes }) => bytes.length > 0,
	);
}

function favouriteEntries({ source, items }: Content): Uint8Array[] {
	const favourites = source.favourites ?? source.items.slice(0, limits.catalogFavouritesMax).map((item) => item.sku);
	const indexOf = new Map(items.map((item, index) => [item.sku, index]));
	return favourites.map((sku) =>
		entryOf(format.favouriteEntry.bytes, (view) => view.setUint16(format.favouriteEntry.item, indexOf.get(sku)!)),
	);
}

function entryOf(bytes: number, fill: (view: DataView) => void): Uint8Array {
	const view = new DataView(new ArrayBuffer(bytes));
	fill(view);
	return new Uint8Array(view.buffer);
}

/** The text by which a picture is found; undefined where there is no picture of it. */
function pictured({ pictures = [] }: CatalogSource, shown: string): string | undefined {
	return pictures.some(({ text }) => text === shown) ? shown : undefined;
}

function personBytes(person: CatalogSourcePerson, { source, texts }: Content): Uint8Array {
	const { staffEntry } = format;
	return entryOf(staffEntry.bytes, (view) => {
		const name = toUtf8(pictured(source, shownPerson(person)) ?? shownText(person.name));
		view.setUint16(staffEntry.number, person.number);
		view.setUint16(staffEntry.rights, person.rights);
		view.setUint32(staffEntry.text, texts.add(name));
		view.setUint8(staffEntry.nameBytes, name.length);
		view.setUint16(staffEntry.rounds, person.rounds);
		const bytes = new Uint8Array(view.buffer);
		bytes.set(person.salt, staffEntry.salt);
		bytes.set(person.verifier, staffEntry.verifier);
	});
}

function campaignBytes({ number, name, isEverywhere }: CatalogSourceCampaign, texts: TextPool): Uint8Array {
	const { campaignEntry } = format;
	return entryOf(campaignEntry.bytes, (view) => {
		const text = toUtf8(shownText(name));
		view.setUint32(campaignEntry.text, texts.add(text));
		view.setUint8(campaignEntry.nameBytes, text.length);
		view.setUint8(campaignEntry.flags, isEverywhere ? format.campaignEverywhere : 0);
		view.setUint16(campaignEntry.number, number);
	});
}

/** The index, sorted by hash, and the bytes behind one another. */
function pictureSections(pictures: readonly CatalogSourcePicture[], texts: TextPool): Section[] {
	const { pictureEntry } = format;
	const keyed = pictures.map((picture) => ({ picture, text: toUtf8(picture.text) }));
	keyed.sort((a, b) => codeHash(a.text) - codeHash(b.text) || compare(a.picture.text, b.picture.text));
	let offset = 0;
	const entries = keyed.map(({ picture, text }) =>
		entryOf(pictureEntry.bytes, (view) => {
			view.setUint32(pictureEntry.hash, codeHash(text));
			view.setUint32(pictureEntry.text, texts.add(text));
			view.setUint32(pictureEntry.picture, offset);
			view.setUint16(pictureEntry.pictureBytes, picture.bytes.length);
			view.setUint16(pictureEntry.width, picture.width);
			view.setUint8(pictureEntry.textBytes, text.length);
			if (picture.isRightToLeft) view.setUint8(pictureEntry.conditions, format.pictureConditionRightToLeft);
			offset += picture.bytes.length;
		}),
	);
	return [
		{ type: SectionType.pictures, entryBytes: pictureEntry.bytes, bytes: concat(...entries) },
		{ type: SectionType.pictureBytes, entryBytes: 1, bytes: concat(...keyed.map(({ picture }) => picture.bytes)) },
	];
}

function putName(view: DataView, name: string, texts: TextPool): void {
	const text = toUtf8(shownText(name));
	view.setUint32(format.namedEntry.text, texts.add(text));
	view.setUint8(format.namedEntry.nameBytes, text.length);
}

/** An item names its category by index, so that two that are cut to the same text stay apart. */
function shortCategory(name: string): string {
	return [...name].slice(0, limits.itemNameCharactersMax).join("");
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function distinctRates(classes: readonly CatalogSourceTaxClass[]): TaxRate[] {
	const byKey = new Map(classes.flatMap(({ rates }) => rates.map((rate) => [taxRateKey(rate), taxRate(rate)])));
	return [...byKey.values()].sort(
		(a, b) =>
			a.rateMillipercent - b.rateMillipercent ||
			compare(a.authority, b.authority) ||
			compare(a.jurisdiction, b.jurisdiction),
	);
}

function taxRateBytes(rate: TaxRate, texts: TextPool): Uint8Array {
	const authority = toUtf8(rate.authority);
	const jurisdiction = toUtf8(rate.jurisdiction);
	return entryOf(format.taxRateEntry.bytes, (view) => {
		view.setUint32(format.taxRateEntry.rate, rate.rateMillipercent);
		view.setUint32(format.taxRateEntry.text, texts.add(concat(authority, jurisdiction)));
		view.setUint8(format.taxRateEntry.authorityBytes, authority.length);
		view.setUint8(format.taxRateEntry.jurisdictionBytes, jurisdiction.length);
	});
}

function taxClassBytes({ name, rates }: CatalogSourceTaxClass, { taxRates, texts }: Content): Uint8Array {
	const keys = taxRates.map(taxRateKey);
	return entryOf(format.taxClassEntry.bytes, (view) => {
		putName(view, name, texts);
		view.setUint16(
			format.taxClassEntry.rates,
			rates.reduce((bits, rate) => bits | (1 << keys.indexOf(taxRateKey(rate))), 0),
		);
	});
}

function zoneBytes({ fromSeconds, offsetMinutes }: CatalogSourceZone["transitions"][number]): Uint8Array {
	return entryOf(format.zoneEntry.bytes, (view) => {
		view.setUint32(format.zoneEntry.fromSeconds, fromSeconds);
		view.setInt16(format.zoneEntry.offsetMinutes, offsetMinutes);
	});
}

function scaleLabelsOf({ scaleLabels = [] }: CatalogSource): ScaleLabel[] {
	return scaleLabels.map((text) => parseScaleLabel(text)!).sort((a, b) => a.prefix - b.prefix);
}

/** Whether a reader without layouts would misread labels of an item that has these codes. */
function needsLayout(codes: readonly string[], labels: readonly ScaleLabel[]): boolean {
	return labels.some(
		(label) =>
			!isReadWithout(label) &&
			codes.some((code) => code.length === 2 + label.itemDigits && code.startsWith(String(label.prefix))),
	);
}

function itemBytes(item: CatalogSourceItem, { source, categories, scaleLabels, texts }: Content): Uint8Array {
	const sku = toUtf8(item.sku);
	const name = toUtf8(shownName(item));
	const barcodes = item.barcodes.map(toUtf8);
	const search = toUtf8(item.search ?? "");
	const parts = search.length > 0 ? [...barcodes, search] : barcodes;
	const text = concat(sku, name, ...parts.flatMap((part) => [Uint8Array.of(part.length), part]));
	return entryOf(format.itemEntry.bytes, (view) => {
		view.setUint32(format.itemEntry.text, texts.add(text));
		view.setUint32(format.itemEntry.price, item.priceMinor);
		view.setUint16(format.itemEntry.textBytes, text.length);
		view.setUint8(format.itemEntry.skuBytes, sku.length);
		view.setUint8(format.itemEntry.nameBytes, name.length);
		view.setUint8(
			format.itemEntry.taxClass,
			source.taxClasses.findIndex((tax) => tax.name === item.taxClass),
		);
		view.setUint8(
			format.itemEntry.category,
			item.category === "" ? format.noCategory : categories.indexOf(item.category),
		);
		view.setUint8(format.itemEntry.barcodeCount, barcodes.length);
		if (needsLayout([item.sku, ...item.barcodes], scaleLabels))
			view.setUint8(format.itemEntry.conditions, format.itemConditionScaleLabel);
	});
}

/** Readers without pricing rules know by one entry that there are some. */
function promotionSection({ source, categories, texts }: Content): Section {
	const { promotionEntry, PromotionKind } = format;
	const hasRules = (source.rules ?? []).length > 0;
	const promotions = hasRules
		? [{ id: format.newerPromotionId, name: "", basisPoints: 0, category: undefined, window: undefined }]
		: source.promotions;
	const entries = promotions.map(({ id, name, basisPoints, category, window }) => {
		const idText = toUtf8(id);
		const nameText = toUtf8(shownText(name));
		return entryOf(promotionEntry.bytes, (view) => {
			view.setUint32(promotionEntry.text, texts.add(concat(idText, nameText)));
			view.setUint8(promotionEntry.idBytes, idText.length);
			view.setUint8(promotionEntry.nameBytes, nameText.length);
			view.setUint8(promotionEntry.kind, hasRules ? PromotionKind.newer : PromotionKind.percent);
			view.setUint8(
				promotionEntry.category,
				category === undefined ? format.noCategory : categories.indexOf(category),
			);
			view.setUint16(promotionEntry.basisPoints, basisPoints);
			if (window === undefined) return;
			view.setUint8(promotionEntry.conditions, format.promotionConditionWindow);
			view.setUint8(promotionEntry.weekdays, window.weekdays);
			view.setUint32(promotionEntry.fromSeconds, window.fromSeconds);
			view.setUint32(promotionEntry.untilSeconds, window.untilSeconds);
			view.setUint16(promotionEntry.fromMinute, window.fromMinute);
			view.setUint16(promotionEntry.untilMinute, window.untilMinute);
		});
	});
	return { type: SectionType.promotions, entryBytes: promotionEntry.bytes, bytes: concat(...entries) };
}

function codeIndex(items: readonly CatalogSourceItem[]): Uint8Array[] {
	const codes = items.flatMap((item, index) =>
		[...new Set([item.sku, ...item.barcodes])].map((code) => ({ hash: codeHash(toUtf8(code)), item: index })),
	);
	codes.sort((a, b) => a.hash - b.hash || a.item - b.item);
	return codes.map(({ hash, item }) =>
		entryOf(format.codeEntry.bytes, (view) => {
			view.setUint32(format.codeEntry.hash, hash);
			view.setUint16(format.codeEntry.item, item);
		}),
	);
}

/** Those of search come after those of the name, and before the sign that stands for what cannot be shown. */
function indexedWords(item: CatalogSourceItem): string[] {
	const words = [...foldWords(shownName(item)), ...foldWords(item.search ?? "")];
	const others = words.filter((word) => word !== missingCharacter);
	return [...new Set([...others, ...words])].slice(0, limits.catalogWordsPerNameMax);
}

function wordIndex(items: readonly CatalogSourceItem[]): Uint8Array[] {
	const entries = items.flatMap((item, index) =>
		indexedWords(item).map((word) => {
			const entry = new Uint8Array(format.wordEntry.bytes);
			entry.set(toUtf8(word).subarray(0, format.wordKeyBytes));
			entry[format.wordEntry.item] = index >> 8;
			entry[format.wordEntry.item + 1] = index & 0xff;
			return entry;
		}),
	);
	return entries.sort((a, b) => {
		for (let i = 0; i < format.wordEntry.bytes; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
		return 0;
	});
}
