// A catalog as a newer version may build it in format 1, with every extensible part extended. Made from an image of
// this version by the format document alone.
import { buildCatalog, type CatalogSource } from "../../../firmware/catalog/builder.js";
import { concat } from "../../../firmware/core/bytes.js";
import { crc32c } from "../../../firmware/core/crc32c.js";
import { toUtf8 } from "../../../firmware/core/utf8.js";

export const nextTaxMode = 7;
export const nextPromotion = { id: "BUY-3-PAY-2", name: "Three for two", kind: 77 };
export const nextTaxClass = "sugar levy";

const headBytes = 44;
const directoryEntryBytes = 12;
const type = { texts: 1, items: 2, taxClasses: 7, taxRates: 8, promotions: 9, logo: 12 };
/** Parts unknown to a reader of this version. */
const filling = 0xc3;

interface Section {
	readonly type: number;
	readonly entryBytes: number;
	readonly entries: readonly Uint8Array[];
}

export interface NextOptions {
	/** SKU of an item with a condition of sale that this version does not know. */
	readonly conditional?: string;
	/** SKU of an item of a tax class that this version cannot take. */
	readonly levied?: string;
	readonly taxMode?: number;
}

export function buildNextCatalog(source: CatalogSource, options: NextOptions = {}): Uint8Array {
	const image = buildCatalog(source);
	const sections = readSections(image);
	const texts = new Texts(sections.find((section) => section.type === type.texts)!.entries);
	const grown = sections.map((section) => grow(changed(section, image, texts, options)));
	const unknown = { type: 900, entryBytes: 6, entries: [toUtf8("shelf1"), toUtf8("shelf2")] };
	const all = [
		unknown,
		...grown.filter((section) => section.type !== type.texts),
		texts.section(),
		{ ...unknown, type: 65_535 },
	];
	return write(image, all, options.taxMode ?? nextTaxMode);
}

function readSections(image: Uint8Array): Section[] {
	const view = new DataView(image.buffer);
	return Array.from({ length: view.getUint16(16) }, (_, index) => {
		const at = headBytes + index * directoryEntryBytes;
		const [entryBytes, count, offset] = [view.getUint16(at + 2), view.getUint32(at + 4), view.getUint32(at + 8)];
		const entries = Array.from({ length: count }, (__, entry) =>
			image.slice(offset + entry * entryBytes, offset + (entry + 1) * entryBytes),
		);
		return { type: view.getUint16(at), entryBytes, entries };
	});
}

class Texts {
	#bytes: Uint8Array;

	constructor(entries: readonly Uint8Array[]) {
		this.#bytes = concat(...entries);
	}

	get(offset: number, length: number): Uint8Array {
		return this.#bytes.slice(offset, offset + length);
	}

	add(text: Uint8Array): number {
		const offset = this.#bytes.length;
		this.#bytes = concat(this.#bytes, text);
		return offset;
	}

	section(): Section {
		return { type: type.texts, entryBytes: 1, entries: [this.#bytes] };
	}
}

/** Entries with values of a newer version. */
function changed(section: Section, image: Uint8Array, texts: Texts, options: NextOptions): Section {
	const { entries } = section;
	switch (section.type) {
		case type.items: {
			const classes = readSections(image).find((other) => other.type === type.taxClasses)!.entries.length;
			return { ...section, entries: entries.map((entry) => changedItem(entry, texts, options, classes)) };
		}
		case type.taxRates:
			return { ...section, entries: [...entries, leviedRate(texts)] };
		case type.taxClasses: {
			const rates = readSections(image).find((other) => other.type === type.taxRates)!.entries.length;
			return { ...section, entries: [...entries, leviedClass(texts, rates)] };
		}
		case type.promotions:
			return { ...section, entries: [unknownPromotion(texts), ...entries] };
		default:
			return section;
	}
}

/** Allergens follow the barcodes. */
function changedItem(
	entry: Uint8Array,
	texts: Texts,
	{ conditional, levied }: NextOptions,
	leviedTaxClass: number,
): Uint8Array {
	const item = entry.slice();
	const view = new DataView(item.buffer);
	const text = texts.get(view.getUint32(0), view.getUint16(8));
	const longer = concat(text, toUtf8("Gluten, Ei"));
	const sku = String.fromCharCode(...text.subarray(0, item[10]));
	view.setUint32(0, texts.add(longer));
	view.setUint16(8, longer.length);
	if (sku === levied) item[12] = leviedTaxClass;
	if (sku === conditional) item[15] = 0x40;
	return item;
}

/** A levy per litre, which is not a rate in thousandths of a percent. */
function leviedRate(texts: Texts): Uint8Array {
	const rate = new DataView(new ArrayBuffer(12));
	rate.setUint32(0, 18_000);
	rate.setUint32(4, texts.add(toUtf8("GB")));
	rate.setUint8(8, 2);
	rate.setUint16(10, 0x8000);
	return new Uint8Array(rate.buffer);
}

function leviedClass(texts: Texts, rates: number): Uint8Array {
	const levy = new DataView(new ArrayBuffer(8));
	levy.setUint32(0, texts.add(toUtf8(nextTaxClass)));
	levy.setUint8(4, nextTaxClass.length);
	levy.setUint16(6, 1 | (1 << rates));
	return new Uint8Array(levy.buffer);
}

function unknownPromotion(texts: Texts): Uint8Array {
	const promotion = new DataView(new ArrayBuffer(24));
	promotion.setUint32(0, texts.add(toUtf8(nextPromotion.id + nextPromotion.name)));
	promotion.setUint8(4, nextPromotion.id.length);
	promotion.setUint8(5, nextPromotion.name.length);
	promotion.setUint8(6, nextPromotion.kind);
	for (let at = 7; at < 24; at++) promotion.setUint8(at, filling);
	return new Uint8Array(promotion.buffer);
}

/** Lengthens entries, except texts, which are bytes, and the logo, whose entries are rows of dots. */
function grow({ type: which, entryBytes, entries }: Section): Section {
	if (which === type.texts || which === type.logo) return { type: which, entryBytes, entries };
	const tail = new Uint8Array(5).fill(filling);
	return { type: which, entryBytes: entryBytes + tail.length, entries: entries.map((entry) => concat(entry, tail)) };
}

function write(image: Uint8Array, sections: readonly Section[], taxMode: number): Uint8Array {
	const headTail = new Uint8Array(20).fill(filling);
	const directoryTail = new Uint8Array(4).fill(filling);
	const directoryAt = headBytes + headTail.length;
	const entryBytes = directoryEntryBytes + directoryTail.length;
	const directoryEnd = directoryAt + sections.length * entryBytes;
	const bodies = sections.map(({ entries }) => concat(...entries));
	const bytes = concat(
		image.subarray(0, headBytes),
		headTail,
		new Uint8Array(sections.length * entryBytes).fill(filling),
		...bodies,
	);
	const view = new DataView(bytes.buffer);
	view.setUint16(6, directoryAt);
	view.setUint32(8, bytes.length);
	view.setUint16(16, sections.length);
	view.setUint16(18, entryBytes);
	view.setUint8(30, taxMode);
	let offset = directoryEnd;
	sections.forEach((section, index) => {
		const at = directoryAt + index * entryBytes;
		view.setUint16(at, section.type);
		view.setUint16(at + 2, section.entryBytes);
		view.setUint32(at + 4, bodies[index]!.length / section.entryBytes);
		view.setUint32(at + 8, offset);
		offset += bodies[index]!.length;
	});
	view.setUint32(12, crc32c(bytes, crc32c(bytes, 0, 0, 12), 16, directoryEnd));
	return bytes;
}
