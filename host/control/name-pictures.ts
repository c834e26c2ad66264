// Pictures of the names in a catalog that terminals have no characters for.
import {
	type CatalogSource,
	type CatalogSourcePicture,
	shownHeaderLine,
	shownName,
	shownPerson,
} from "../../firmware/catalog/source.js";
import { hasGlyph, missingCharacter, shownText } from "../../firmware/core/characters.js";
import { receiptLanguages, receiptLanguageTags } from "../../firmware/words/receipt-languages.js";
import { packGrays } from "./gray-runs.js";
import { loadTypesetter, type Typesetter } from "./typesetter.js";

interface Name {
	/** As terminals show it without a picture. */
	readonly shown: string;
	readonly name: string;
	/** Stands behind a name of which characters are lacking. */
	readonly key: string;
}

/** The source with pictures of its names, one for each text that terminals show. */
export async function withPictures(source: CatalogSource): Promise<CatalogSource> {
	const names = namesOf(source).filter(({ shown, name }) => isLacking(shown, name));
	if (names.length === 0) return source;
	const typesetter = await loadTypesetter();
	const pictures = new Map<string, CatalogSourcePicture>();
	const looks = new Set<string>();
	for (const name of names) {
		if (pictures.has(name.shown)) continue;
		let picture = pictureOf(typesetter, name, false);
		// Long names that begin alike.
		if (picture && looks.has(picture.bytes.join())) picture = pictureOf(typesetter, name, true);
		if (picture === undefined) continue;
		looks.add(picture.bytes.join());
		pictures.set(name.shown, picture);
	}
	return { ...source, pictures: [...pictures.values()] };
}

function namesOf({ items, headerLines, staff = [], receiptLanguages: tags = [] }: CatalogSource): Name[] {
	return [
		// Fields of a newer host's languages are left out.
		...receiptLanguageTags
			.filter((tag) => tags.includes(tag))
			.flatMap((tag) => textsOf(receiptLanguages[tag]))
			.map((text) => ({ shown: text, name: text, key: "" })),
		...items.map((item) => ({ shown: shownName(item), name: item.name, key: item.sku })),
		...headerLines.map((line, index) => ({ shown: shownHeaderLine(line, index), name: line, key: "" })),
		...staff.map((person) => ({ shown: shownPerson(person), name: person.name, key: String(person.number) })),
	];
}

/** All texts in a tree of words. */
function textsOf(words: object | string | boolean): string[] {
	return typeof words === "string" ? [words] : Object.values(words).flatMap(textsOf);
}

/** A word of a receipt stands for itself. */
function isLacking(shown: string, name: string): boolean {
	if (shown === name) return shownText(name).includes(missingCharacter);
	return shown.includes(missingCharacter) && !name.includes(missingCharacter);
}

/**
 * The characters of a name that its picture lacks, too; undefined where the name has no picture, because the host has
 * none of the letters that the terminal lacks.
 */
function lackingIn(typesetter: Typesetter, name: string): readonly string[] | undefined {
	const lacking = typesetter.lacking(name);
	const isBetter = [...name].some((character) => {
		const isMissing = !hasGlyph(character.codePointAt(0)!) && /\p{L}/u.test(character);
		return isMissing && !lacking.some((each) => each.includes(character));
	});
	return isBetter ? lacking : undefined;
}

/** `lackingIn` for the names of a file; undefined where the file has ASCII alone. */
export async function pictureCheck(
	csv: Uint8Array,
): Promise<((name: string) => readonly string[] | undefined) | undefined> {
	if (csv.every((byte) => byte > 0 && byte < 0x80)) return undefined;
	const typesetter = await loadTypesetter();
	return (name) => lackingIn(typesetter, name);
}

function pictureOf(
	typesetter: Typesetter,
	{ shown, name, key }: Name,
	needsKey: boolean,
): CatalogSourcePicture | undefined {
	if (lackingIn(typesetter, name) === undefined) return undefined;
	const { width, isRightToLeft, levels } = typesetter.draw(name, key, needsKey);
	return { text: shown, name, width, isRightToLeft, bytes: packGrays(levels, width) };
}
