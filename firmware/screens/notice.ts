// A passing sentence above the secondary row.
import { area, span, type Block } from "./block.js";
import { wrap } from "./format.js";
import { fullWidth, grid, type Frame } from "./frame.js";

/**
 * A touch dismisses it. Screens leaves out the blocks that it would cover, so that no button is half hidden and still
 * half touchable.
 */
export function noticeBlock(frame: Frame, text: string): Block {
	const lines = wrap(text, grid.width - 24, 4, (part) => frame.measure(part, "small"));
	const height = lines.length * 20 + 12;
	const spans = lines.map((line, index) => span(line, "small", "center", 0, 6 + index * 20));
	return {
		...area(grid.margin, grid.rowTop - 3 - height, fullWidth, height, { look: "look", spans }),
		isRound: true,
		action: { kind: "dismiss" },
	};
}
