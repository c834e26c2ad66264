// A fault that stops work until it is dismissed.
import { area, span } from "./block.js";
import { primary } from "./buttons.js";
import { grid } from "./frame.js";
import type { Screen } from "./screen.js";
import { sentence } from "./text.js";

export const faultScreen: Screen<"fault"> = {
	layOut(frame, body) {
		const { words } = frame;
		return [
			area(0, 30, grid.width, 60, { look: "look", spans: [span("⚠", "amount", "center", 0, 3)] }),
			sentence(frame, words.faults[body.code], "body", 100, 5),
			area(0, 226, grid.width, 20, { spans: [span(body.code, "small", "center", 0, 0, true)] }),
			primary(frame, words.ok, "", "", { kind: "back" }),
		];
	},
	hasBack: () => true,
	coversNotices: true,
};
