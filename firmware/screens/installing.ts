// An update is being installed. Nothing can be pressed: the terminal restarts when it is done.
import type { Screen } from "./screen.js";
import { banner, sentence } from "./text.js";

export const installingScreen: Screen<"installing"> = {
	layOut(frame, body) {
		const { words } = frame;
		return [
			banner(frame, words.update, 56),
			sentence(frame, words.installing, "body", 130, 5),
			sentence(frame, String(body.version), "small", 292, 1, true),
		];
	},
	hasBack: () => false,
};
