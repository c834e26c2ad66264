import Bitmap from "commodetto/Bitmap";
import parseBMF from "commodetto/parseBMF";
import Poco from "commodetto/Poco";
import Resource from "Resource";
import type { Font, Fonts, GrayPictures, Renderer } from "../core/ports.js";
import { boardScreen } from "./screen.js";

// The screens are drawn by Poco, with fonts from parseBMF.

/** Bytes of Poco's display list, which must hold a screen's commands between `begin` and `end`. */
const displayListLength = 4_096;

export function openRenderer(): Renderer {
	return new Poco(boardScreen(), { displayListLength });
}

function font(size: number): Font {
	return parseBMF(new Resource(`tillmark-${size}.bf4`));
}

export function openFonts(): Fonts {
	return { small: font(16), body: font(20), large: font(28), amount: font(44) };
}

/** Poco draws the run lengths of a catalog's pictures as they are. */
export const grayPictures: GrayPictures = {
	make: (bytes, width, height) =>
		new Bitmap(width, height, Bitmap.Gray16 | Bitmap.RLE, bytes.buffer as ArrayBuffer, bytes.byteOffset),
};
