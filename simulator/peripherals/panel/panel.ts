// The 240 × 320 display: takes the firmware's drawing calls, keeps track of the visible texts, and draws pixels only
// when they are read.
import { PNG } from "pngjs";
import { assert } from "../../../firmware/core/assert.js";
import type {
	Font,
	GrayPicture,
	Renderer,
	TouchListener,
	TouchSample,
	TouchSource,
} from "../../../firmware/core/ports.js";
import { BitmapFont, type TextRun } from "./bitmap-font.js";
import { panelFonts, type PanelFonts } from "./fonts.js";
import { PanelPicture } from "./gray-picture.js";
import { Rasteriser } from "./rasteriser.js";
import { VisibleTexts, type PanelText } from "./visible-texts.js";

export interface PanelOptions {
	/** From `loadRasteriser()`. Without it, as in replays, the panel keeps texts but no pixels. */
	readonly rasteriser?: WebAssembly.Module | undefined;
	readonly width?: number;
	readonly height?: number;
	readonly fonts?: PanelFonts;
	/** Called after each `end`. */
	readonly onFrame?: (() => void) | undefined;
}

interface Rectangle {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

type Stroke = { readonly clip: Rectangle; readonly color: number; readonly x: number; readonly y: number } & (
	| { readonly kind: "fill"; readonly blend: number; readonly width: number; readonly height: number }
	| { readonly kind: "text"; readonly run: TextRun; readonly font: BitmapFont }
	| { readonly kind: "picture"; readonly picture: PanelPicture; readonly left: number; readonly width: number }
);

/** Colour of pixels that are sent without being drawn: a magenta that no palette contains. */
export const uncoveredColor = 0xf81f;

/**
 * Size of Poco's display list as in firmware/device/display.ts, and the bytes of each command on a board: a rectangle,
 * a blended rectangle, a glyph.
 */
const displayListBytes = 4_096;
const commandBytes = { fill: 12, blend: 16, glyph: 24 } as const;

/** The most strokes that wait to be drawn, a few screens' worth; then they are drawn at once. */
const strokesMax = 2_048;

export class Panel implements Renderer {
	readonly width: number;
	readonly height: number;
	readonly fonts: PanelFonts;
	/** The firmware's touch port. */
	readonly touchSource: TouchSource;
	onFrame: (() => void) | undefined;
	/** Pixels sent to the display so far, which measures the bus time of screen changes. */
	pixelsSent = 0;
	frames = 0;
	#backlight = 1;
	readonly #texts = new VisibleTexts();
	readonly #rasteriser: Rasteriser | undefined;
	#strokes: Stroke[] = [];
	#clip: Rectangle | undefined;
	#listBytes = 0;
	#onSample: ((sample: TouchSample) => void) | undefined;

	constructor(options: PanelOptions = {}) {
		this.width = options.width ?? 240;
		this.height = options.height ?? 320;
		this.fonts = options.fonts ?? panelFonts();
		this.onFrame = options.onFrame;
		if (options.rasteriser !== undefined)
			this.#rasteriser = new Rasteriser(options.rasteriser, this.width, this.height);
		const listen = (onSample: ((sample: TouchSample) => void) | undefined): void => {
			this.#onSample = onSample;
		};
		this.touchSource = {
			io: class {
				constructor(listener: TouchListener) {
					listen((sample) => listener.onSample(sample));
				}

				close(): void {
					listen(undefined);
				}
			},
		};
	}

	/** Level of the backlight, 0 to 1. It does not affect the pixels, which are the display's memory. */
	get backlight(): number {
		return this.#backlight;
	}

	light(fraction: number): void {
		assert(fraction >= 0 && fraction <= 1, "the backlight is between dark and full");
		if (fraction === this.#backlight) return;
		this.#backlight = fraction;
		this.onFrame?.();
	}

	makeColor(red: number, green: number, blue: number): number {
		return ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3);
	}

