// The grid that all screens share (docs/screens.md): status bar on top, content, one action bar whose primary action is
// always at the same place.
import type { Action } from "../till/view.js";
import { button, span, type Block, type FontSize, type Span } from "./block.js";
import { amountText } from "./format.js";
import type { Look } from "./palette.js";
import type { Words } from "./text.js";

export const grid = {
	width: 240,
	height: 320,
	barHeight: 24,
	contentTop: 24,
	/** A row of secondary buttons above the action bar. */
	rowTop: 203,
	rowHeight: 44,
	actionTop: 251,
	actionHeight: 66,
	margin: 4,
	/** Touch targets are at least this wide and high. */
	targetMin: 44,
} as const;

/** What every screen needs to lay itself out. */
export interface Frame {
	readonly words: Words;
	readonly decimals: number;
	readonly symbol: string;
	readonly uptimeMs: number;
	/** A sentence lies above the secondary row: what must stay readable moves up. */
	readonly hasNotice: boolean;
	measure(text: string, size: FontSize): number;
	/**
	 * Blocks that depend on `key` alone, made once while the same kind of screen stands: laying out costs more than
	 * looking up.
	 */
	keep(key: string, make: () => Block[]): readonly Block[];
	/**
	 * The same for what hangs on one object that the till hands out again and again while nothing in it changes. One
	 * such object is remembered.
	 */
	keepFor(subject: object, make: () => readonly Block[]): readonly Block[];
}

export const amount = (frame: Frame, minor: number): string => amountText(minor, frame.decimals);

/** The first of these sizes, from the largest on, in which a text is no wider than the room; else the last. */
export function fitting(frame: Frame, text: string, room: number, sizes: readonly FontSize[]): FontSize {
	let at = 0;
	while (at < sizes.length - 1 && frame.measure(text, sizes[at]!) > room) at++;
	return sizes[at]!;
}

const fullWidth = grid.width - 2 * grid.margin;

/** The big button at the bottom: a word, or a word and an amount as large as they fit. */
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
	const amountSize: FontSize =
		frame.measure(amountLabel, "amount") + frame.measure(label, "body") <= room
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

/** Buttons side by side over the whole width. */
export interface RowButton {
	readonly label: string;
	readonly action: Action;
	readonly look?: Look;
	readonly isHold?: boolean;
}

export function buttonRow(
	frame: Frame,
	buttons: readonly RowButton[],
	top: number = grid.rowTop,
	height: number = grid.rowHeight,
): Block[] {
	const count = buttons.length;
	const width = Math.floor((fullWidth - (count - 1) * grid.margin) / count);
	const isNarrow = buttons.some(({ label }) => frame.measure(label, "body") > width - 8);
	const size: FontSize = isNarrow ? "small" : "body";
	const textTop = (height - (isNarrow ? 20 : 24)) >> 1;
	return buttons.map(({ label, action, look = "quiet", isHold = false }, index) => {
		return button(
			grid.margin + index * (width + grid.margin),
			top,
			width,
			height,
			look,
			isHold
				? [
						span(label, size, "center", 0, textTop - 7),
						span(frame.words.holdToConfirm, "small", "center", 0, textTop + 10, true),
					]
				: [span(label, size, "center", 0, textTop)],
			action,
			isHold,
		);
	});
}
