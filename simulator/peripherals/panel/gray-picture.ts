// A picture in sixteen greys, as Moddable's renderer draws it: run lengths in half bytes, the low half first, row by
// row (docs/catalog-format.md).
import type { GrayPicture, GrayPictures } from "../../../firmware/core/ports.js";
import { crc32c } from "../../../firmware/core/crc32c.js";

const ink = 15;

export class PanelPicture implements GrayPicture {
	readonly width: number;
	readonly height: number;
	/** 0…15, one byte per pixel. */
	readonly levels: Uint8Array;
	/** As the panel lists it among its texts: the same for pictures with the same bytes. */
	readonly label: string;

	constructor(bytes: Uint8Array, width: number, height: number) {
		this.width = width;
		this.height = height;
		this.levels = levelsOf(bytes, width, height);
		this.label = pictureLabel(bytes);
	}
}

export const grayPictures: GrayPictures = { make: (bytes, width, height) => new PanelPicture(bytes, width, height) };

export function pictureLabel(bytes: Uint8Array): string {
	return `picture ${crc32c(bytes).toString(16)}`;
}

/** Throws an error where the bytes are not exactly one picture of that size: a board would draw what lies behind. */
export function levelsOf(bytes: Uint8Array, width: number, height: number): Uint8Array {
	const levels = new Uint8Array(width * height);
	let at = 0;
	const next = (): number => {
		const byte = bytes[at >> 1];
		if (byte === undefined) throw new Error(`a picture of ${width} × ${height} ends after ${at} half bytes`);
		return (byte >> (4 * (at++ & 1))) & 15;
	};
	for (let row = 0; row < height; row++) {
		let x = 0;
		while (x < width) {
			const code = next();
			const isQuote = code >= 12;
			const count = isQuote ? code - 11 : (code & 8 ? code - 8 : code) + 2;
			for (let index = 0; index < count; index++, x++) {
				const level = isQuote ? ink - next() : code & 8 ? ink : 0;
				if (x < width) levels[row * width + x] = level;
			}
		}
		if (x > width) throw new Error(`row ${row} of a picture is ${x} wide, not ${width}`);
	}
	if ((at + 1) >> 1 !== bytes.length) throw new Error(`a picture has ${bytes.length} bytes, not ${(at + 1) >> 1}`);
	return levels;
}
