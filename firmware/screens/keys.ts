// The keys for amounts, on the keypad and where cash is counted in.
import type { Action } from "../till/view.js";
import { area, button, span, type Block } from "./block.js";
import { primary } from "./buttons.js";
import { wrap } from "./format.js";
import { grid, type Frame } from "./frame.js";
import { amount } from "./text.js";

type Digit = Extract<Action, { readonly kind: "digit" }>["key"];

const digits: readonly Digit[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "0", "delete"];
const columnPitch = 78;
const keysTop = 72;
/** Wider amounts are shown in the next smaller size, beside their label. */
const amountRoom = 150;

export const keyPitch = 44;
export const keyHeight = keyPitch - grid.margin;
export const deleteSign = "⌫";

function digitKeys(): Block[] {
	return digits.map((key, index) => {
		const column = index % 3;
		const row = (index - column) / 3;
		const spans = [span(key === "delete" ? deleteSign : key, "large", "center", 0, 3)];
		const x = grid.margin + column * columnPitch;
		return button(x, keysTop + row * keyPitch, 76, keyHeight, "tile", spans, { kind: "digit", key });
	});
}

/** The amount that is being keyed in, its label beside it, and the keys. */
export function amountKeys(frame: Frame, label: string, amountMinor: number): Block[] {
	const typed = amount(frame, amountMinor);
	const size = frame.measure(typed, "amount") <= amountRoom ? "amount" : "large";
	const room = grid.width - 28 - frame.measure(typed, size);
	const purpose = wrap(label, room, 2, (text) => frame.measure(text, "small"));
	const spans = purpose.map((line, index) => span(line, "small", "left", 8, 4 + index * 18, true, room));
	spans.push(span(typed, size, "right", 10, size === "amount" ? -5 : 6));
	const blocks: Block[] = [area(0, 24, grid.width, 46, { spans })];
	blocks.push(...frame.keep("digits", digitKeys));
	blocks.push(primary(frame, frame.words.enter, "", "", { kind: "confirm" }));
	return blocks;
}
