// A text that is typed: what it is for, the text, and the keys.
import { area, button, span, type Block } from "./block.js";
import { wrap } from "./format.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import { groupAfter, letterKeys } from "./letters.js";
import type { BodyOf, Screen } from "./screen.js";

const linesMax = 3;
const linePitch = 25;
const enterTop = 152;
const enterHeight = grid.rowTop - enterTop - grid.margin;

function textBlock(frame: Frame, { typed }: BodyOf<"text">): Block {
	const isEmpty = typed === "";
	const shown = isEmpty ? frame.words.typeText : `${typed}_`;
	const lines = wrap(shown, grid.width - 16, linesMax, (part) => frame.measure(part, "body"));
	const spans = lines.map((line, index) => span(line, "body", "left", 8, index * linePitch, isEmpty));
	return area(0, grid.keysTop + 2, grid.width, linesMax * linePitch, { spans });
}

export const textEntryScreen: Screen<"text"> = {
	layOut(frame, body, mode) {
		const { words } = frame;
		const enter = [span(words.enter, "body", "center", 0, (enterHeight - 24) >> 1)];
		const confirm = { kind: "confirm" } as const;
		return [
			area(64, 26, 172, 40, { spans: [span(body.name, "body", "left", 8, 8, true)] }),
			textBlock(frame, body),
			button(grid.margin, enterTop, fullWidth, enterHeight, "quiet", enter, confirm),
			...letterKeys(frame, mode),
		];
	},
	hasBack: () => true,
	modeAfter: groupAfter,
};
