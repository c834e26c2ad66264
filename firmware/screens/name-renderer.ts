// The renderer of screens whose catalog has pictures of names: draws and measures texts with them. Screens of other
// catalogs use the board's renderer directly, and so pay nothing for it.
import { limits } from "../core/limits.js";
import type { DrawnName, Font, Fonts, GrayPicture, GrayPictures, NameDrawings, Renderer } from "../core/ports.js";
import type { FontSize } from "./block.js";

export interface NameRendererOptions {
	readonly renderer: Renderer;
	readonly fonts: Fonts;
	readonly grayPictures: GrayPictures;
	readonly names: NameDrawings;
}

/** From the top of a text in this size to that of a picture, with their baselines in one line. */
const pictureTops: { readonly [Size in FontSize]: number } = { small: -3, body: 0, large: 8, amount: 23 };
const sizes = Object.keys(pictureTops) as readonly FontSize[];
/** At the end of a name for which there is not room, in the body font. */
const ellipsis = "…";

export class NameRenderer implements Renderer {
	readonly #options: NameRendererOptions;

	constructor(options: NameRendererOptions) {
		this.#options = options;
	}

	get width(): number {
		return this.#options.renderer.width;
	}

	get height(): number {
		return this.#options.renderer.height;
	}

	makeColor(red: number, green: number, blue: number): number {
		return this.#options.renderer.makeColor(red, green, blue);
	}

	begin(x?: number, y?: number, width?: number, height?: number): void {
		this.#options.renderer.begin(x, y, width, height);
	}

	fillRectangle(color: number, x: number, y: number, width: number, height: number): void {
		this.#options.renderer.fillRectangle(color, x, y, width, height);
	}

	blendRectangle(color: number, blend: number, x: number, y: number, width: number, height: number): void {
		this.#options.renderer.blendRectangle(color, blend, x, y, width, height);
	}

	getTextWidth(text: string, font: Font): number {
		const { renderer, names } = this.#options;
		const name = names.find(text);
		if (name === undefined) return renderer.getTextWidth(text, font);
		return (
			this.widthOf(text.slice(0, name.start), font) +
			name.picture.width +
			this.widthOf(text.slice(name.end), font)
		);
	}

	drawText(text: string, font: Font, color: number, x: number, y: number, width?: number): void {
		const { renderer, names } = this.#options;
		const name = names.find(text);
		if (name !== undefined) this.drawName(text, name, font, color, x, y, width);
		else if (width === undefined) renderer.drawText(text, font, color, x, y);
		else renderer.drawText(text, font, color, x, y, width);
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
		this.#options.renderer.drawGray(picture, color, x, y, sourceX, sourceY, width, height);
	}

	end(): void {
		this.#options.renderer.end();
	}

	/** What there is not room for is left out at the end of the name. */
	private drawName(
		text: string,
		{ start, end, picture }: DrawnName,
		font: Font,
		color: number,
		x: number,
		y: number,
		room?: number,
	): void {
		const { renderer, fonts, grayPictures } = this.#options;
		const before = text.slice(0, start);
		const after = text.slice(end);
		const beforeWidth = this.widthOf(before, font);
		const left = room === undefined ? picture.width : room - beforeWidth - this.widthOf(after, font);
		const dotsWidth = picture.width <= left ? 0 : renderer.getTextWidth(ellipsis, fonts.body);
		const width = Math.max(0, Math.min(picture.width, left - dotsWidth));
		const top = y + pictureTops[sizes.find((size) => fonts[size] === font) ?? "body"];
		if (before !== "") renderer.drawText(before, font, color, x, y);
		x += beforeWidth;
		const isRight = picture.isRightToLeft;
		if (dotsWidth > 0) renderer.drawText(ellipsis, fonts.body, color, isRight ? x : x + width, top);
		if (width > 0) {
			const gray = grayPictures.make(picture.bytes, picture.width, limits.pictureHeight);
			const shownX = isRight ? x + dotsWidth : x;
			renderer.drawGray(
				gray,
				color,
				shownX,
				top,
				isRight ? picture.width - width : 0,
				0,
				width,
				limits.pictureHeight,
			);
		}
		if (after !== "") renderer.drawText(after, font, color, x + width + dotsWidth, y);
	}

	private widthOf(text: string, font: Font): number {
		return text === "" ? 0 : this.#options.renderer.getTextWidth(text, font);
	}
}
