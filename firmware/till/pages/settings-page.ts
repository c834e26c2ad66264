// What a stallholder sets once: colours for the sun, the printer's paper; and an update that waits to be installed.
import { Fault } from "../../core/fault.js";
import type { Desk } from "../desk.js";
import type { Page } from "../page.js";
import type { Action, Body, Preferences } from "../view.js";

export interface SettingsPageOptions {
	readonly desk: Desk;
	readonly preferences: () => Preferences;
	readonly onPreferences: (preferences: Preferences) => void;
}

export class SettingsPage implements Page {
	readonly #options: SettingsPageOptions;

	constructor(options: SettingsPageOptions) {
		this.#options = options;
	}

	body(): Body {
		const { desk, preferences } = this.#options;
		const mayTrain = desk.shift.isOpen && desk.basket.isEmpty;
		return {
			kind: "settings",
			preferences: preferences(),
			isTraining: desk.isTraining,
			mayTrain,
			update: desk.options.update?.version,
		};
	}

	act(action: Action): void {
		const { desk, onPreferences } = this.#options;
		const preferences = this.#options.preferences();
		switch (action.do) {
			case "palette":
				return onPreferences({ ...preferences, palette: preferences.palette === "day" ? "sun" : "day" });
			case "paper":
				return onPreferences({
					...preferences,
					paperMillimetres: preferences.paperMillimetres === 58 ? 80 : 58,
				});
			case "training":
				// A sale is either practised or not, and a shift that is closed sells neither.
				if (desk.shift.isOpen && desk.basket.isEmpty) desk.isTraining = !desk.isTraining;
				return;
			case "inspect":
				return desk.go({ to: "inspection" });
			case "installUpdate":
				if (!desk.basket.isEmpty || desk.parked.length > 0) throw new Fault("UPDATE_SALE_OPEN");
				return desk.options.update?.install();
			case "back":
			case "next":
				return desk.go({ to: "menu" });
		}
	}
}
