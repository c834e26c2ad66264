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
	const pieces = names === undefined ? [] : piecesOf(left, widthDots, raster, names);
	if (pieces.length === 0) return raster.draw(shownText(left), shownText(right), widthDots);
	const height = limits.pictureHeight;
	const hasRight = right !== "";
	const room = hasRight ? widthDots - columnsOf(right) * columnDots - gapDots : widthDots;
	let used = 0;
	for (const { widthBytes } of pieces) used += widthBytes * 8;
	const whole = hasRight ? raster.draw("", shownText(right), widthDots) : undefined;
	const widthBytes = whole?.widthBytes ?? (Math.min(used, widthDots) + 7) >> 3;
	const rows = whole?.rows ?? new Uint8Array(widthBytes * height);
	let x = 0;
	for (const piece of pieces) {
		const bytesMax = Math.min(piece.widthBytes, (room - x) >> 3);
		for (let row = 0; row < height; row++) {
			const from = row * piece.widthBytes;
			const to = row * widthBytes + (x >> 3);
			for (let at = 0; at < bytesMax; at++) rows[to + at]! |= piece.rows[from + at]!;
		}
		x += piece.widthBytes * 8;
	}
	return { widthBytes, height, rows };
}

/** Each begins at a whole byte. None where nothing of the text has a picture. */
function piecesOf(text: string, widthDots: number, raster: TextRaster, names: NameDrawings): TextDots[] {
	const pieces: TextDots[] = [];
	let rest = text;
	for (let name = names.find(rest); name !== undefined; name = names.find(rest)) {
		if (name.start > 0) pieces.push(raster.draw(shownText(rest.slice(0, name.start)), "", widthDots));
		pieces.push(pictureDots(name.picture));
		rest = rest.slice(name.end);
	}
	if (pieces.length > 0 && rest !== "") pieces.push(raster.draw(shownText(rest), "", widthDots));
	return pieces;
}

/** The run lengths of docs/catalog-format.md. */
function pictureDots({ bytes, width }: NamePicture): TextDots {
	const height = limits.pictureHeight;
	const widthBytes = (width + 7) >> 3;
	const rows = new Uint8Array(widthBytes * height);
	let at = 0;
	for (let row = 0; row < height; row++) {
		const base = row * widthBytes;
		for (let x = 0; x < width;) {
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
