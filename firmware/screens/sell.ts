// Ringing up: favourites, the last line, and the way to pay.
import type { Action, Tile } from "../till/view.js";
import { area, button, span, type Block, type Span } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { lineName, wrap } from "./format.js";
import { grid, type Frame } from "./frame.js";
import type { BodyOf, Screen } from "./screen.js";
import { amount } from "./text.js";

const tileWidth = 114;
const tileHeight = 40;
const basketWidth = 64;
/** Of the primary action, right of the basket. */
const payLeft = 2 * grid.margin + basketWidth;
const payWidth = grid.width - grid.margin - payLeft;

function tileBlock(frame: Frame, tile: Tile, index: number): Block {
	const column = index % 2;
	const row = (index - column) / 2;
	const price = amount(frame, tile.priceMinor);
	const spans: Span[] = [];
	if (frame.measure(tile.name, "body") <= tileWidth - 12 || frame.names?.find(tile.name)) {
		spans.push(span(tile.name, "body", "left", 6, 0));
	} else {
		const [first = "", ...rest] = wrap(tile.name, tileWidth - 12, 2, (text) => frame.measure(text, "small"));
		spans.push(span(first, "small", "left", 6, 0));
		const room = tileWidth - 18 - frame.measure(price, "small");
		if (rest.length > 0) spans.push(span(rest.join(" "), "small", "left", 6, 19, false, room));
	}
	spans.push(span(price, "small", "right", 6, 19, true));
	const x = grid.margin + column * (tileWidth + grid.margin);
	return button(
		x,
		grid.keysTop + row * (tileHeight + grid.margin),
		tileWidth,
		tileHeight,
		"tile",
		spans,
		tile.action,
	);
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

/** The line added last, in the place that notices take. */
function lastLine(frame: Frame, { last, parked }: BodyOf<"sell">): Block {
	const spans: Span[] = [];
	if (last === undefined) spans.push(span(frame.words.scanOrTap, "small", "center", 0, 13, true));
	else {
		const price = amount(frame, last.amountMinor);
		const room = grid.width - 24 - frame.measure(price, "body");
		const top = parked > 0 ? 0 : 11;
		spans.push(
			span(`✓ ${lineName(last)}`, "body", "left", 8, top, false, room),
			span(price, "body", "right", 8, top),
		);
		if (parked > 0) spans.push(span(`${frame.words.parked} ${parked}`, "small", "left", 8, 25, true));
	}
	return area(0, grid.noticeTop, grid.width, grid.noticeHeight - 1, { spans });
}

/** The button left of the primary action: the basket or, while that is empty, the parked sales. */
function countButton(count: number, label: string, action: Action): Block {
	const spans = [span(String(count), "large", "center", 0, 4), span(label, "small", "center", 0, 40, true)];
	return button(grid.margin, grid.actionTop, basketWidth, grid.actionHeight, "quiet", spans, action);
}

export const sellScreen: Screen<"sell"> = {
	layOut(frame, body) {
		const { words } = frame;
		const blocks = frame
			.keepFor(body.tiles, () => tileBlocks(frame, body.tiles))
			.concat(frame.keep(`row ${body.page} ${body.pages}`, () => buttonRow(frame, sellRow(frame, body))));
		blocks.push(lastLine(frame, body));
		const total = amount(frame, body.totalMinor);
		const { units, parked } = body;
		if (units > 0)
			blocks.push(
				countButton(units, words.basket, { kind: "basket" }),
				primary(frame, words.pay, total, "", { kind: "pay" }, payLeft, payWidth),
			);
		else if (parked > 0)
			blocks.push(
				countButton(parked, words.parked, { kind: "parked" }),
				primary(frame, words.pay, total, "", undefined, payLeft, payWidth),
			);
		else blocks.push(primary(frame, words.pay, total, "", undefined));
		return blocks;
	},
	hasBack: () => false,
	barAction: { kind: "queue" },
};