	begin(x = 0, y = 0, width = this.width - x, height = this.height - y): void {
		assert(this.#clip === undefined, "begin comes after end");
		const clip = { x, y, width, height };
		this.#clip = clip;
		this.#listBytes = 0;
		this.pixelsSent += width * height;
		// Poco sends every pixel of the rectangle; pixels that are not drawn have undefined values, so texts there are
		// no longer visible.
		this.#texts.cover(clip, x, y, width, height);
		this.add({ kind: "fill", clip, color: uncoveredColor, blend: 31, ...clip });
	}

	fillRectangle(color: number, x: number, y: number, width: number, height: number): void {
		const clip = this.drawing();
		this.#listBytes += commandBytes.fill;
		this.#texts.cover(clip, x, y, width, height);
		this.add({ kind: "fill", clip, color, blend: 31, x, y, width, height });
	}

	blendRectangle(color: number, blend: number, x: number, y: number, width: number, height: number): void {
		const clip = this.drawing();
		this.#listBytes += commandBytes.blend;
		this.add({ kind: "fill", clip, color, blend: blend >> 3, x, y, width, height });
	}

	drawText(text: string, font: Font, color: number, x: number, y: number, width?: number): void {
		const clip = this.drawing();
		assert(font instanceof BitmapFont, "the panel draws its own fonts");
		const run = font.layOut(text, width);
		this.#listBytes += commandBytes.glyph * run.glyphs.length;
		this.#texts.add(clip, { text, shown: run.shown, x, y, width: run.width, height: font.height, font: font.name });
		this.add({ kind: "text", clip, color, x, y, run, font });
	}

	drawGray(
		picture: GrayPicture,
		color: number,
		x: number,
		y: number,
		sourceX: number,
		sourceY: number,
		width: number,
		height: number,
	): void {
		const clip = this.drawing();
		assert(picture instanceof PanelPicture, "the panel draws its own pictures");
		assert(sourceY === 0 && height === picture.height, "names are cut at their sides alone");
		assert(sourceX >= 0 && width > 0 && sourceX + width <= picture.width, "a part of the picture");
		this.#listBytes += commandBytes.glyph;
		const { label } = picture;
		this.#texts.add(clip, { text: label, shown: label, x, y, width, height, font: "picture" });
		this.add({ kind: "picture", clip, color, x, y, picture, left: sourceX, width });
	}

	getTextWidth(text: string, font: Font): number {
		assert(font instanceof BitmapFont, "the panel measures its own fonts");
		return font.measure(text);
	}

	end(): void {
		this.drawing();
		this.#clip = undefined;
		if (this.#listBytes > displayListBytes)
			throw new Error(`display list overflow: ${this.#listBytes} bytes between begin and end`);
		this.frames++;
		this.onFrame?.();
	}

	/** A resistor on the board turns the backlight on until the firmware sets it. */
	powerOn(): void {
		this.#backlight = 1;
	}

	/** The board lost power: the display is dark and touches are ignored. */
	powerOff(): void {
		this.#texts.clear();
		this.#clip = undefined;
		this.#onSample = undefined;
		this.#strokes = [];
		this.#backlight = 0;
		const clip = { x: 0, y: 0, width: this.width, height: this.height };
		this.add({ kind: "fill", clip, color: 0, blend: 31, ...clip });
		this.onFrame?.();
	}

	/** The visible texts, top to bottom and left to right. */
	texts(): readonly PanelText[] {
		return this.#texts.inReadingOrder();
	}

	/** The visible texts, one line per row, for assertions and logs. */
	readText(): string {
		return this.#texts.asLines();
	}

	shows(text: string): boolean {
		return this.#texts.find(text) !== undefined;
	}

	/** The centre of `text`. Throws an error with the screen's texts when it is not shown. */
	locate(text: string): { x: number; y: number } {
		const found = this.#texts.find(text);
		if (found === undefined) throw new Error(`the screen does not show "${text}" but:\n${this.readText()}`);
		return { x: found.x + (found.width >> 1), y: found.y + (found.height >> 1) };
	}

	touch(sample: TouchSample): void {
		this.#onSample?.(sample);
	}

	/** Touches down and up at one point. For a hold call `touch` twice, with time between. */
	tap(x: number, y: number): void {
		this.touch({ x, y, phase: "down" });
		this.touch({ x, y, phase: "up" });
	}

	tapText(text: string): void {
		const { x, y } = this.locate(text);
		this.tap(x, y);
	}

	/** RGB565 as in the display's memory. Throws when the panel has no rasteriser. */
	frame(): Uint16Array {
		return this.draw().frame();
	}

	/** RGBA, valid until the next call. */
	rgba(): Uint8Array<ArrayBuffer> {
		return this.draw().rgba();
	}

	png(): Buffer {
		const picture = new PNG({ width: this.width, height: this.height });
		picture.data.set(this.rgba());
		return PNG.sync.write(picture);
	}

	private drawing(): Rectangle {
		assert(this.#clip !== undefined, "drawing happens between begin and end");
		return this.#clip;
	}

	private add(stroke: Stroke): void {
		if (this.#rasteriser === undefined) return;
		this.#strokes.push(stroke);
		if (this.#strokes.length >= strokesMax) this.draw();
	}

	private draw(): Rasteriser {
		const rasteriser = this.#rasteriser;
		if (rasteriser === undefined) throw new Error("this panel keeps no pixels: give it a rasteriser");
		for (const stroke of this.#strokes) {
			rasteriser.clip(stroke.clip.x, stroke.clip.y, stroke.clip.width, stroke.clip.height);
			if (stroke.kind === "fill")
				rasteriser.fill(stroke.color, stroke.blend, stroke.x, stroke.y, stroke.width, stroke.height);
			else if (stroke.kind === "text") rasteriser.text(stroke.run, stroke.font, stroke.color, stroke.x, stroke.y);
			else {
				const { picture, left, width, x, y, color } = stroke;
				rasteriser.picture(picture.levels, picture.width, left, width, picture.height, x, y, color);
			}
		}
		this.#strokes = [];
		return rasteriser;
	}
}
