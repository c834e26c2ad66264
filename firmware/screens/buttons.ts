// The buttons that screens share: the primary action, and rows of secondary ones.
import type { Action } from "../till/view.js";
import { button, span, type Block, type FontSize, type Span } from "./block.js";
import { wrap } from "./format.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import type { Look } from "./palette.js";
import { fitting } from "./text.js";

/** The primary action at the bottom: a label alone, or a label and an amount in the largest size that fits. */
export function primary(
	frame: Frame,
	label: string,
	amountLabel: string,
	below: string,
	action: Action | undefined,
	x: number = grid.margin,
	width: number = fullWidth,
): Block {
	const look: Look = action === undefined ? "off" : "go";
	return button(
		x,
		grid.actionTop,
		width,
		grid.actionHeight,
		look,
		primarySpans(frame, label, amountLabel, below, width),
		action,
	);
}

function primarySpans(frame: Frame, label: string, amountLabel: string, below: string, width: number): Span[] {
	if (amountLabel === "") {
		if (below === "") return [span(label, "large", "center", 0, 15)];
		return [span(label, "large", "center", 0, 6), span(below, "small", "center", 0, 40, true)];
	}
	const room = width - 28;
	const leftWidth = Math.max(frame.measure(label, "body"), below === "" ? 0 : frame.measure(below, "small"));
	const amountSize: FontSize =
		frame.measure(amountLabel, "amount") + leftWidth <= room
			? "amount"
			: fitting(frame, amountLabel, width - 20, ["large", "body"]);
	const amountWidth = frame.measure(amountLabel, amountSize);
	const labelSize: FontSize = amountWidth + frame.measure(label, "large") <= room ? "large" : "body";
	const isTight = amountWidth + frame.measure(label, labelSize) > room;
	const labelTop = isTight ? 2 : labelSize === "large" ? 15 : 20;
	const spans = [
		span(label, labelSize, "left", 10, below === "" ? labelTop : labelTop - 10),
		span(amountLabel, amountSize, "right", 10, isTight ? 26 : amountSize === "amount" ? 6 : 15),
	];
	if (below !== "") spans.push(span(below, "small", "left", 10, 41, true, width - 24 - amountWidth));
	return spans;
}

export interface RowButton {
	readonly label: string;
	/** Undefined where it cannot be pressed. */
	readonly action: Action | undefined;
	readonly look?: Look;
	readonly isHold?: boolean;
}

/** Around the text of a button in a row. */
const rowPadding = 8;

/**
 * Equal widths; where a text is too long for that, each button is as wide as its text and a share of what is left, if
 * there is room for all.
 */
function rowWidths(frame: Frame, buttons: readonly RowButton[], size: FontSize, equal: number): number[] | undefined {
	const widths = buttons.map(({ label, isHold }) => {
		const held = isHold ? frame.measure(frame.words.holdToConfirm, "small") : 0;
		return Math.max(Math.max(frame.measure(label, size), held) + rowPadding, grid.targetMin - grid.margin);
	});
	if (widths.every((width) => width <= equal)) return undefined;
	const room = fullWidth - (buttons.length - 1) * grid.margin;
	const left = widths.reduce((rest, width) => rest - width, room);
	return left < 0 ? undefined : widths.map((width) => width + Math.floor(left / buttons.length));
}

/** Buttons side by side over the whole width. */
export function buttonRow(
	frame: Frame,
	buttons: readonly RowButton[],
	top: number = grid.rowTop,
	height: number = grid.rowHeight,
): Block[] {
	const count = buttons.length;
	const equal = Math.floor((fullWidth - (count - 1) * grid.margin) / count);
	const isNarrow = buttons.some(({ label }) => frame.measure(label, "body") > equal - rowPadding);
	const size: FontSize = isNarrow ? "small" : "body";
	const widths = isNarrow ? rowWidths(frame, buttons, size, equal) : undefined;
	const textTop = (height - (isNarrow ? 20 : 24)) >> 1;
	let x: number = grid.margin;
	return buttons.map(({ label, action, look = action === undefined ? "off" : "quiet", isHold = false }, index) => {
		const width = widths?.[index] ?? equal;
		const left = x;
		const room = width - rowPadding;
		x += width + grid.margin;
		return button(
			left,
			top,
			width,
			height,
			look,
			isHold
				? [
						span(label, size, "center", 0, textTop - 7),
						span(frame.words.holdToConfirm, "small", "center", 0, textTop + 10, true),
					]
				: isNarrow && frame.measure(label, "small") > room && !frame.names?.find(label)
					? twoLines(frame, label, room, height)
					: [span(label, size, "center", 0, textTop)],
			action,
			isHold,
		);
	});
}

/** A name that is too long for one line. */
function twoLines(frame: Frame, label: string, room: number, height: number): Span[] {
	const lines = wrap(label, room, 2, (text) => frame.measure(text, "small"));
	return lines.map((line, at) => span(line, "small", "center", 0, ((height - 20 * lines.length) >> 1) + 20 * at));
}
