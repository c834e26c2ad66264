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

/** Above the other button, which is as wide as the screen so that it is hit on a panel whose left is right, too. */
const languageTop = 228;
const languageHeight = 40;

export const enrolScreen: Screen<"enrol"> = {
	layOut(frame, body): Block[] {
		const { words } = frame;
		// A touch of its name changes to the next language.
		const language: RowButton[] = [{ label: `${words.languageName} ›`, action: { kind: "nextLanguage" } }];
		const blocks = [banner(frame, words.welcome, 28), sentence(frame, text(frame, body), "body", 84, 6)];
		// Before the first enrolment, the board may be new and its parts untried.
		if (body.state !== "connecting")
			blocks.push(
				...buttonRow(frame, language, languageTop, languageHeight),
				...buttonRow(frame, [{ label: words.selfTest, action: { kind: "selfTest" } }], 272),
			);
		return blocks;
	},
	hasBack: () => false,
};
