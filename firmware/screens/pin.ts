// A PIN that is keyed in: a dot for each digit.
import { area, span } from "./block.js";
import { primary } from "./buttons.js";
import { grid } from "./frame.js";
import { pinKeys } from "./keys.js";
import type { Screen } from "./screen.js";

export const pinScreen: Screen<"pin"> = {
	layOut(frame, { name, digits, waitMinutes }) {
		const { words } = frame;
		const isWaiting = waitMinutes > 0;
		const typed = isWaiting ? words.waitMinutes(waitMinutes) : digits === 0 ? words.pin : "●".repeat(digits);
		const spans = [
			span(name, "small", "center", 0, 0, true),
			span(typed, "body", "center", 0, 19, digits === 0 && !isWaiting),
		];
		const enter = isWaiting || digits === 0 ? undefined : ({ kind: "confirm" } as const);
		return [
			// A notice has its place.
			...(frame.hasNotice ? [] : [area(0, 24, grid.width, 46, { spans })]),
			...pinKeys(frame),
			primary(frame, frame.hasNotice ? typed : words.enter, "", "", enter),
		];
	},
	hasBack: () => true,
};
