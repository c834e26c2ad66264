import parseBMF from "commodetto/parseBMF";
import Poco from "commodetto/Poco";
import Resource from "Resource";
import type { Font, Fonts, Renderer } from "../core/ports.js";
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
