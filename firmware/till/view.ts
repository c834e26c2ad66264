// The view model: the till creates a view, `screens` draws it and maps touches back to actions.
import type { BatteryState } from "../core/ports.js";
import type { FaultCode } from "../core/fault.js";
import type { PrinterProfileName } from "../core/printer-profiles.js";
import { defaultLanguage, type LanguageTag } from "../words/languages.js";
import type { WordName, Words } from "../words/words.js";

/**
 * Actions by name, with their parameters; `undefined` for none. Actions common to all pages are here; a flow declares
 * its own beside its pages: `declare module "../../view.js" { interface Actions { … } }`.
 */
export interface Actions {
	digit: { readonly key: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "00" | "delete" };
	/** An item of the catalog, by its index there. */
	item: { readonly index: number };
	/** The page of a list, or its first row. */
	page: { readonly index: number };
	back: undefined;
	next: undefined;
	confirm: undefined;
	print: undefined;
	showQr: undefined;
	/** Dismisses the notice. */
	dismiss: undefined;
}

type PlainAction = { [K in keyof Actions]: Actions[K] extends undefined ? K : never }[keyof Actions];

/** Plain values, so that a view can offer them and a script can send them. */
export type Action =
	| { readonly kind: PlainAction }
	| { [K in Exclude<keyof Actions, PlainAction>]: { readonly kind: K } & Actions[K] }[Exclude<
			keyof Actions,
			PlainAction
	  >];

/** The bar shows only deviations from the normal state. */
export interface StatusBar {
	/** Undefined while online. */
	readonly offlineSinceMs: number | undefined;
	/** Records not yet committed by the host. */
	readonly queued: number;
	/** Estimated seconds to sync at the measured rate; undefined before the first measurement. */
	readonly etaSeconds: number | undefined;
	/** Undefined while the battery is sufficient, and without one. */
	readonly battery: Pick<BatteryState, "percent" | "hoursLeft"> | undefined;
	readonly paper: "ok" | "low" | "out" | "cover" | "offline";
	readonly clockUnset: boolean;
	/** Number of card payments whose outcome is not known yet. */
	readonly openPayments: number;
	readonly isTraining: boolean;
	/** Wall minutes of the day in local time for the clock, or undefined while unset. */
	readonly minutesOfDay: number | undefined;
}

export interface Tile {
	readonly name: string;
	readonly priceMinor: number;
	readonly action: Action;
}

export interface BasketLine {
	readonly quantity: number;
	readonly name: string;
	/** Signed; promotions are lines of their own with a negative amount and quantity 0. */
	readonly amountMinor: number;
	readonly isPromotion: boolean;
	/** The text that belongs to it; left out without one. */
	readonly note?: string;
}

/** The user's settings of this terminal, stored permanently. */
export interface Preferences {
	readonly palette: "day" | "sun";
	readonly paperMillimetres: 58 | 80;
	readonly printer: PrinterProfileName;
	readonly language: LanguageTag;
	/** Training is on: a start ends it, and says so. */
	readonly isTraining: boolean;
}

export const defaultPreferences: Preferences = {
	palette: "day",
	paperMillimetres: 58,
	printer: "automatic",
	language: defaultLanguage,
	isTraining: false,
};

/** What has just been done. */
export type Confirmation = keyof Words["done"];
/** A sentence that is shown until the next touch. */
export type Notice = FaultCode | Confirmation;

/** An amount in minor units with the name of a tender or of a parked sale. */
export interface AmountRow {
	readonly label: string;
	readonly value: number;
}

/** A button of a page that leads on, such as the menu. */
export interface OfferedEntry {
	/** Its text, by name. */
	readonly label: WordName;
	readonly action: Action;
	/** Stands behind the text. */
	readonly detail?: string;
	/** It does not stand beside the entry before it. */
	readonly beginsRow?: boolean;
}

/**
 * Content of the screen below the status bar, by name. Amounts are in minor units, formatted with the view's
 * `decimals`. Each page declares its own: `declare module "../../view.js" { interface Bodies { … } }`.
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by the flows
export interface Bodies {}

export type Body = { [K in keyof Bodies]: { readonly kind: K } & Bodies[K] }[keyof Bodies];
export type BodyOf<K extends keyof Bodies> = { readonly kind: K } & Bodies[K];

export interface View {
	/** Changes with each page that the till shows, also from one page to another of the same kind. */
	readonly page: number;
	readonly status: StatusBar;
	readonly currency: string;
	readonly decimals: number;
	readonly palette: "day" | "sun";
	/** Shown temporarily under the status bar. */
	readonly notice: Notice | undefined;
	readonly body: Body;
}
