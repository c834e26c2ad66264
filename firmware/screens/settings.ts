// What can be chosen on the terminal itself.
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { rowsTop, title } from "./lists.js";
import type { Screen } from "./screen.js";

export const settingsScreen: Screen<"settings"> = {
	layOut(frame, body) {
		const { words } = frame;
		const { palette, paperMillimetres } = body.preferences;
		const looks: RowButton[] = [
			{ label: palette === "day" ? words.sunPalette : words.dayPalette, action: { kind: "palette" } },
			{ label: `${words.paper} ${paperMillimetres} mm`, action: { kind: "paper" } },
		];
		const inspection: RowButton[] = [{ label: words.inspection, action: { kind: "inspect" } }];
		if (body.mayTrain) {
			const label = body.isTraining ? words.endTraining : words.startTraining;
			inspection.push({ label, action: { kind: "training" } });
		}
		const update: RowButton[] =
			body.update === undefined ? [] : [{ label: words.installUpdate, action: { kind: "installUpdate" } }];
		return [
			title(words.settings),
			...buttonRow(frame, looks, rowsTop + 4, 58),
			...buttonRow(frame, inspection, rowsTop + 66, 58),
			...buttonRow(frame, update, rowsTop + 128, 58),
			primary(frame, words.ok, "", "", { kind: "back" }),
		];
	},
	hasBack: () => true,
};
