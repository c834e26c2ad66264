// The layout of an image: checks its head and directory, then holds entry size, count and offset of every section that
// this version knows. Nothing is read from a place that was not checked against the image's length.
import { crc32c } from "../core/crc32c.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { readUtf8 } from "../core/utf8.js";
import { catalogFormats, catalogMagic, head, sectionBounds, sectionEntry, SectionType } from "./format.js";

/** The bytes of an image: a slot in flash, or memory on the host. */
export interface ImageSource {
	readonly sizeBytes: number;
	/** Fills `into` from `offset`. */
	read(offset: number, into: Uint8Array): void;
}

const columns = 3;
const textsAt = columns * SectionType.texts + 2;

export class Sections {
	/** Head and directory. Throws Fault CATALOG_UNREADABLE. */
	static readHead(source: ImageSource): DataView {
		if (source.sizeBytes < head.bytes) throw new Fault("CATALOG_UNREADABLE", "no catalog");
		const first = new Uint8Array(head.bytes);
		source.read(0, first);
		const start = new DataView(first.buffer);
		if (start.getUint32(head.magic) !== catalogMagic) throw new Fault("CATALOG_UNREADABLE", "no catalog");
		const format = start.getUint16(head.format);
		if (!catalogFormats.includes(format)) throw new Fault("CATALOG_UNREADABLE", `format ${format}`);
		const headBytes = start.getUint16(head.headBytes);
		const sectionCount = start.getUint16(head.sectionCount);
		const entryBytes = start.getUint16(head.sectionEntryBytes);
		const lengthBytes = headBytes + sectionCount * entryBytes;
		if (
			headBytes < head.bytes ||
			entryBytes < sectionEntry.bytes ||
			sectionCount > limits.catalogSectionsMax ||
			lengthBytes > Math.min(limits.catalogHeadBytesMax, source.sizeBytes)
		)
			throw new Fault("CATALOG_UNREADABLE", "head");
		const bytes = new Uint8Array(lengthBytes);
		source.read(0, bytes);
		if (start.getUint32(head.crc) !== crc32c(bytes, crc32c(bytes, 0, 0, head.crc), head.crc + 4))
			throw new Fault("CATALOG_UNREADABLE", "head checksum");
		return new DataView(bytes.buffer);
	}

	readonly source: ImageSource;
	/** By section type, up to the highest that there is: bytes of an entry, entries, offset. */
	readonly #table: Uint32Array;

	/**
	 * Throws Fault CATALOG_UNREADABLE where a section is not whole, stands twice, or has entries that this version
	 * cannot read.
	 */
	constructor(source: ImageSource, view: DataView) {
		this.source = source;
		const imageBytes = view.getUint32(head.imageBytes);
		if (imageBytes > source.sizeBytes) throw new Fault("CATALOG_UNREADABLE", "cut short");
		const entryBytes = view.getUint16(head.sectionEntryBytes);
		const directoryAt = view.getUint16(head.headBytes);
		let highest = 0;
		for (let at = directoryAt; at < view.byteLength; at += entryBytes) {
			const type = view.getUint16(at + sectionEntry.type);
			if (type > highest && type < sectionBounds.length) highest = type;
		}
		const table = new Uint32Array(columns * (highest + 1));
		this.#table = table;
		for (let at = directoryAt; at < view.byteLength; at += entryBytes) {
			const type = view.getUint16(at + sectionEntry.type);
			const bounds = sectionBounds[type];
			// Sections of a newer builder are skipped.
			if (bounds === undefined) continue;
			const stride = view.getUint16(at + sectionEntry.entryBytes);
			const count = view.getUint32(at + sectionEntry.count);
			const offset = view.getUint32(at + sectionEntry.offset);
			const isReadable =
				table[columns * type] === 0 &&
				stride >= bounds.bytes &&
				count <= bounds.countMax &&
				offset + count * stride <= imageBytes;
			if (!isReadable) throw new Fault("CATALOG_UNREADABLE", `section ${type}`);
			table[columns * type] = stride;
			table[columns * type + 1] = count;
			table[columns * type + 2] = offset;
		}
		const areBytes = this.stride(SectionType.texts) <= 1 && this.stride(SectionType.pictureBytes) <= 1;
		if (!areBytes || this.stride(SectionType.logo) > limits.logoWidthDotsMax / 8)
			throw new Fault("CATALOG_UNREADABLE", "texts or pictures");
	}

	/** Bytes of an entry; 0 where there is no such section. */
	stride(type: SectionType): number {
		return this.#table[columns * type] ?? 0;
	}

	/** Entries; 0 where there is no such section. */
	count(type: SectionType): number {
		return this.#table[columns * type + 1] ?? 0;
	}

	/** Where the entry at `index` lies. */
	at(type: SectionType, index: number): number {
		return this.#table[columns * type + 2]! + index * this.#table[columns * type]!;
	}

	/** The first `length` bytes of the entry at `index`, which is below the section's count. */
	entry(type: SectionType, index: number, length: number): DataView {
		const bytes = new Uint8Array(length);
		this.source.read(this.at(type, index), bytes);
		return new DataView(bytes.buffer);
	}

	/** Throws Fault CATALOG_UNREADABLE where that is not all in the section of texts. */
	textBytes(offset: number, length: number): Uint8Array {
		if (offset + length > (this.#table[textsAt - 1] ?? 0)) throw new Fault("CATALOG_UNREADABLE", `text ${offset}`);
		const bytes = new Uint8Array(length);
		this.source.read(this.#table[textsAt]! + offset, bytes);
		return bytes;
	}

	text(offset: number, length: number): string {
		return textOf(this.textBytes(offset, length), 0, length);
	}

	/** Rows of the logo. */
	rows(top: number, count: number): Uint8Array {
		if (top < 0 || top + count > this.count(SectionType.logo))
			throw new Fault("CATALOG_UNREADABLE", `logo row ${top}`);
		const rows = new Uint8Array(count * this.stride(SectionType.logo));
		this.source.read(this.at(SectionType.logo, top), rows);
		return rows;
	}
}

/** A text with a flipped bit is shown as "?": it does not stop the sale. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
	return readUtf8(bytes, start, end) ?? "?";
}
