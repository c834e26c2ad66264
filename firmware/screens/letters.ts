// Keys for letters. They come in groups: one touch opens a group, the next one chooses, so that every key is wide
// enough for a thumb. The group that is open is the mode of the screen that shows them.
import type { Action } from "../till/view.js";
import type { Words } from "../words/words.js";
import { button, span, type Block } from "./block.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import { deleteSign } from "./keys.js";

const columnsMax = 5;
/** Larger groups leave no room for a space and a delete key. */
const groupWithSpaceMax = 8;

function labelOf({ words }: Frame, key: string): string {
	if (key === "delete") return deleteSign;
	if (key === " ") return words.space;
	return key === "0123456789" ? "0-9" : key;
}

/** The groups, or the letters of the one that is open. */
export function letterKeys(frame: Frame, group: string): readonly Block[] {
	return frame.keep(`letters ${group}`, () => keysOf(frame, group));
}

function keysOf(frame: Frame, group: string): Block[] {
	const isOpen = group !== "";
	const keys = isOpen
		? [...group, ...(group.length <= groupWithSpaceMax ? [" ", "delete"] : [])]
		: [...frame.words.letterGroups, "delete"];
	// In two rows the keys are wide enough for the word on the space key.
	const columns = Math.min(Math.ceil(keys.length / 2), columnsMax);
	const width = Math.floor((fullWidth - (columns - 1) * grid.margin) / columns);
	const height = 54;
	return keys.map((key, index) => {
		const column = index % columns;
		const row = (index - column) / columns;
		const isGroup = !isOpen && key !== "delete";
		const size = isGroup || key === " " ? "small" : "large";
		const spans = [span(labelOf(frame, key), size, "center", 0, (height - (isGroup ? 20 : 34)) >> 1)];
		const x = grid.margin + column * (width + grid.margin);
		const y = grid.rowTop + row * 58;
		return button(x, y, width, height, isGroup ? "quiet" : "tile", spans, { kind: "letter", key });
	});
}

/** The group that is open after an action. */
export function groupAfter(action: Action, mode: string, { letterGroups }: Words): string {
	if (action.kind === "back" || action.kind === "confirm") return "";
	if (action.kind !== "letter") return mode;
	return letterGroups.includes(action.key) ? action.key : "";
}
