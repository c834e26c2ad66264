// Cash is paid in or out and recorded: the amount, and a slip.
import { button, span } from "./block.js";
import { primary } from "./buttons.js";
import { fullWidth, grid } from "./frame.js";
import type { Screen } from "./screen.js";
import { fitting, headline, sentence } from "./text.js";

const printWidth = 74;

export const cashMovedScreen: Screen<"cashMoved"> = {
	layOut(frame, { cashMinor, number, reason }) {
		const { words } = frame;
		const { margin, actionTop, actionHeight } = grid;
		const direction = cashMinor < 0 ? words.paidOut : words.paidIn;
		const name = words.ticket.reasons[reason] ?? reason;
		const size = fitting(frame, words.print, printWidth - 8, ["body", "small"]);
		const print = [span(words.print, size, "center", 0, 20)];
		return [
			headline(frame, `${direction} ${number} · ${name}`, Math.abs(cashMinor), 44),
			sentence(frame, words.cashIsMoved, "body", 130, 4),
			button(margin, actionTop, printWidth, actionHeight, "quiet", print, { kind: "print" }),
			primary(
				frame,
				words.ok,
				"",
				"",
				{ kind: "next" },
				printWidth + 2 * margin,
				fullWidth - printWidth - margin,
			),
		];
	},
	hasBack: () => false,
};
