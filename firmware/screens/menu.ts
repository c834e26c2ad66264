// Everything around selling.
import { button, span } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import { rowsTop, title } from "./lists.js";
import type { BodyOf, Screen } from "./screen.js";

function menuRows({ words }: Frame, { shiftOpen }: BodyOf<"menu">): RowButton[][] {
	return [
		[
			{ label: words.noSale, action: { kind: "noSale" } },
			{ label: words.reprint, action: { kind: "reprint" } },
		],
		[
			{ label: words.parked, action: { kind: "parked" } },
			{ label: words.queue, action: { kind: "queue" } },
		],
		[
			{ label: shiftOpen ? words.xReport : words.lastReport, action: { kind: "report" } },
			{ label: words.settings, action: { kind: "settings" } },
		],
	];
}

export const menuScreen: Screen<"menu"> = {
	layOut(frame, body) {
		const { words } = frame;
		const blocks = [title(words.menu)];
		const rows = menuRows(frame, body);
		rows.forEach((row, index) => blocks.push(...buttonRow(frame, row, rowsTop + 4 + index * 62, 58)));
		if (!body.shiftOpen) return [...blocks, primary(frame, words.openShift, "", "", { kind: "openShift" })];
		const spans = [
			span(words.closeShift, "large", "center", 0, 6),
			span(words.holdToConfirm, "small", "center", 0, 40, true),
		];
		const { margin, actionTop, actionHeight } = grid;
		const close = { kind: "closeShift" } as const;
		blocks.push(button(margin, actionTop, fullWidth, actionHeight, "stop", spans, close, true));
		return blocks;
	},
	hasBack: () => true,
};
