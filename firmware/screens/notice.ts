// A sentence that is shown until the next touch, in the place that every screen has for it: under the status bar, above
// everything that can be pressed.
import type { Confirmation, Notice } from "../till/view.js";
import type { Words } from "../words/words.js";
import { area, span, type Block } from "./block.js";
import { wrap } from "./format.js";
import { fullWidth, grid, type Frame } from "./frame.js";

const linesMax = 3;
const pitch = 20;
/** Three lines fill the place, from the accents of the first to the descenders of the last. */
const fullPitch = 14;
const fullTop = -1;

function isDone(done: Words["done"], notice: Notice): notice is Confirmation {
	return notice in done;
}

/** A touch dismisses it. Screens leaves out the texts that it would cover. */
export function noticeBlock(frame: Frame, notice: Notice): Block {
	const { done, faults } = frame.words;
	const isConfirmation = isDone(done, notice);
	const text = isConfirmation ? `✓ ${done[notice]}` : faults[notice];
	const lines = wrap(text, fullWidth - 8, linesMax, (part) => frame.measure(part, "small"));
	const isFull = lines.length === linesMax;
	const top = isFull ? fullTop : (grid.noticeHeight - lines.length * pitch) >> 1;
	const spans = lines.map((line, index) =>
		span(line, "small", "center", 0, top + index * (isFull ? fullPitch : pitch)),
	);
	return {
		...area(grid.margin, grid.noticeTop, fullWidth, grid.noticeHeight, {
			look: isConfirmation ? "selected" : "look",
			spans,
		}),
		isRound: true,
		action: { kind: "dismiss" },
	};
}
