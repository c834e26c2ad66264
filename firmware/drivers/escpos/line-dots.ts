// One line as dots: text by the board's raster, and names that no font has by the catalog's pictures.
import { shownText } from "../../core/characters.js";
import { limits } from "../../core/limits.js";
import type { NameDrawings, NamePicture, TextDots, TextRaster } from "../../core/ports.js";
import { columnDots, columnsOf } from "./paper-line.js";

/** What stays free before the right text. */
const gapDots = 8;
/** A pixel that is not lighter than this grey is printed: 0 is ink and 15 is paper. */
const lightestInk = 8;

/** `left` and `right` as for `TextRaster.draw`. */
export function lineDots(
	left: string,
	right: string,
	widthDots: number,
	raster: TextRaster,
	names: NameDrawings | undefined,
): TextDots {
	const draw = (text: string): TextDots => raster.draw(shownText(text), "", widthDots);
	const pieces = names === undefined ? [] : piecesOf(left, names, draw, pictureDots);
	if (pieces.length === 0) return raster.draw(shownText(left), shownText(right), widthDots);
	const hasRight = right !== "";
	const room = hasRight ? widthDots - columnsOf(right) * columnDots - gapDots : widthDots;
	const used = widthOf(pieces);
	const line = hasRight ? raster.draw("", shownText(right), widthDots) : blank(Math.min(used, widthDots));
	let x = 0;
	for (const piece of pieces) x = place(line, piece, x, room);
	return line;
}

/** The same from right to left: the name begins at the right border, and the figure stands at the left one. */
export function mirroredDots(
	name: string,
	figure: string,
	widthDots: number,
	raster: TextRaster,
	names: NameDrawings | undefined,
): TextDots {
	const draw = (text: string): TextDots => raster.draw(shownText(fromRight(text)), "", widthDots);
	const found = names === undefined ? [] : piecesOf(name, names, draw, pictureDotsAtRight);
	const pieces = found.length > 0 ? found : [draw(name)];
	const line = blank(widthDots);
	const first = figure === "" ? 0 : place(line, raster.draw(shownText(figure), "", widthDots), 0, widthDots);
	let x = Math.max(first, ((widthDots >> 3) << 3) - widthOf(pieces));
	for (let index = pieces.length - 1; index >= 0; index--) x = place(line, pieces[index]!, x, widthDots);
	return line;
}

/** "2 × " as " × 2", and " 0417" as "0417 ". Words in letters stay in their order, as they are read. */
function fromRight(text: string): string {
	if (text.toLowerCase() === text.toUpperCase()) return text.split(" ").reverse().join(" ");
	const start = text.trimStart();
	const word = start.trimEnd();
	return " ".repeat(start.length - word.length) + word + " ".repeat(text.length - start.length);
}

function blank(widthDots: number): TextDots {
	const widthBytes = (widthDots + 7) >> 3;
	const height = limits.pictureHeight;
	return { widthBytes, height, rows: new Uint8Array(widthBytes * height) };
}

function widthOf(pieces: readonly TextDots[]): number {
	let width = 0;
	for (const { widthBytes } of pieces) width += widthBytes * 8;
	return width;
}

/** Draws a piece at `x`, as far as `end`; returns where the next one begins. */
function place({ widthBytes, height, rows }: TextDots, piece: TextDots, x: number, end: number): number {
	const bytesMax = Math.min(piece.widthBytes, (end - x) >> 3);
	for (let row = 0; row < height; row++) {
		const from = row * piece.widthBytes;
		const to = row * widthBytes + (x >> 3);
		for (let at = 0; at < bytesMax; at++) rows[to + at]! |= piece.rows[from + at]!;
	}
	return x + piece.widthBytes * 8;
}

/** Each begins at a whole byte. None where nothing of the text has a picture. */
function piecesOf(
	text: string,
	names: NameDrawings,
	draw: (text: string) => TextDots,
	drawName: (picture: NamePicture) => TextDots,
): TextDots[] {
	const pieces: TextDots[] = [];
	let rest = text;
	for (let name = names.find(rest); name !== undefined; name = names.find(rest)) {
		if (name.start > 0) pieces.push(draw(rest.slice(0, name.start)));
		pieces.push(drawName(name.picture));
		rest = rest.slice(name.end);
	}
	if (pieces.length > 0 && rest !== "") pieces.push(draw(rest));
	return pieces;
}

function pictureDotsAtRight(picture: NamePicture): TextDots {
	return pictureDots(picture, -picture.width & 7);
}

/** From the run lengths of docs/catalog-format.md, `inset` from the left. */
function pictureDots({ bytes, width }: NamePicture, inset = 0): TextDots {
	const height = limits.pictureHeight;
	const widthBytes = (width + 7) >> 3;
	const rows = new Uint8Array(widthBytes * height);
	let at = 0;
	for (let row = 0; row < height; row++) {
		const base = row * widthBytes;
		for (let x = inset; x < width + inset;) {
			const code = (bytes[at >> 1]! >> ((at++ & 1) << 2)) & 15;
			if (code < 8) {
				x += code + 2;
				continue;
			}
			const isQuote = code >= 12;
			for (const end = x + code - (isQuote ? 11 : 6); x < end; x++) {
				if (isQuote && ((bytes[at >> 1]! >> ((at++ & 1) << 2)) & 15) > lightestInk) continue;
				rows[base + (x >> 3)]! |= 0x80 >> (x & 7);
			}
		}
	}
	return { widthBytes, height, rows };
}
