// Search by name. The group of letters that is open is the screen's mode.
import { area, button, span, type Block } from "./block.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import { keyHeight, keyPitch } from "./keys.js";
import { groupAfter, letterKeys } from "./letters.js";
import type { BodyOf, Screen } from "./screen.js";
import { amount } from "./text.js";

const resultsShown = 3;
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
		blocks.push(...letterKeys(frame, mode));
		return blocks;
	},
	hasBack: () => true,
	modeAfter: groupAfter,
};
