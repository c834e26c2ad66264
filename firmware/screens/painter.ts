// Draws blocks through Poco's calls. Colours are made once for each palette, because they depend on the display's pixel
// format.
import type { Fonts, QrEncoder, Renderer } from "../core/ports.js";
import type { Block, Span } from "./block.js";
import { palettes, type Look, type LookColors, type Rgb } from "./palette.js";

interface Inks {
	readonly fill: number;
	readonly ink: number;
	readonly soft: number;
	/** −1: none. */
	readonly border: number;
}

/**
 * Light modules around a QR code inside its block. ISO/IEC 18004 asks for 4; the light background around the block
 * provides the others.
 */
const quietModules = 2;

/**
 * Rows of a QR code in one drawing. A code of 41 modules has at most 21 runs a row: 168 rectangles, where Poco's list
 * of 4 KiB holds 341.
 */
const bandModules = 8;

/** How far a round corner reaches in, its border included: `fillRound` inside the widest one. */
const cornerPixels = 7;

export class Painter {
	readonly #renderer: Renderer;
	readonly #fonts: Fonts;
	readonly #qr: QrEncoder;
	#inks = new Map<Look, Inks>();
	#palette: "day" | "sun" = "day";

	constructor(renderer: Renderer, fonts: Fonts, qr: QrEncoder) {
		this.#renderer = renderer;
		this.#fonts = fonts;
		this.#qr = qr;
	}

