// Everything around selling.
import { button, span } from "./block.js";
import { primary } from "./buttons.js";
import { entryBlocks, entryModeAfter } from "./entries.js";
import { fullWidth, grid } from "./frame.js";
import { title } from "./lists.js";
import type { Screen } from "./screen.js";

export const menuScreen: Screen<"menu"> = {
	layOut(frame, body, mode) {
		const { words } = frame;
		const blocks = [title(words.menu), ...entryBlocks(frame, body.entries, mode)];
		if (!body.shiftOpen) return [...blocks, primary(frame, words.openShift, "", "", { kind: "openShift" })];
		const spans = [
			span(words.closeShift, "large", "center", 0, 6),
			span(words.holdToConfirm, "small", "center", 0, 40, true),
		];
		const { margin, actionTop, actionHeight } = grid;
		const close = { kind: "closeShift" } as const;
		blocks.push(button(margin, actionTop, fullWidth, actionHeight, "stop", spans, close, true));
		return blocks;
	},
	hasBack: () => true,
	modeAfter: entryModeAfter,
};
