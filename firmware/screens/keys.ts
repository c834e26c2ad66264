// Keypad for amounts, and letters for search. Letters come in groups: one touch opens a group, the next chooses, so
// that every key is wide enough for a wet thumb.
import type { Action, Body } from "../till/view.js";
import { area, button, span, type Block } from "./block.js";
import { wrap } from "./format.js";
import { amount, grid, primary, type Frame } from "./frame.js";

type BodyOf<Kind extends Body["kind"]> = Extract<Body, { readonly kind: Kind }>;
type Digit = Extract<Action, { readonly kind: "digit" }>["key"];

const digits: readonly Digit[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "0", "delete"];
export const letterGroups: readonly string[] = ["abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz", "0123456789"];

const keyPitch = 44;
const keyHeight = keyPitch - grid.margin;
const resultsShown = 3;
/** Wider amounts are shown in the next smaller size, beside what they are for. */
const amountRoom = 150;

export function keypadBlocks(frame: Frame, body: BodyOf<"keypad">): Block[] {
	return amountKeys(frame, frame.words.purposes[body.purpose], body.amountMinor);
}

function digitKeys(): Block[] {
	return digits.map((key, index) => {
		const column = index % 3;
		const row = (index - column) / 3;
		const spans = [span(key === "delete" ? "⌫" : key, "large", "center", 0, 3)];
		return button(grid.margin + column * 78, 72 + row * keyPitch, 76, keyHeight, "tile", spans, {
			kind: "digit",
			key,
		});
	});
}

/** An amount being keyed in, and beside it what it is for. */
export function amountKeys(frame: Frame, label: string, amountMinor: number): Block[] {
	const { words } = frame;
	const typed = amount(frame, amountMinor);
	const size = frame.measure(typed, "amount") <= amountRoom ? "amount" : "large";
	const room = grid.width - 28 - frame.measure(typed, size);
	const purpose = wrap(label, room, 2, (text) => frame.measure(text, "small"));
	const spans = purpose.map((line, index) => span(line, "small", "left", 8, 4 + index * 18, true, room));
	spans.push(span(typed, size, "right", 10, size === "amount" ? -5 : 6));
	const blocks: Block[] = [area(0, 24, grid.width, 46, { spans })];
	blocks.push(...frame.keep("digits", digitKeys));
	blocks.push(primary(frame, words.enter, "", "", { kind: "confirm" }));
	return blocks;
}

/** The groups, or the letters of the one that is open. */
function letterKeys(frame: Frame, group: string): Block[] {
	const { words } = frame;
	const blocks: Block[] = [];
	const keys = group === "" ? [...letterGroups, "delete"] : [...group, ...(group.length <= 8 ? [" ", "delete"] : [])];
	const columns = keys.length > 5 ? 5 : keys.length;
	const width = Math.floor((232 - (columns - 1) * grid.margin) / columns);
	const height = keys.length > 5 ? 55 : 114;
	keys.forEach((key, index) => {
		const column = index % columns;
		const row = (index - column) / columns;
		const isGroup = group === "" && key !== "delete";
		const label = key === "delete" ? "⌫" : key === " " ? "␣" : key === "0123456789" ? "0-9" : key;
		const size = isGroup ? "small" : "large";
		blocks.push(
			button(
				grid.margin + column * (width + grid.margin),
				203 + row * 59,
				width,
				height,
				isGroup ? "quiet" : "tile",
				[
					span(
						label === "␣" ? words.space : label,
						label === "␣" ? "small" : size,
						"center",
						0,
						(height - (isGroup ? 20 : 34)) >> 1,
					),
				],
				{ kind: "letter", key },
			),
		);
	});
	return blocks;
}

/** `group` is the letters that are open now, if any; `openGroup` belongs to Screens and never leaves it. */
export function searchBlocks(frame: Frame, body: BodyOf<"search">, group: string): Block[] {
	const { words } = frame;
	const isEmpty = body.query === "";
	const blocks: Block[] = [
		area(64, 26, 172, 40, {
			spans: [
				span(
					isEmpty ? words.typeName : `${body.query}_`,
					isEmpty ? "body" : "large",
					"left",
					8,
					isEmpty ? 8 : 3,
					isEmpty,
				),
			],
		}),
	];
	body.results.slice(0, resultsShown).forEach((tile, index) => {
		const price = amount(frame, tile.priceMinor);
		const room = 208 - frame.measure(price, "body");
		const spans = [span(tile.name, "body", "left", 8, 8, false, room), span(price, "body", "right", 8, 8)];
		blocks.push(button(grid.margin, 70 + index * keyPitch, 232, keyHeight, "tile", spans, tile.action));
	});
	if (!isEmpty && body.results.length === 0) {
		blocks.push(area(0, 100, grid.width, 24, { spans: [span(words.nothingFound, "body", "center", 0, 0, true)] }));
	}
	blocks.push(...frame.keep(`letters ${group}`, () => letterKeys(frame, group)));
	return blocks;
}
