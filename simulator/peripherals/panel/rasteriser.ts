// Draws the pixels of one panel, in WebAssembly (../assembly/raster.ts). Colours are RGB565; blends are 0…31.
import type { BitmapFont, TextRun } from "./bitmap-font.js";
import { compileAssembly } from "./compile.js";

interface RasterExports {
	readonly memory: WebAssembly.Memory;
	open(width: number, height: number): number;
	reserve(byteCount: number): number;
	clip(x: number, y: number, width: number, height: number): void;
	fill(color: number, blend: number, x: number, y: number, width: number, height: number): void;
	glyph(
		levels: number,
		stride: number,
		sourceX: number,
		sourceY: number,
		width: number,
		height: number,
		x: number,
		y: number,
		color: number,
	): void;
	toRgba(into: number): void;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** The module for `Rasteriser`, compiled once per process. */
export function loadRasteriser(): Promise<WebAssembly.Module> {
	compiled ??= compileAssembly("raster").then((bytes) => WebAssembly.compile(bytes));
	return compiled;
}

export class Rasteriser {
	readonly width: number;
	readonly height: number;
	readonly #exports: RasterExports;
	readonly #frame: number;
	readonly #rgba: number;
	/** Where the levels of a picture lie while it is drawn. */
	readonly #scratch: number;
	readonly #fontPictures = new Map<BitmapFont, number>();

	constructor(module: WebAssembly.Module, width: number, height: number) {
		this.width = width;
		this.height = height;
		const instance = new WebAssembly.Instance(module, { env: { abort: () => undefined } });
		// The exports of ../assembly/raster.ts; TypeScript cannot check them.
		this.#exports = instance.exports as unknown as RasterExports;
		this.#frame = this.#exports.open(width, height);
		this.#rgba = this.#exports.reserve(width * height * 4);
		this.#scratch = this.#exports.reserve(width * height);
	}

	clip(x: number, y: number, width: number, height: number): void {
		this.#exports.clip(x, y, width, height);
	}

	fill(color: number, blend: number, x: number, y: number, width: number, height: number): void {
		this.#exports.fill(color, blend, x, y, width, height);
	}

	text(run: TextRun, font: BitmapFont, color: number, x: number, y: number): void {
		const picture = this.#fontPictures.get(font) ?? this.upload(font);
		for (const { glyph, x: advance } of run.glyphs) {
			const { x: sourceX, y: sourceY, width, height } = glyph;
			const left = x + advance + glyph.offsetX;
			this.#exports.glyph(picture, font.stride, sourceX, sourceY, width, height, left, y + glyph.offsetY, color);
		}
	}

	/** The columns from `left` on of a picture in rows of `stride` levels. */
	picture(
		levels: Uint8Array,
		stride: number,
		left: number,
		width: number,
		height: number,
		x: number,
		y: number,
		color: number,
	): void {
		new Uint8Array(this.#exports.memory.buffer).set(levels, this.#scratch);
		this.#exports.glyph(this.#scratch, stride, left, 0, width, height, x, y, color);
	}

	/** A copy in RGB565, rows without padding. */
	frame(): Uint16Array {
		return new Uint16Array(this.#exports.memory.buffer, this.#frame, this.width * this.height).slice();
	}

	/** RGBA, 4 bytes per pixel: a view that the next call overwrites. */
	rgba(): Uint8Array<ArrayBuffer> {
		this.#exports.toRgba(this.#rgba);
		return new Uint8Array(this.#exports.memory.buffer as ArrayBuffer, this.#rgba, this.width * this.height * 4);
	}

	private upload(font: BitmapFont): number {
		const at = this.#exports.reserve(font.levels.length);
		new Uint8Array(this.#exports.memory.buffer).set(font.levels, at);
		this.#fontPictures.set(font, at);
		return at;
	}
}
