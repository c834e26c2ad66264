// Search by name. Letters come in groups: one touch opens a group, the next one chooses, so that every key is wide
// enough for a thumb. The group that is open is the screen's mode.
import { area, button, span, type Block } from "./block.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import { deleteSign, keyHeight, keyPitch } from "./keys.js";
import type { BodyOf, Screen } from "./screen.js";
import { amount } from "./text.js";

const resultsShown = 3;
const columnsMax = 5;
/** Larger groups leave no room for a space and a delete key. */
const groupWithSpaceMax = 8;

function labelOf({ words }: Frame, key: string): string {
	if (key === "delete") return deleteSign;
	if (key === " ") return words.space;
	return key === "0123456789" ? "0-9" : key;
}

/** The groups, or the letters of the one that is open. */
function letterKeys(frame: Frame, group: string): Block[] {
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

function resultButtons(frame: Frame, { results }: BodyOf<"search">): Block[] {
	return results.slice(0, resultsShown).map((tile, index) => {
		const price = amount(frame, tile.priceMinor);
		const room = fullWidth - 24 - frame.measure(price, "body");
		const spans = [span(tile.name, "body", "left", 8, 8, false, room), span(price, "body", "right", 8, 8)];
		return button(grid.margin, grid.keysTop + index * keyPitch, fullWidth, keyHeight, "tile", spans, tile.action);
	});
}

export const searchScreen: Screen<"search"> = {
	layOut(frame, body, mode) {
		const { words } = frame;
		const isEmpty = body.query === "";
		const query = isEmpty
			? span(words.typeName, "body", "left", 8, 8, true)
			: span(`${body.query}_`, "large", "left", 8, 3);
		const blocks = [area(64, 26, 172, 40, { spans: [query] }), ...resultButtons(frame, body)];
		if (!isEmpty && body.results.length === 0) {
			const spans = [span(words.nothingFound, "body", "center", 0, 0, true)];
			blocks.push(area(0, 100, grid.width, 24, { spans }));
		}
		blocks.push(...frame.keep(`letters ${mode}`, () => letterKeys(frame, mode)));
		return blocks;
	},
	hasBack: () => true,
	modeAfter(action, mode, { letterGroups }) {
		if (action.kind === "back") return "";
		if (action.kind !== "letter") return mode;
		return letterGroups.includes(action.key) ? action.key : "";
	},
};
