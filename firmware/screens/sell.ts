// Ringing up: favourites, the last line, and the way to pay.
import type { Tile } from "../till/view.js";
import { area, button, span, type Block, type Span } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { lineName, wrap } from "./format.js";
import { grid, type Frame } from "./frame.js";
import type { BodyOf, Screen } from "./screen.js";
import { amount } from "./text.js";

const tileWidth = 114;
const tileHeight = 48;
const tilesTop = grid.contentTop + grid.margin;
const basketWidth = 64;
/** Of the primary action, right of the basket. */
const payLeft = 2 * grid.margin + basketWidth;
const payWidth = grid.width - grid.margin - payLeft;

function tileBlock(frame: Frame, tile: Tile, index: number): Block {
	const column = index % 2;
	const row = (index - column) / 2;
	const price = amount(frame, tile.priceMinor);
	const spans: Span[] = [];
	if (frame.measure(tile.name, "body") <= tileWidth - 12) {
		spans.push(span(tile.name, "body", "left", 6, 1));
	} else {
		const [first = "", ...rest] = wrap(tile.name, tileWidth - 12, 2, (text) => frame.measure(text, "small"));
		spans.push(span(first, "small", "left", 6, 3));
		const room = tileWidth - 18 - frame.measure(price, "small");
		if (rest.length > 0) spans.push(span(rest.join(" "), "small", "left", 6, 24, false, room));
	}
	spans.push(span(price, "small", "right", 6, 25, true));
	const x = grid.margin + column * (tileWidth + grid.margin);
	return button(x, tilesTop + row * (tileHeight + grid.margin), tileWidth, tileHeight, "tile", spans, tile.action);
}

function tileBlocks(frame: Frame, tiles: readonly Tile[]): Block[] {
	return tiles.map((tile, index) => tileBlock(frame, tile, index));
}

function sellRow({ words }: Frame, { page, pages }: BodyOf<"sell">): RowButton[] {
	const row: RowButton[] = [
		{ label: words.search, action: { kind: "search" } },
		{ label: words.price, action: { kind: "openPrice" } },
		{ label: words.menu, action: { kind: "menu" } },
	];
	if (pages > 1) row.push({ label: `${page + 1}/${pages} ›`, action: { kind: "page", index: (page + 1) % pages } });
	return row;
}

function lastLine(frame: Frame, { last }: BodyOf<"sell">): Block {
	const spans: Span[] = [];
	if (last === undefined) spans.push(span(frame.words.scanOrTap, "small", "center", 0, 0, true));
	else {
		const price = amount(frame, last.amountMinor);
		spans.push(
			span(`✓ ${lineName(last)}`, "small", "left", 8, 0, false, grid.width - 24 - frame.measure(price, "small")),
			span(price, "small", "right", 8, 0),
		);
	}
	return area(0, 183, grid.width, 20, { spans });
}

export const sellScreen: Screen<"sell"> = {
	layOut(frame, body) {
		const { words } = frame;
		const blocks = frame
			.keepFor(body.tiles, () => tileBlocks(frame, body.tiles))
			.concat(frame.keep(`row ${body.page} ${body.pages}`, () => buttonRow(frame, sellRow(frame, body))));
		blocks.push(lastLine(frame, body));
		const total = amount(frame, body.totalMinor);
		if (body.units === 0) {
			blocks.push(primary(frame, words.pay, total, "", undefined));
			return blocks;
		}
		const { margin, actionTop, actionHeight } = grid;
		const spans = [
			span(String(body.units), "large", "center", 0, 4),
			span(words.basket, "small", "center", 0, 40, true),
		];
		blocks.push(
			button(margin, actionTop, basketWidth, actionHeight, "quiet", spans, { kind: "basket" }),
			primary(frame, words.pay, total, "", { kind: "pay" }, payLeft, payWidth),
		);
		return blocks;
	},
	hasBack: () => false,
	barAction: { kind: "queue" },
};
