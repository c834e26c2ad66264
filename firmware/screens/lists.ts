// Parts of screens that show rows of labels and numbers.
import { area, span, type Block, type Span } from "./block.js";
import { grid, type Frame } from "./frame.js";

export const rowPitch = 20;
export const rowsTop = 62;
/** Below a notice. */
const lowerTop = 74;
const lowerPitch = 19;
/** Rows end above the action bar. */
const rowsBottom = 246;
export const rowsShown = Math.floor((rowsBottom - rowsTop) / rowPitch);

const titleTop = 30;

export type Pair = readonly [label: string, value: string];

export function title(text: string): Block {
	return area(0, titleTop, grid.width, 28, { spans: [span(text, "body", "center", 0, 0)] });
}

/** Labels with their values, as many as there is room for; one block, because they change together. */
export function pairs(frame: Frame, rows: readonly Pair[]): Block {
	const spans: Span[] = [];
	const top = frame.hasNotice ? lowerTop : rowsTop;
	const pitch = frame.hasNotice ? lowerPitch : rowPitch;
	const count = Math.min(rows.length, rowsShown);
	for (let index = 0; index < count; index++) {
		const [label, value] = rows[index]!;
		const room = grid.width - 24 - frame.measure(value, "small");
		spans.push(
			span(label, "small", "left", 8, index * pitch, false, room),
			span(value, "small", "right", 8, index * pitch),
		);
	}
	return area(0, top, grid.width, rowsBottom - top, { spans });
}
