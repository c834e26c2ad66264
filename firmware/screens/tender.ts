// How much is to be paid, and how.
import { tenderText } from "../core/ticket.js";
import { button, span } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { fullWidth, grid } from "./frame.js";
import type { Screen } from "./screen.js";
import { amount, headline, sentence } from "./text.js";

export const tenderScreen: Screen<"tender"> = {
	layOut(frame, body) {
		const { words } = frame;
		const top = frame.hasNotice ? grid.keysTop : 28;
		const blocks = [headline(frame, body.paidMinor > 0 ? words.missing : words.toPay, body.dueMinor, top)];
		if (body.paidMinor > 0) {
			blocks.push(
				sentence(frame, `${words.paidSoFar} ${amount(frame, body.paidMinor)}`, "small", top + 78, 1, true),
			);
		}
		const [main, second, ...others] = body.choices.map(({ tender, action }): RowButton => {
			return { label: tenderText(words.tenders, tender), action };
		});
		const row: RowButton[] = [...others, { label: words.split, action: { kind: "split" } }];
		const only = row[0];
		// The amount has the place of the large button below a notice.
		if (frame.hasNotice) blocks.push(...buttonRow(frame, second ? [second, ...row] : row));
		else {
			if (second) {
				const spans = [span(second.label, "large", "center", 0, 12)];
				blocks.push(button(grid.margin, 131, fullWidth, 60, "tile", spans, second.action));
			}
			if (only && row.length === 1) {
				const spans = [span(only.label, "body", "center", 0, 13)];
				blocks.push(button(grid.margin, 195, fullWidth, 52, "quiet", spans, only.action));
			} else blocks.push(...buttonRow(frame, row, 195));
		}
		if (main) blocks.push(primary(frame, main.label, "", "", main.action));
		return blocks;
	},
	hasBack: () => true,
};
