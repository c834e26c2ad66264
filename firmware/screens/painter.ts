// Draws blocks through Poco's calls. Colours are made once for each palette, because they depend on the display's pixel
// format.
import type { Fonts, QrEncoder, Renderer } from "../core/ports.js";
import type { Block, Mark, Span } from "./block.js";
import { palettes, type Look, type Palette, type Rgb } from "./palette.js";

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

const looks = Object.keys(palettes.day.looks) as readonly Look[];
/** The places of a look's colours among its four. */
const colorOf = { fill: 0, ink: 1, soft: 2, border: 3 } as const;
const colorsPerLook = 4;
const noColor = -1;

export class Painter {
	/** Replaced where a catalog has pictures of names. */
	renderer: Renderer;
	readonly #fonts: Fonts;
	readonly #qr: QrEncoder;
	/** Four for each look, in the order of `looks`: an object for each would take a kilobyte of heap. */
	readonly #colors = new Int32Array(colorsPerLook * looks.length);
	#palette: "day" | "sun" | undefined;

	constructor(renderer: Renderer, fonts: Fonts, qr: QrEncoder) {
		this.renderer = renderer;
		this.#fonts = fonts;
		this.#qr = qr;
	}

	/** To be called before anything is drawn. */
	usePalette(palette: "day" | "sun"): void {
		if (palette === this.#palette) return;
		this.#palette = palette;
		let at = 0;
		for (const look of looks) {
			const { fill, ink, soft, border } = palettes[palette].looks[look];
			this.#colors[at++] = this.makeColor(fill);
			this.#colors[at++] = this.makeColor(ink);
			this.#colors[at++] = this.makeColor(soft);
			this.#colors[at++] = border === undefined ? noColor : this.makeColor(border);
		}
	}

	/** Fills a block's place with the background. */
	clear({ x, y, width, height }: Block): void {
		this.fill(this.color("ground", "fill"), x, y, width, height);
	}

	clearAll(): void {
		const { width, height } = this.renderer;
		this.fill(this.color("ground", "fill"), 0, 0, width, height);
	}

	/** `isPressed`: a finger is on it. */
	paint(block: Block, isPressed: boolean): void {
		const renderer = this.renderer;
		const { x, y, width, height } = block;
		const look = isPressed ? "pressed" : block.look;
		if (block.code !== undefined) return this.paintCode(block, block.code, look);
		renderer.begin(x, y, width, height);
		if (block.isRound) this.paintRound(block, look);
		else renderer.fillRectangle(this.color(look, "fill"), x, y, width, height);
		if (block.marks) this.paintMarks(block, block.marks, this.color(look, "ink"));
		this.paintSpans(block, look);
		renderer.end();
	}

	/**
	 * Draws new texts into a button that is already on the display, and leaves its corners and border, which are most
	 * of its rectangles. Returns false and draws nothing when a text reaches between the corners: a display with a
	 * frame buffer does not clip to the area that `begin` announces.
	 */
	paintInside(before: Block, block: Block): boolean {
		const { x, y, width, height } = block;
		const room = width - 2 * cornerPixels;
		for (let span = block.first; span !== undefined; span = span.next) if (!this.isInside(span, room)) return false;
		if (before.first !== block.first)
			for (let span = before.first; span !== undefined; span = span.next)
				if (!this.isInside(span, room)) return false;
		const renderer = this.renderer;
		const border = this.color(block.look, "border") === noColor ? 0 : this.palette.borderPixels;
		const inner = height - 2 * border;
		renderer.begin(x + cornerPixels, y + border, room, inner);
		renderer.fillRectangle(this.color(block.look, "fill"), x + cornerPixels, y + border, room, inner);
		this.paintSpans(block, block.look);
		renderer.end();
		return true;
	}

	/** The ring around a button that is being held: `part` of it, 0…1, clockwise from the top left. */
	paintRing(block: Block, part: number): void {
		const { x, y, width, height } = block;
		const color = this.makeColor(this.palette.stop);
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
		this.renderer.begin(x, y, width, height);
		this.renderer.fillRectangle(color, x, y, width, height);
		this.renderer.end();
	}

	private isInside(span: Span, room: number): boolean {
		const reach = span.align === "center" ? 0 : span.x - cornerPixels;
		return reach >= 0 && reach + this.renderer.getTextWidth(span.text, this.#fonts[span.size]) <= room;
	}

	private paintRound(block: Block, look: Look): void {
		const { x, y, width, height } = block;
		const fill = this.color(look, "fill");
		const border = this.color(look, "border");
		this.renderer.fillRectangle(this.color("ground", "fill"), x, y, width, height);
		if (border === noColor) return this.fillRound(fill, x, y, width, height);
		const stroke = this.palette.borderPixels;
		this.fillRound(border, x, y, width, height);
		this.fillRound(fill, x + stroke, y + stroke, width - 2 * stroke, height - 2 * stroke);
	}

	/** A round corner has three steps. A loop over a table of them would cost more than the drawing. */
	private fillRound(color: number, x: number, y: number, width: number, height: number): void {
		const renderer = this.renderer;
		const bottom = y + height;
		renderer.fillRectangle(color, x + 4, y, width - 8, 1);
		renderer.fillRectangle(color, x + 2, y + 1, width - 4, 1);
		renderer.fillRectangle(color, x + 1, y + 2, width - 2, 2);
		renderer.fillRectangle(color, x, y + 4, width, height - 8);
		renderer.fillRectangle(color, x + 1, bottom - 4, width - 2, 2);
		renderer.fillRectangle(color, x + 2, bottom - 2, width - 4, 1);
		renderer.fillRectangle(color, x + 4, bottom - 1, width - 8, 1);
	}

	private paintMarks({ x, y }: Block, marks: readonly Mark[], color: number): void {
		for (let index = 0; index < marks.length; index++) {
			const mark = marks[index]!;
			const own = mark.color === undefined ? color : this.makeColor(mark.color);
			this.renderer.fillRectangle(own, x + mark.x, y + mark.y, mark.width, mark.height);
		}
	}

	private paintSpans(block: Block, look: Look): void {
		for (let span = block.first; span !== undefined; span = span.next)
			this.paintSpan(span, block, this.color(look, span.isSoft ? "soft" : "ink"));
	}

	private paintSpan(span: Span, block: Block, color: number): void {
		const renderer = this.renderer;
		const font = this.#fonts[span.size];
		const room = span.width ?? block.width - (span.align === "center" ? 4 : span.x + 4);
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
	private paintCode(block: Block, code: string, look: Look): void {
		const { size, modules } = this.#qr.encode(code);
		const renderer = this.renderer;
		const fill = this.color(look, "fill");
		const ink = this.color(look, "ink");
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

	private get palette(): Palette {
		return palettes[this.#palette ?? "day"];
	}

	private color(look: Look, which: keyof typeof colorOf): number {
		return this.#colors[colorsPerLook * looks.indexOf(look) + colorOf[which]]!;
	}

	private makeColor([red, green, blue]: Rgb): number {
		return this.renderer.makeColor(red, green, blue);
	}
}
