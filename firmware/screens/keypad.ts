// An amount that is keyed in.
import { amountKeys } from "./keys.js";
import type { Screen } from "./screen.js";

export const keypadScreen: Screen<"keypad"> = {
	layOut(frame, body) {
		return amountKeys(frame, frame.words.purposes[body.purpose], body.amountMinor);
	},
	hasBack: () => true,
};
