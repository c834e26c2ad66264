// The lines of the basket.
import { limits } from "../core/limits.js";
import type { BasketLine } from "../till/view.js";
import { area, span, type Block } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { lineName } from "./format.js";
import { grid, type Frame } from "./frame.js";
import type { BodyOf, Screen } from "./screen.js";
import { amount } from "./text.js";

const shown = limits.basketLinesShown;

function lineBlock(frame: Frame, line: BasketLine, index: number, place: number, isSelected: boolean): Block {
	const price = amount(frame, line.amountMinor);
	const room = grid.width - 28 - frame.measure(price, "body");
	const block = area(0, grid.contentTop + place * grid.targetMin, grid.width, grid.targetMin, {
		look: isSelected ? "selected" : "ground",
		spans: [
			span(lineName(line), "body", "left", 8, 10, line.isPromotion, room),
			span(price, "body", "right", 8, 10, line.isPromotion),
		],
	});
	return line.isPromotion ? block : { ...block, action: { kind: "line", index } };
}

function lineButtons({ words }: Frame): RowButton[] {
	return [
		{ label: "−", action: { kind: "quantity", delta: -1 } },
		{ label: "+", action: { kind: "quantity", delta: 1 } },
		{ label: words.remove, action: { kind: "remove" } },
	];
}

function basketButtons({ words }: Frame, { lines, first, parked }: BodyOf<"basket">): RowButton[] {
	const row: RowButton[] = [];
	if (first > 0) row.push({ label: "▲", action: { kind: "page", index: Math.max(0, first - shown) } });
	if (first + shown < lines.length) row.push({ label: "▼", action: { kind: "page", index: first + shown } });
	if (lines.length > 0)
		row.push(
			{ label: words.park, action: { kind: "park" } },
			{ label: words.voidSale, action: { kind: "void" }, look: "stop", isHold: true },
		);
	else if (parked > 0) row.push({ label: `${words.parked} ${parked}`, action: { kind: "parked" } });
	return row;
}

export const basketScreen: Screen<"basket"> = {
	layOut(frame, body) {
		const { words } = frame;
		const { lines, first, selected } = body;
		const isEmpty = lines.length === 0;
		const blocks: Block[] = [];
		if (isEmpty) {
			const spans = [span(words.basketEmpty, "body", "center", 0, 0, true)];
			blocks.push(area(0, 90, grid.width, 24, { spans }));
		}
		for (let place = 0; place < shown; place++) {
			const index = first + place;
			const line = lines[index];
			if (line === undefined) break;
			const isSelected = index === selected;
			const key = `${index} ${place} ${isSelected} ${line.quantity} ${line.amountMinor} ${line.name}`;
			blocks.push(...frame.keep(key, () => [lineBlock(frame, line, index, place, isSelected)]));
		}
		const rowKey = `row ${selected === undefined} ${first} ${lines.length} ${body.parked}`;
		const row = (): Block[] =>
			buttonRow(frame, selected === undefined ? basketButtons(frame, body) : lineButtons(frame));
		blocks.push(...frame.keep(rowKey, row));
		const tax = body.taxMinor === 0 ? "" : `${words.inclTax} ${amount(frame, body.taxMinor)}`;
		const pay = isEmpty ? undefined : ({ kind: "pay" } as const);
		blocks.push(primary(frame, words.pay, amount(frame, body.totalMinor), tax, pay));
		return blocks;
	},
	hasBack: () => true,
};