	usePalette(palette: "day" | "sun"): void {
		if (palette !== this.#palette) this.#inks = new Map();
		this.#palette = palette;
	}

	/** Fills a block's place with the background. */
	clear({ x, y, width, height }: Block): void {
		this.fill(this.inksOf("ground").fill, x, y, width, height);
	}

	clearAll(): void {
		const { width, height } = this.#renderer;
		this.fill(this.inksOf("ground").fill, 0, 0, width, height);
	}

	/** `isPressed`: a finger is on it. */
	paint(block: Block, isPressed: boolean): void {
		const renderer = this.#renderer;
		const { x, y, width, height } = block;
		const inks = this.inksOf(isPressed ? "pressed" : block.look);
		if (block.code !== "") return this.paintCode(block, inks);
		renderer.begin(x, y, width, height);
		if (block.isRound) this.paintRound(block, inks);
		else renderer.fillRectangle(inks.fill, x, y, width, height);
		const { marks, spans } = block;
		for (let index = 0; index < marks.length; index++) {
			const mark = marks[index];
			if (mark === undefined) continue;
			const color = mark.color === undefined ? inks.ink : this.color(mark.color);
			renderer.fillRectangle(color, x + mark.x, y + mark.y, mark.width, mark.height);
		}
		for (let index = 0; index < spans.length; index++) {
			const span = spans[index];
			if (span !== undefined) this.paintSpan(span, block, inks);
		}
		renderer.end();
	}

	/**
	 * Draws new texts into a button that is already on the display, and leaves its corners and border, which are most
	 * of its rectangles. Returns false and draws nothing when a text reaches between the corners: a display with a
	 * frame buffer does not clip to the area that `begin` announces.
	 */
	paintInside(before: Block, block: Block): boolean {
		const { x, y, width, height, spans } = block;
		const room = width - 2 * cornerPixels;
		for (let index = 0; index < spans.length; index++) {
			const old = before.spans[index]!;
			const span = spans[index]!;
			if (!this.isInside(span, room) || (old !== span && !this.isInside(old, room))) return false;
		}
		const renderer = this.#renderer;
		const inks = this.inksOf(block.look);
		const border = inks.border < 0 ? 0 : palettes[this.#palette].borderPixels;
		const inner = height - 2 * border;
		renderer.begin(x + cornerPixels, y + border, room, inner);
		renderer.fillRectangle(inks.fill, x + cornerPixels, y + border, room, inner);
		for (let index = 0; index < spans.length; index++) this.paintSpan(spans[index]!, block, inks);
		renderer.end();
		return true;
	}

	/** The ring around a button that is being held: `part` of it, 0…1, clockwise from the top left. */
	paintRing(block: Block, part: number): void {
		const { x, y, width, height } = block;
		const color = this.color(palettes[this.#palette].stop);
		const stroke = 5;
		let left = Math.round(part * 2 * (width + height));
		this.fill(color, x, y, Math.min(left, width), stroke);
		left -= width;
		if (left > 0) this.fill(color, x + width - stroke, y, stroke, Math.min(left, height));
		left -= height;
		if (left > 0)
			this.fill(color, x + width - Math.min(left, width), y + height - stroke, Math.min(left, width), stroke);
		left -= width;
		if (left > 0) this.fill(color, x, y + height - Math.min(left, height), stroke, Math.min(left, height));
	}

	/** Draws one rectangle. The area that `begin` announces must be covered, since the display is sent all of it. */
	private fill(color: number, x: number, y: number, width: number, height: number): void {
		if (width <= 0 || height <= 0) return;
		this.#renderer.begin(x, y, width, height);
		this.#renderer.fillRectangle(color, x, y, width, height);
		this.#renderer.end();
	}

	private isInside(span: Span, room: number): boolean {
		const reach = span.align === "center" ? 0 : span.x - cornerPixels;
		return reach >= 0 && reach + this.#renderer.getTextWidth(span.text, this.#fonts[span.size]) <= room;
	}

	private paintRound(block: Block, inks: Inks): void {
		const { x, y, width, height } = block;
		this.#renderer.fillRectangle(this.inksOf("ground").fill, x, y, width, height);
		if (inks.border < 0) {
			this.fillRound(inks.fill, x, y, width, height);
			return;
		}
		const border = palettes[this.#palette].borderPixels;
		this.fillRound(inks.border, x, y, width, height);
		this.fillRound(inks.fill, x + border, y + border, width - 2 * border, height - 2 * border);
	}

	/** A round corner has three steps. A loop over a table of them would cost more than the drawing. */
	private fillRound(color: number, x: number, y: number, width: number, height: number): void {
		const renderer = this.#renderer;
		const bottom = y + height;
		renderer.fillRectangle(color, x + 4, y, width - 8, 1);
		renderer.fillRectangle(color, x + 2, y + 1, width - 4, 1);
		renderer.fillRectangle(color, x + 1, y + 2, width - 2, 2);
		renderer.fillRectangle(color, x, y + 4, width, height - 8);
		renderer.fillRectangle(color, x + 1, bottom - 4, width - 2, 2);
		renderer.fillRectangle(color, x + 2, bottom - 2, width - 4, 1);
		renderer.fillRectangle(color, x + 4, bottom - 1, width - 8, 1);
	}

	private paintSpan(span: Span, block: Block, inks: Inks): void {
		const renderer = this.#renderer;
		const font = this.#fonts[span.size];
		const color = span.isSoft ? inks.soft : inks.ink;
		const room = span.width === 0 ? block.width - (span.align === "center" ? 4 : span.x + 4) : span.width;
		let x = block.x + span.x;
		if (span.align !== "left") {
			const width = Math.min(renderer.getTextWidth(span.text, font), room);
			x =
				span.align === "right"
					? block.x + block.width - span.x - width
					: block.x + ((block.width - width) >> 1);
		}
		renderer.drawText(span.text, font, color, x, block.y + span.y, room);
	}

	/** In bands, each drawn by itself: a whole code has more rectangles than Poco's list holds. */
	private paintCode(block: Block, { fill, ink }: Inks): void {
		const { size, modules } = this.#qr.encode(block.code);
		const renderer = this.#renderer;
		const { x, width } = block;
		const scale = Math.floor(Math.min(width, block.height) / (size + 2 * quietModules));
		const left = x + ((width - size * scale) >> 1);
		let y = block.y + ((block.height - size * scale) >> 1);
		this.fill(fill, x, block.y, width, y - block.y);
		// Runs of dark modules are found natively. A run that continues in the next row is cut at the row's end.
		let from = modules.indexOf(1);
		let rowEnd = size;
		for (let row = 0; row < size; row += bandModules) {
			const bandEnd = Math.min(row + bandModules, size) * size;
			renderer.begin(x, y, width, (bandEnd / size - row) * scale);
			renderer.fillRectangle(fill, x, y, width, bandModules * scale);
			while (from >= 0 && from < bandEnd) {
				while (from >= rowEnd) {
					rowEnd += size;
					y += scale;
				}
				let to = modules.indexOf(0, from);
				if (to < 0 || to > rowEnd) to = rowEnd;
				renderer.fillRectangle(ink, left + (from + size - rowEnd) * scale, y, (to - from) * scale, scale);
				from = modules.indexOf(1, to);
			}
			for (; rowEnd <= bandEnd; rowEnd += size) y += scale;
			renderer.end();
		}
		this.fill(fill, x, y, width, block.y + block.height - y);
	}

	private inksOf(look: Look): Inks {
		const known = this.#inks.get(look);
		if (known !== undefined) return known;
		const colors: LookColors = palettes[this.#palette].looks[look];
		const inks = {
			fill: this.color(colors.fill),
			ink: this.color(colors.ink),
			soft: this.color(colors.soft),
			border: colors.border === undefined ? -1 : this.color(colors.border),
		};
		this.#inks.set(look, inks);
		return inks;
	}

	private color([red, green, blue]: Rgb): number {
		return this.#renderer.makeColor(red, green, blue);
	}
}
