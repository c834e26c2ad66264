// What a stallholder sets once: colours for the sun, the printer's paper; training; and an update that waits to be
// installed.
import { Fault } from "../../../core/fault.js";
import { isBetweenSales, mayTrain } from "../../../policy/sale.js";
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body, Preferences } from "../../view.js";

declare module "../../page.js" {
	interface Destinations {
		settings: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		settings: {
			readonly preferences: Preferences;
			readonly isTraining: boolean;
			/** Training begins and ends between sales, in an open shift. */
			readonly mayTrain: boolean;
			readonly update?: number | undefined;
		};
	}
	interface Actions {
		settings: undefined;
		installUpdate: undefined;
		palette: undefined;
		/** The other width of paper. */
		paper: undefined;
		training: undefined;
	}
}

export class SettingsPage implements Page {
	readonly #session: SaleSession;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	body(): Body {
		const { preferences, isTraining, options } = this.#session;
		return {
			kind: "settings",
			preferences,
			isTraining,
			mayTrain: this.mayTrain,
			update: options.update?.version,
		};
	}

	act(action: Action): void {
		const session = this.#session;
		switch (action.kind) {
			case "palette":
				return this.change("palette", session.preferences.palette === "day" ? "sun" : "day");
			case "paper":
				return this.change("paperMillimetres", session.preferences.paperMillimetres === 58 ? 80 : 58);
			case "training":
				if (this.mayTrain) session.isTraining = !session.isTraining;
				return;
			case "inspect":
				return session.go("inspection");
			case "installUpdate":
				if (!isBetweenSales(session.basket.isEmpty, session.parked.length)) throw new Fault("UPDATE_SALE_OPEN");
				return session.options.update?.install();
			case "back":
			case "next":
				return session.go("menu");
		}
	}

	private get mayTrain(): boolean {
		return mayTrain(this.#session.shift.isOpen, this.#session.basket.isEmpty);
	}

	private change<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
		this.#session.setPreferences({ ...this.#session.preferences, [name]: value });
	}
}
