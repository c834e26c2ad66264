// Pictures of names that no font has, as the host drew them: found by the text that stands for them in lists, records
// and tickets, where it is drawn or printed.
import { equal } from "../core/bytes.js";
import { hasGlyph, missingCharacter } from "../core/characters.js";
import { limits } from "../core/limits.js";
import type { DrawnName, NameDrawings, NamePicture } from "../core/ports.js";
import { toUtf8 } from "../core/utf8.js";
import { pictureConditionRightToLeft, pictureEntry, SectionType } from "./format.js";
import type { Sections } from "./sections.js";
import { codeHash } from "./text.js";

/** Characters before this one are in the fonts, or have a letter that stands for them. */
const otherScripts = 0x590;

/** A text of very many words is drawn without its picture. */
const lookupsMax = 24;

export class NamePictures implements NameDrawings {
	readonly #sections: Sections;

	constructor(sections: Sections) {
		this.#sections = sections;
	}

	/** The first part of a text that has a picture: a whole word or several, such as the name in "2 × □ M1". */
	find(text: string): DrawnName | undefined {
		const missing = lackingAt(text);
		if (missing < 0) return undefined;
		let left = lookupsMax;
		for (let end = text.length; end > missing && left > 0; end = text.lastIndexOf(" ", end - 1)) {
			let start = missing + 2;
			do {
				start = text.lastIndexOf(" ", start - 2) + 1;
				const picture = this.picture(text.slice(start, end));
				if (picture !== undefined) return { start, end, picture };
			} while (start > 1 && --left > 0);
		}
		return undefined;
	}

	/** The picture of exactly this text. One of a newer version, or one that is damaged, is left out. */
	picture(text: string): NamePicture | undefined {
		const sections = this.#sections;
		const key = toUtf8(text);
		const hash = codeHash(key);
		const count = sections.count(SectionType.pictures);
		let low = 0;
		for (let high = count; low < high;) {
			const middle = (low + high) >> 1;
			if (sections.entry(SectionType.pictures, middle, pictureEntry.text).getUint32(pictureEntry.hash) < hash)
				low = middle + 1;
			else high = middle;
		}
		for (; low < count; low++) {
			const entry = sections.entry(SectionType.pictures, low, pictureEntry.bytes);
			if (entry.getUint32(pictureEntry.hash) !== hash) return undefined;
			if (this.isOf(key, entry)) return this.read(entry);
		}
		return undefined;
	}

	private isOf(key: Uint8Array, entry: DataView): boolean {
		const sections = this.#sections;
		const offset = entry.getUint32(pictureEntry.text);
		const isInside = offset + key.length <= sections.count(SectionType.texts);
		if (!isInside || entry.getUint8(pictureEntry.textBytes) !== key.length) return false;
		return equal(sections.textBytes(offset, key.length), key);
	}

	private read(entry: DataView): NamePicture | undefined {
		const sections = this.#sections;
		const width = entry.getUint16(pictureEntry.width);
		const lengthBytes = entry.getUint16(pictureEntry.pictureBytes);
		const offset = entry.getUint32(pictureEntry.picture);
		const conditions = entry.getUint8(pictureEntry.conditions);
		const isReadable =
			width > 0 &&
			width <= limits.pictureWidthMax &&
			conditions <= pictureConditionRightToLeft &&
			lengthBytes <= limits.pictureBytesMax &&
			offset + lengthBytes <= sections.count(SectionType.pictureBytes);
		if (!isReadable) return undefined;
		const bytes = new Uint8Array(lengthBytes);
		sections.source.read(sections.at(SectionType.pictureBytes, offset), bytes);
		return { width, isRightToLeft: conditions === pictureConditionRightToLeft, bytes };
	}
}

/** Of the first character that no font has, or of the sign that stands for one; -1 where there is none. */
function lackingAt(text: string): number {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code >= otherScripts && (text.charAt(index) === missingCharacter || !hasGlyph(code))) return index;
	}
	return -1;
}
