// Who it is: a button a person.
import type { RowButton } from "./buttons.js";
import { entryModeAfter, rowBlocks } from "./entries.js";
import { title } from "./lists.js";
import type { Screen } from "./screen.js";

export const peopleScreen: Screen<"people"> = {
	layOut(frame, { title: question, names }, mode) {
		const rows: RowButton[][] = [];
		names.forEach((label, index) => {
			const person: RowButton = { label, action: { kind: "choose", index } };
			if (index % 2 === 0) rows.push([person]);
			else rows.at(-1)!.push(person);
		});
		return [title(frame.words[question]), ...rowBlocks(frame, rows, mode)];
	},
	hasBack: ({ mayLeave }) => mayLeave,
	modeAfter: entryModeAfter,
};
