// No shift is open.
import { buttonRow, primary, type RowButton } from "./buttons.js";
import type { Screen } from "./screen.js";
import { banner, sentence } from "./text.js";

export const closedScreen: Screen<"closed"> = {
	layOut(frame, body) {
		const { words } = frame;
		const row: RowButton[] = [{ label: words.menu, action: { kind: "menu" } }];
		if (body.lastReport) row.push({ label: words.lastReport, action: { kind: "report" } });
		const lower = frame.hasNotice ? 12 : 0;
		return [
			banner(frame, words.closed, 60 + lower),
			body.update === undefined
				? sentence(frame, words.openToSell, "body", 124 + lower, 2, true)
				: sentence(frame, words.updateWaits, "small", 118 + lower / 2, 4, true),
			...buttonRow(frame, row),
			primary(frame, words.openShift, "", "", { kind: "openShift" }),
		];
	},
	hasBack: () => false,
};
