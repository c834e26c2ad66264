// Before enrolment: asks for the operator's code, and says why one was refused.
import { type Block } from "./block.js";
import { buttonRow, type RowButton } from "./buttons.js";
import type { Frame } from "./frame.js";
import type { BodyOf, Screen } from "./screen.js";
import { banner, sentence } from "./text.js";

function text({ words }: Frame, { state, fault }: BodyOf<"enrol">): string {
	if (fault !== undefined) return words.faults[fault];
	return state === "connecting" ? words.connecting : words.scanCode;
}

/** A touch of its name changes to the next language. */
function row({ words }: Frame): RowButton[] {
	return [
		{ label: words.selfTest, action: { kind: "selfTest" } },
		{ label: `${words.languageName} ›`, action: { kind: "nextLanguage" } },
	];
}

export const enrolScreen: Screen<"enrol"> = {
	layOut(frame, body): Block[] {
		const blocks = [banner(frame, frame.words.welcome, 56), sentence(frame, text(frame, body), "body", 120, 6)];
		// Before the first enrolment, the board may be new and its parts untried.
		if (body.state !== "connecting") blocks.push(...buttonRow(frame, row(frame), 272));
		return blocks;
	},
	hasBack: () => false,
};
