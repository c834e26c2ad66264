// Writes a BMFont resource (binary version 3, https://www.angelcode.com/products/bmfont/doc/file_format.html) with its
// glyph picture: black pixels with the glyph as alpha, as Moddable's resource tools expect.
import { PNG } from "pngjs";
import type { GlyphBitmap } from "../../host/control/coverage.js";

export interface FontGlyph {
	readonly codePoint: number;
	/** Advance width in pixels. */
	readonly advance: number;
	readonly bitmap: GlyphBitmap;
}

export interface FontResource {
	readonly name: string;
	readonly emPixels: number;
	readonly lineHeight: number;
	/** Pixels from the top of the line to the baseline. */
	readonly base: number;
	/** In ascending order of code points, because the firmware uses a binary search. */
	readonly glyphs: readonly FontGlyph[];
}

const pictureWidth = 512;

function block(kind: number, bytes: Buffer): Buffer {
	const head = Buffer.alloc(5);
	head.writeUInt8(kind, 0);
	head.writeUInt32LE(bytes.length, 1);
	return Buffer.concat([head, bytes]);
}

/** Packs the glyphs in rows and returns the contents of both files. */
export function writeBmfont(font: FontResource): { fnt: Buffer; png: Buffer } {
	const places: { x: number; y: number }[] = [];
	let x = 0;
	let y = 0;
	let rowHeight = 0;
	for (const { bitmap } of font.glyphs) {
		if (x + bitmap.width > pictureWidth) {
			x = 0;
			y += rowHeight + 1;
			rowHeight = 0;
		}
		places.push({ x, y });
		x += bitmap.width + 1;
		rowHeight = Math.max(rowHeight, bitmap.height);
	}
	const picture = new PNG({ width: pictureWidth, height: y + rowHeight });
	const characters = Buffer.alloc(font.glyphs.length * 20);
	font.glyphs.forEach(({ codePoint, advance, bitmap }, index) => {
		const place = places[index] ?? { x: 0, y: 0 };
		for (let row = 0; row < bitmap.height; row++) {
			for (let column = 0; column < bitmap.width; column++) {
				picture.data[((place.y + row) * pictureWidth + place.x + column) * 4 + 3] =
					(bitmap.levels[row * bitmap.width + column] ?? 0) * 17;
			}
		}
		const at = index * 20;
		characters.writeUInt32LE(codePoint, at);
		characters.writeUInt16LE(place.x, at + 4);
		characters.writeUInt16LE(place.y, at + 6);
		characters.writeUInt16LE(bitmap.width, at + 8);
		characters.writeUInt16LE(bitmap.height, at + 10);
		characters.writeInt16LE(bitmap.left, at + 12);
		characters.writeInt16LE(font.base - bitmap.top, at + 14);
		characters.writeInt16LE(advance, at + 16);
		characters.writeUInt8(15, at + 19);
	});
	const info = Buffer.alloc(14);
	info.writeInt16LE(font.emPixels, 0);
	info.writeUInt8(0b0100_0000, 2);
	info.writeUInt16LE(100, 4);
	info.writeUInt8(1, 6);
	const common = Buffer.alloc(15);
	common.writeUInt16LE(font.lineHeight, 0);
	common.writeUInt16LE(font.base, 2);
	common.writeUInt16LE(pictureWidth, 4);
	common.writeUInt16LE(picture.height, 6);
	common.writeUInt16LE(1, 8);
	const fnt = Buffer.concat([
		Buffer.from("BMF\x03", "latin1"),
		block(1, Buffer.concat([info, Buffer.from(`${font.name}\0`)])),
		block(2, common),
		block(3, Buffer.from(`${font.name}.png\0`)),
		block(4, characters),
	]);
	return { fnt, png: PNG.sync.write(picture, { deflateLevel: 9 }) };
}
