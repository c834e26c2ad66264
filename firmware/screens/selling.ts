// The screens of ringing up: favourites, basket, search.
import type { Action, BasketLine, Body, Tile } from "../till/view.js";
import { limits } from "../core/limits.js";
import { area, button, span, type Block, type Span } from "./block.js";
import { wrap } from "./format.js";
import { amount, buttonRow, grid, primary, type Frame, type RowButton } from "./frame.js";

type BodyOf<Kind extends Body["kind"]> = Extract<Body, { readonly kind: Kind }>;

const tileWidth = 114;
const tileHeight = 48;
const tilesTop = grid.contentTop + grid.margin;

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

/** "2 × Croissant" or the promotion's name. */
function lineName(line: BasketLine): string {
	return line.isPromotion || line.quantity === 0 ? line.name : `${line.quantity} × ${line.name}`;
}

function sellRow(frame: Frame, body: BodyOf<"sell">): RowButton[] {
	const { words } = frame;
	const row: RowButton[] = [
		{ label: words.search, action: { kind: "search" } },
		{ label: words.price, action: { kind: "openPrice" } },
		{ label: words.menu, action: { kind: "menu" } },
	];
	if (body.pages > 1) {
		row.push({
			label: `${body.page + 1}/${body.pages} ›`,
			action: { kind: "page", index: (body.page + 1) % body.pages },
		});
	}
	return row;
}

function tileBlocks(frame: Frame, tiles: readonly Tile[]): Block[] {
	return tiles.flatMap((tile, index) => {
		const item = tile.action.kind === "item" ? tile.action.index : index;
		return frame.keep(`${index} ${item} ${tile.priceMinor} ${tile.name}`, () => [tileBlock(frame, tile, index)]);
	});
}

export function sellBlocks(frame: Frame, body: BodyOf<"sell">): Block[] {
	const { words } = frame;
	const blocks = frame
		.keepFor(body.tiles, () => tileBlocks(frame, body.tiles))
		.concat(frame.keep(`row ${body.page} ${body.pages}`, () => buttonRow(frame, sellRow(frame, body))));
	const { last } = body;
	const spans: Span[] = [];
	if (last === undefined) spans.push(span(words.scanOrTap, "small", "center", 0, 0, true));
	else {
		const price = amount(frame, last.amountMinor);
		spans.push(
			span(`✓ ${lineName(last)}`, "small", "left", 8, 0, false, grid.width - 24 - frame.measure(price, "small")),
		);
		spans.push(span(price, "small", "right", 8, 0));
	}
	blocks.push(area(0, 183, grid.width, 20, { spans }));
	if (body.units === 0) {
		blocks.push(primary(frame, words.pay, amount(frame, 0), "", undefined));
		return blocks;
	}
	const basketWidth = 64;
	blocks.push(
		button(
			grid.margin,
			grid.actionTop,
			basketWidth,
			grid.actionHeight,
			"quiet",
			[span(String(body.units), "large", "center", 0, 4), span(words.basket, "small", "center", 0, 40, true)],
			{ kind: "basket" },
		),
	);
	const x = 2 * grid.margin + basketWidth;
	blocks.push(
		primary(frame, words.pay, amount(frame, body.totalMinor), "", { kind: "pay" }, x, grid.width - grid.margin - x),
	);
	return blocks;
}

function basketRow(frame: Frame, line: BasketLine, index: number, place: number, isSelected: boolean): Block {
	const price = amount(frame, line.amountMinor);
	const action: Action | undefined = line.isPromotion ? undefined : { kind: "line", index };
	return {
		...area(0, grid.contentTop + place * grid.targetMin, grid.width, grid.targetMin, {
			look: isSelected ? "selected" : "ground",
			spans: [
				span(
					lineName(line),
					"body",
					"left",
					8,
					10,
					line.isPromotion,
					grid.width - 28 - frame.measure(price, "body"),
				),
				span(price, "body", "right", 8, 10, line.isPromotion),
			],
		}),
		action,
	};
}

function basketButtons(frame: Frame, body: BodyOf<"basket">): RowButton[] {
	const { words } = frame;
	const shown = limits.basketLinesShown;
	const row: RowButton[] = [];
	if (body.selected !== undefined) {
		row.push(
			{ label: "−", action: { kind: "quantity", delta: -1 } },
			{ label: "+", action: { kind: "quantity", delta: 1 } },
			{ label: words.remove, action: { kind: "remove" } },
		);
	} else {
		if (body.first > 0) row.push({ label: "▲", action: { kind: "page", index: Math.max(0, body.first - shown) } });
		if (body.first + shown < body.lines.length)
			row.push({ label: "▼", action: { kind: "page", index: body.first + shown } });
		if (body.lines.length > 0) row.push({ label: words.park, action: { kind: "park" } });
		else if (body.parked > 0) row.push({ label: `${words.parked} ${body.parked}`, action: { kind: "parked" } });
		if (body.lines.length > 0)
			row.push({ label: words.voidSale, action: { kind: "void" }, look: "stop", isHold: true });
	}
	return row;
}

export function basketBlocks(frame: Frame, body: BodyOf<"basket">): Block[] {
	const { words } = frame;
	const shown = limits.basketLinesShown;
	const blocks: Block[] = [];
	if (body.lines.length === 0) {
		blocks.push(area(0, 90, grid.width, 24, { spans: [span(words.basketEmpty, "body", "center", 0, 0, true)] }));
	}
	for (let place = 0; place < shown; place++) {
		const index = body.first + place;
		const line = body.lines[index];
		if (line === undefined) break;
		const isSelected = index === body.selected;
		const key = `${index} ${place} ${isSelected} ${line.quantity} ${line.amountMinor} ${line.name}`;
		blocks.push(...frame.keep(key, () => [basketRow(frame, line, index, place, isSelected)]));
	}
	const rowKey = `row ${body.selected === undefined} ${body.first} ${body.lines.length} ${body.parked}`;
	blocks.push(...frame.keep(rowKey, () => buttonRow(frame, basketButtons(frame, body))));
	const tax = body.taxMinor === 0 ? "" : `${words.inclTax} ${amount(frame, body.taxMinor)}`;
	blocks.push(
		primary(
			frame,
			words.pay,
			amount(frame, body.totalMinor),
			tax,
			body.lines.length === 0 ? undefined : { kind: "pay" },
		),
	);
	return blocks;
}
