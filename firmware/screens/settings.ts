// What can be chosen on the terminal itself.
import { primary } from "./buttons.js";
import { entryBlocks, entryModeAfter } from "./entries.js";
import { title } from "./lists.js";
import type { Screen } from "./screen.js";

export const settingsScreen: Screen<"settings"> = {
	layOut(frame, body, mode) {
		const { words } = frame;
		return [
			title(words.settings),
			...entryBlocks(frame, body.entries, mode),
			primary(frame, words.ok, "", "", { kind: "back" }),
		];
	},
	hasBack: () => true,
	modeAfter: entryModeAfter,
};
