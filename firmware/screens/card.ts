// A card payment at the reader.
import { area, type Block, type Mark } from "./block.js";
import { primary } from "./buttons.js";
import { grid } from "./frame.js";
import type { Screen } from "./screen.js";
import { headline, sentence } from "./text.js";

/** A card over a reader. */
const cardMarks: readonly Mark[] = [
	{ x: 84, y: 2, width: 72, height: 4 },
	{ x: 84, y: 2, width: 4, height: 46 },
	{ x: 152, y: 2, width: 4, height: 46 },
	{ x: 84, y: 44, width: 72, height: 4 },
	{ x: 84, y: 12, width: 72, height: 9 },
	{ x: 94, y: 31, width: 20, height: 5 },
];
/** Three squares while the reader works. */
const waitMarks: readonly Mark[] = [
	{ x: 86, y: 20, width: 12, height: 12 },
	{ x: 114, y: 20, width: 12, height: 12 },
	{ x: 142, y: 20, width: 12, height: 12 },
];

export const cardScreen: Screen<"card"> = {
	layOut(frame, { state, dueMinor }): Block[] {
		const { words } = frame;
		if (state === "silent") {
			return [
				headline(frame, words.cardUnderWay, dueMinor, 28),
				sentence(frame, words.readerSilent, "body", 110, 5),
				primary(frame, words.sellOn, "", "", { kind: "next" }),
			];
		}
		const text = { present: words.presentCard, authorising: words.asksBank, cancelling: words.cancelling }[state];
		return [
			headline(frame, words.toPay, dueMinor, 44),
			area(0, 136, grid.width, 52, { marks: state === "present" ? cardMarks : waitMarks }),
			sentence(frame, text, "body", 198, 2),
		];
	},
	// A payment that is being cancelled cannot be cancelled again.
	hasBack: ({ state }) => state === "present" || state === "authorising",
};
