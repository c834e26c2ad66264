// Buttons of which one is chosen.
import type { OfferedEntry } from "../till/view.js";
import { entryBlocks } from "./entries.js";
import { title } from "./lists.js";
import type { Screen } from "./screen.js";
import { amount } from "./text.js";

export const choiceScreen: Screen<"choice"> = {
	layOut(frame, body) {
		const name = frame.words[body.title];
		const head = body.amountMinor === undefined ? name : `${name} · ${amount(frame, body.amountMinor)}`;
		const entries = body.labels.map((label, index): OfferedEntry => ({ label, action: { kind: "choose", index } }));
		return [title(head), ...entryBlocks(frame, entries, "")];
	},
	hasBack: () => true,
};
