// What a stallholder sets once: colours for the sun, the printer's paper; and an update that waits to be installed.
import { Fault } from "../../core/fault.js";
import type { SaleSession } from "../sale-session.js";
import type { Page } from "../page.js";
import type { Action, Body, Preferences } from "../view.js";

export interface SettingsPageOptions {
	readonly session: SaleSession;
	readonly preferences: () => Preferences;
	readonly onPreferences: (preferences: Preferences) => void;
}

export class SettingsPage implements Page {
	readonly #options: SettingsPageOptions;

	constructor(options: SettingsPageOptions) {
		this.#options = options;
	}

	body(): Body {
		const { session, preferences } = this.#options;
		const mayTrain = session.shift.isOpen && session.basket.isEmpty;
		return {
			kind: "settings",
			preferences: preferences(),
			isTraining: session.isTraining,
			mayTrain,
			update: session.options.update?.version,
		};
	}

	act(action: Action): void {
		const { session, onPreferences } = this.#options;
		const preferences = this.#options.preferences();
		switch (action.kind) {
			case "palette":
				return onPreferences({ ...preferences, palette: preferences.palette === "day" ? "sun" : "day" });
			case "paper":
				return onPreferences({
					...preferences,
					paperMillimetres: preferences.paperMillimetres === 58 ? 80 : 58,
				});
			case "training":
				// A sale is either practised or not, and a shift that is closed sells neither.
				if (session.shift.isOpen && session.basket.isEmpty) session.isTraining = !session.isTraining;
				return;
			case "inspect":
				return session.go({ kind: "inspection" });
			case "installUpdate":
				if (!session.basket.isEmpty || session.parked.length > 0) throw new Fault("UPDATE_SALE_OPEN");
				return session.options.update?.install();
			case "back":
			case "next":
				return session.go({ kind: "menu" });
		}
	}
}
