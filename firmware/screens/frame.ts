// The grid that all screens share (docs/screens.md): a status bar on top, the content, and an action bar whose primary
// action is always in the same place.
import type { NameDrawings } from "../core/ports.js";
import type { DecimalMark } from "../core/money.js";
import type { Words } from "../words/words.js";
import type { Block, FontSize } from "./block.js";

export const grid = {
	width: 240,
	height: 320,
	barHeight: 24,
	contentTop: 24,
	/** Notices, under the status bar. No block with an action reaches into it. */
	noticeTop: 25,
	noticeHeight: 47,
	/** Where blocks with an action begin. */
	keysTop: 72,
	/** A row of secondary buttons above the action bar. */
	rowTop: 204,
	rowHeight: 44,
	actionTop: 251,
	actionHeight: 66,
	margin: 4,
	/** Touch targets are at least this wide and high. */
	targetMin: 44,
} as const;

/** The width between the margins. */
export const fullWidth = grid.width - 2 * grid.margin;

/** What every screen needs to lay itself out. */
export interface Frame {
	readonly words: Words;
	readonly decimals: number;
	readonly decimalMark: DecimalMark;
	readonly symbol: string;
	readonly uptimeMs: number;
	/** A notice has the place under the status bar: what must stay readable moves below it. */
	readonly hasNotice: boolean;
	measure(text: string, size: FontSize): number;
	/** Texts that are drawn by pictures, which cannot be broken into lines; undefined where there are none. */
	readonly names: NameDrawings | undefined;
	/**
	 * Blocks that depend on `key` alone. They are made once while the same kind of screen is shown: laying out costs
	 * more than looking up.
	 */
	keep(key: string, make: () => Block[]): readonly Block[];
	/**
	 * The same for blocks that depend on an object which the till hands out again while nothing in it changes. Only the
	 * last such object is remembered.
	 */
	keepFor(subject: object, make: () => readonly Block[]): readonly Block[];
}
