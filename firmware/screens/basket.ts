// The lines of the basket.
import { limits } from "../core/limits.js";
import type { BasketLine } from "../till/view.js";
import { area, button, span, type Block } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { lineName } from "./format.js";
import { grid, type Frame } from "./frame.js";
import { title } from "./lists.js";
import type { BodyOf, Screen } from "./screen.js";
import { amount, fitting, sentence } from "./text.js";

const shown = limits.basketLinesShown;
/** Of the first place, which a notice takes. */
const linesTop = grid.keysTop - grid.targetMin;

function lineBlock(frame: Frame, line: BasketLine, index: number, place: number, isSelected: boolean): Block {
	const price = amount(frame, line.amountMinor);
	const room = grid.width - 28 - frame.measure(price, "body");
	const block = area(0, linesTop + place * grid.targetMin, grid.width, grid.targetMin, {
		look: isSelected ? "selected" : "ground",
		spans: [
			span(lineName(line), "body", "left", 8, line.note ? 1 : 10, line.isPromotion, room),
			span(price, "body", "right", 8, line.note ? 1 : 10, line.isPromotion),
			...(line.note ? [span(line.note, "small", "left", 8, 24, true, grid.width - 16)] : []),
		],
	});
	return line.isPromotion ? block : { ...block, action: { kind: "line", index } };
}

function removedBlock({ words }: Frame, name: string, place: number): Block {
	const spans = [span(`${words.removed} ${name}`, "body", "left", 8, 10, true)];
	const block = area(0, linesTop + place * grid.targetMin, grid.width, grid.targetMin, { spans });
	return { ...block, action: { kind: "line", index: -1 } };
}

/** Where "−" and "remove" were, nothing can be pressed: pressing on after the last piece changes no other line. */
function removedRow(frame: Frame, takesTexts: boolean): Block[] {
	const { undo } = frame.words;
	const row = lineButtons(frame, takesTexts).map(({ label }): RowButton => ({ label, action: undefined }));
	const keys = buttonRow(frame, row);
	const less = keys[0]!;
	const remove = keys[keys.length - 1]!;
	const left = less.x + less.width + grid.margin;
	const width = remove.x - grid.margin - left;
	const size = fitting(frame, undo, width - 8, ["body", "small"]);
	const text = span(undo, size, "center", 0, (grid.rowHeight - (size === "body" ? 24 : 20)) >> 1);
	return [less, button(left, grid.rowTop, width, grid.rowHeight, "quiet", [text], { kind: "undo" }), remove];
}

function lineButtons({ words }: Frame, takesTexts: boolean): RowButton[] {
	const row: RowButton[] = [
		{ label: "−", action: { kind: "quantity", delta: -1 } },
		{ label: "+", action: { kind: "quantity", delta: 1 } },
	];
	if (takesTexts) row.push({ label: words.note, action: { kind: "lineNote" } });
	row.push({ label: words.remove, action: { kind: "remove" } });
	return row;
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

/** The lines from `first` on, and the one that was removed, which is of use only while it can be put back. */
function lineBlocks(frame: Frame, body: BodyOf<"basket">): Block[] {
	const { lines, first, selected, removed } = body;
	let from = first;
	let count = Math.min(shown, lines.length + (removed ? 1 : 0) - first);
	if (frame.hasNotice && count === shown) {
		// Lines stay where they are below a notice, unless it would cover the one that the buttons change.
		if ((removed?.index ?? selected) !== first) from++;
		count--;
	}
	const blocks: Block[] = [];
	for (let place = shown - count; place < shown; place++) {
		let index = from++;
		if (removed && index === removed.index) {
			blocks.push(removedBlock(frame, removed.name, place));
			continue;
		}
		if (removed && index > removed.index) index--;
		const line = lines[index]!;
		const isSelected = index === selected;
		const key = `${index} ${place} ${isSelected} ${line.quantity} ${line.amountMinor} ${line.name} ${line.note}`;
		blocks.push(...frame.keep(key, () => [lineBlock(frame, line, index, place, isSelected)]));
	}
	return blocks;
}

export const basketScreen: Screen<"basket"> = {
	layOut(frame, body) {
		const { words } = frame;
		const { lines, first, selected, removed } = body;
		const isEmpty = lines.length === 0;
		const blocks = lineBlocks(frame, body);
		// Four lines take its place.
		if (blocks.length < shown) blocks.push(...frame.keep("title", () => [title(words.basket)]));
		if (isEmpty) blocks.push(sentence(frame, words.basketEmpty, "body", 90, 2, true));
		const rowKey = `row ${selected === undefined} ${removed === undefined} ${first} ${lines.length} ${body.parked}`;
		const row = (): Block[] => {
			if (removed) return removedRow(frame, body.takesTexts);
			return buttonRow(
				frame,
				selected === undefined ? basketButtons(frame, body) : lineButtons(frame, body.takesTexts),
			);
		};
		blocks.push(...frame.keep(rowKey, row));
		const tax = body.taxMinor === 0 ? "" : `${words.inclTax} ${amount(frame, body.taxMinor)}`;
		const pay = isEmpty ? undefined : ({ kind: "pay" } as const);
		blocks.push(primary(frame, words.pay, amount(frame, body.totalMinor), tax, pay));
		return blocks;
	},
	hasBack: () => true,
};
