// How much is to be paid, and how.
import { button, span } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { fullWidth, grid } from "./frame.js";
import type { Screen } from "./screen.js";
import { amount, fitting, headline, sentence, tenderText } from "./text.js";

/** Between tenders side by side. */
const gap = 4;

export const tenderScreen: Screen<"tender"> = {
	layOut(frame, body) {
		const { words } = frame;
		const blocks = [headline(frame, body.paidMinor > 0 ? words.missing : words.toPay, body.dueMinor, 28)];
		if (body.paidMinor > 0) {
			blocks.push(sentence(frame, `${words.paidSoFar} ${amount(frame, body.paidMinor)}`, "small", 106, 1, true));
		}
		const others = body.offers.map(({ label, action }): RowButton => {
			return { label: tenderText(frame, label), action };
		});
		const first = others.shift();
		const split: RowButton = { label: words.split, action: { kind: "split" } };
		// A notice that says why the last card failed must not cover the button for the next one.
		if (frame.hasNotice) blocks.push(...buttonRow(frame, [...others, split]));
		else {
			const pitch = (fullWidth + gap) / Math.max(1, others.length);
			others.forEach(({ label, action }, index) => {
				const size = fitting(frame, label, pitch - 2 * gap, ["large", "body", "small"]);
				const spans = [span(label, size, "center", 0, size === "large" ? 12 : 18)];
				const left = grid.margin + Math.round(index * pitch);
				blocks.push(button(left, 131, Math.floor(pitch) - gap, 60, "tile", spans, action));
			});
			const splitSpans = [span(split.label, "body", "center", 0, 13)];
			blocks.push(button(grid.margin, 195, fullWidth, 52, "quiet", splitSpans, split.action));
		}
		if (first) blocks.push(primary(frame, first.label, "", "", first.action));
		return blocks;
	},
	hasBack: () => true,
};
