// The keys for amounts, on the keypad and where cash is counted in.
import type { Action } from "../till/view.js";
import { area, button, span, type Block } from "./block.js";
import { primary } from "./buttons.js";
import { wrap } from "./format.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import { amount, fitting } from "./text.js";

type Digit = Extract<Action, { readonly kind: "digit" }>["key"];

const digits: readonly Digit[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "0", "delete"];
const columnPitch = 78;
/** Wider amounts are shown in the next smaller size, beside their label. */
const amountRoom = 150;

export const keyPitch = 44;
export const keyHeight = keyPitch - grid.margin;
export const deleteSign = "⌫";

/** Of a PIN: no key enters two digits. */
export function pinKeys(frame: Frame): readonly Block[] {
	return frame.keep("pin", () => digitKeys(true));
}

function digitKeys(isPin = false): Block[] {
	return digits.flatMap((key, index) => {
		if (isPin && key === "00") return [];
		const column = index % 3;
		const row = (index - column) / 3;
		const spans = [span(key === "delete" ? deleteSign : key, "large", "center", 0, 3)];
		const x = grid.margin + column * columnPitch;
		return button(x, grid.keysTop + row * keyPitch, 76, keyHeight, "tile", spans, { kind: "digit", key });
	});
}

/** While a notice has the place of the amount, the amount and its label are on the key that enters it. */
function enterKey(frame: Frame, label: string, typed: string): Block {
	const { margin, actionTop, actionHeight } = grid;
	const enter = frame.words.enter;
	const size = fitting(frame, typed, fullWidth - 28 - frame.measure(enter, "body"), ["large", "body"]);
	const spans = [
		span(enter, "body", "left", 10, 8),
		span(typed, size, "right", 10, size === "large" ? 2 : 8),
		span(label, "small", "center", 0, 41),
	];
	return button(margin, actionTop, fullWidth, actionHeight, "go", spans, { kind: "confirm" });
}

/** The amount that is being keyed in, its label beside it, and the keys. */
export function amountKeys(frame: Frame, label: string, amountMinor: number): Block[] {
	const typed = amount(frame, amountMinor);
	if (frame.hasNotice) return [...frame.keep("digits", () => digitKeys()), enterKey(frame, label, typed)];
	const size = frame.measure(typed, "amount") <= amountRoom ? "amount" : "large";
	const room = grid.width - 28 - frame.measure(typed, size);
	const purpose = wrap(label, room, 3, (text) => frame.measure(text, "small"));
	const [top, pitch] = purpose.length === 3 ? [-1, 14] : [4, 18];
	const spans = purpose.map((line, index) => span(line, "small", "left", 8, top + index * pitch, true, room));
	spans.push(span(typed, size, "right", 10, size === "amount" ? -5 : 6));
	const blocks: Block[] = [area(0, 24, grid.width, 46, { spans })];
	blocks.push(...frame.keep("digits", () => digitKeys()));
	blocks.push(primary(frame, frame.words.enter, "", "", { kind: "confirm" }));
	return blocks;
}
