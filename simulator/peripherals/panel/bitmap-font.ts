// A BMFont resource, read from the same `.fnt` and `.png` files that boards use.
import { readFileSync } from "node:fs";
import { PNG } from "pngjs";
import type { Font } from "../../../firmware/core/ports.js";

export interface Glyph {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly offsetX: number;
	readonly offsetY: number;
	readonly advance: number;
}

const characterBytes = 20;
const ellipsis = 0x2026;

/** Text laid out for drawing: the characters shown and the position of each glyph. */
export interface TextRun {
	readonly shown: string;
	readonly width: number;
	readonly glyphs: readonly { readonly glyph: Glyph; readonly x: number }[];
}

export class BitmapFont implements Font {
	/** For example "tillmark-20". */
	readonly name: string;
	readonly height: number;
	readonly base: number;
	/** The picture of the glyphs as levels 0…15, one byte per pixel. */
	readonly levels: Uint8Array;
	readonly stride: number;
	readonly #glyphs = new Map<number, Glyph>();

	/**
	 * Reads `<name>.fnt` and `<name>.png` in `folder`. Throws when Moddable's font engine would not accept the
	 * resource.
	 */
	constructor(folder: URL, name: string) {
		const fnt = readFileSync(new URL(`${name}.fnt`, folder));
		if (fnt.toString("latin1", 0, 4) !== "BMF\x03")
			throw new Error(`${name}.fnt is not a binary BMFont of version 3`);
		const blocks = new Map<number, Buffer>();
		for (let at = 4; at < fnt.length;) {
			const length = fnt.readUInt32LE(at + 1);
			blocks.set(fnt.readUInt8(at), fnt.subarray(at + 5, at + 5 + length));
			at += 5 + length;
		}
		const common = blocks.get(2);
		const characters = blocks.get(4);
		if (common === undefined || characters === undefined) throw new Error(`${name}.fnt lacks a block`);
		this.name = name;
		this.height = common.readUInt16LE(0);
		this.base = common.readUInt16LE(2);
		let previous = -1;
		for (let at = 0; at < characters.length; at += characterBytes) {
			const code = characters.readUInt32LE(at);
			if (code <= previous) throw new Error(`${name}.fnt: characters must ascend for the board's binary search`);
			previous = code;
			this.#glyphs.set(code, {
				x: characters.readUInt16LE(at + 4),
				y: characters.readUInt16LE(at + 6),
				width: characters.readUInt16LE(at + 8),
				height: characters.readUInt16LE(at + 10),
				offsetX: characters.readInt16LE(at + 12),
				offsetY: characters.readInt16LE(at + 14),
				advance: characters.readInt16LE(at + 16),
			});
		}
		const picture = PNG.sync.read(readFileSync(new URL(`${name}.png`, folder)));
		this.stride = picture.width;
		this.levels = new Uint8Array(picture.width * picture.height).map(
			(_, index) => (picture.data[index * 4 + 3] ?? 0) >> 4,
		);
	}

	glyph(codePoint: number): Glyph | undefined {
		return this.#glyphs.get(codePoint);
	}

	/** Width in pixels. Characters without a glyph have no width, as on a board. */
	measure(text: string): number {
		let width = 0;
		for (const character of text) width += this.#glyphs.get(character.codePointAt(0) ?? 0)?.advance ?? 0;
		return width;
	}

	/** Text wider than `width` is cut and ends with an ellipsis. */
	layOut(text: string, width?: number): TextRun {
		const isCut = width !== undefined && this.measure(text) > width;
		const end = isCut ? this.#glyphs.get(ellipsis) : undefined;
		const room = isCut ? width - (end?.advance ?? 0) : Infinity;
		const glyphs: { glyph: Glyph; x: number }[] = [];
		let x = 0;
		let shown = "";
		for (const character of text) {
			const glyph = this.#glyphs.get(character.codePointAt(0) ?? 0);
			if (glyph === undefined) continue;
			if (x + glyph.advance > room) break;
			glyphs.push({ glyph, x });
			shown += character;
			x += glyph.advance;
		}
		if (isCut && end !== undefined) {
			glyphs.push({ glyph: end, x });
			shown += "…";
			x += end.advance;
		}
		return { shown, width: x, glyphs };
	}
}
