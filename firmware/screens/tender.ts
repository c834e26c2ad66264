// How much is to be paid, and how.
import { button, span } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { fullWidth, grid } from "./frame.js";
import type { Screen } from "./screen.js";
import { amount, headline, sentence } from "./text.js";

export const tenderScreen: Screen<"tender"> = {
	layOut(frame, body) {
		const { words } = frame;
		const blocks = [headline(frame, body.paidMinor > 0 ? words.missing : words.toPay, body.dueMinor, 28)];
		if (body.paidMinor > 0) {
			blocks.push(sentence(frame, `${words.paidSoFar} ${amount(frame, body.paidMinor)}`, "small", 106, 1, true));
		}
		const card: RowButton = { label: words.card, action: { kind: "card" } };
		const split: RowButton = { label: words.split, action: { kind: "split" } };
		// A notice that says why the last card failed must not cover the button for the next one.
		if (frame.hasNotice) blocks.push(...buttonRow(frame, [card, split]));
		else {
			const cardSpans = [span(card.label, "large", "center", 0, 12)];
			const splitSpans = [span(split.label, "body", "center", 0, 13)];
			blocks.push(
				button(grid.margin, 131, fullWidth, 60, "tile", cardSpans, card.action),
				button(grid.margin, 195, fullWidth, 52, "quiet", splitSpans, split.action),
			);
		}
		blocks.push(primary(frame, words.cash, "", "", { kind: "cash" }));
		return blocks;
	},
	hasBack: () => true,
};
