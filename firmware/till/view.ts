// What the terminal shows, as data: the till makes a view, `screens` draws it and turns touches back into actions.
import type { FaultCode } from "../core/fault.js";
import type { BatteryState } from "../core/ports.js";
import type { ReportTicketRow, TenderName } from "../core/ticket.js";
import type { StartCause, StartStatus } from "./options.js";

/** Everything a hand can ask for. Plain values, so that a view can offer them and a script can send them. */
export type Action =
	| { readonly kind: "item"; readonly index: number }
	| { readonly kind: "page"; readonly index: number }
	| { readonly kind: "line"; readonly index: number }
	| { readonly kind: "quantity"; readonly delta: number }
	| {
			readonly kind: "digit";
			readonly key: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "00" | "delete";
	  }
	| { readonly kind: "letter"; readonly key: string }
	| { readonly kind: "note"; readonly amountMinor: number }
	/** A parked basket, or a payment whose outcome is open. */
	| { readonly kind: "recall"; readonly index: number }
	| {
			readonly kind:
				| "pay"
				| "basket"
				| "back"
				| "confirm"
				| "cash"
				| "card"
				| "exact"
				| "split"
				/** Another amount of cash than those suggested. */
				| "other"
				| "next"
				| "print"
				| "showQr"
				| "remove"
				| "park"
				| "void"
				| "search"
				| "openPrice"
				| "menu"
				| "noSale"
				| "openShift"
				| "closeShift"
				| "report"
				| "queue"
				| "reprint"
				| "gift"
				| "parked"
				| "settings"
				| "installUpdate"
				| "palette"
				/** The other width of paper. */
				| "paper"
				| "inspect"
				| "training"
				/** What a hand says of a payment that the reader says nothing of. */
				| "charged"
				| "notCharged"
				/** Takes the passing sentence away. */
				| "dismiss";
	  };

/** Only what is not fine takes room in the bar. */
export interface StatusBar {
	/** Undefined while online. */
	readonly offlineSinceMs: number | undefined;
	/** Records not yet committed by the host. */
	readonly queued: number;
	/** Estimated seconds to sync at the measured rate; undefined when nothing was measured yet. */
	readonly etaSeconds: number | undefined;
	/** Undefined while the battery is fine, and without one. */
	readonly battery: Pick<BatteryState, "percent" | "hoursLeft"> | undefined;
	readonly paper: "ok" | "low" | "out" | "cover" | "offline";
	readonly clockUnset: boolean;
	/** Card payments whose outcome nobody knows yet. */
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
}

/** What the stallholder chose for this terminal; kept while the power is off. */
export interface Preferences {
	readonly palette: "day" | "sun";
	readonly paperMillimetres: 58 | 80;
}

export const defaultPreferences: Preferences = { palette: "day", paperMillimetres: 58 };

/** An amount in minor units with a label: what was tendered, or a parked sale. */
export interface AmountRow<Label> {
	readonly label: Label;
	readonly value: number;
	readonly isAmount: true;
}

/** Amounts are minor units; `decimals` in the frame says how to show them. */
export type Body =
	| {
			readonly kind: "enrol";
			readonly state: "waiting" | "connecting" | "refused";
			/** Why it was refused; undefined in the other states. */
			readonly fault?: FaultCode;
	  }
	| {
			readonly kind: "closed";
			readonly lastReport: boolean;
			/** The firmware that waits to be installed. */
			readonly update?: number | undefined;
	  }
	| { readonly kind: "installing"; readonly version: number }
	| {
			readonly kind: "sell";
			readonly tiles: readonly Tile[];
			readonly page: number;
			readonly pages: number;
			readonly units: number;
			readonly totalMinor: number;
			/** The line added last, to confirm a scan at a glance. */
			readonly last: BasketLine | undefined;
	  }
	| {
			readonly kind: "basket";
			readonly lines: readonly BasketLine[];
			/** Index of the first line shown and of the line that is selected, if any. */
			readonly first: number;
			readonly selected: number | undefined;
			readonly totalMinor: number;
			readonly taxMinor: number;
			readonly parked: number;
	  }
	/** The next tender takes due − paid: the rest, or the part of a split that was keyed in. */
	| {
			readonly kind: "tender";
			readonly dueMinor: number;
			readonly paidMinor: number;
			readonly tenders: readonly AmountRow<TenderName>[];
	  }
	| {
			readonly kind: "cash";
			readonly dueMinor: number;
			readonly givenMinor: number;
			readonly notes: readonly number[];
	  }
	| {
			readonly kind: "card";
			readonly dueMinor: number;
			readonly state: "present" | "authorising" | "cancelling" | "silent";
	  }
	| {
			/** A card payment of before: under way when the power went, or left open since. */
			readonly kind: "openPayment";
			readonly amountMinor: number;
			readonly state: "asking" | "silent";
			/** Nobody has decided yet to go on without it. */
			readonly isInterrupted: boolean;
	  }
	| {
			readonly kind: "paid";
			readonly receiptNumber: number;
			readonly totalMinor: number;
			readonly changeMinor: number;
			readonly givenMinor: number;
			readonly tender: "cash" | "card" | "split";
			/** Practised: nothing was sold. */
			readonly isTraining: boolean;
			readonly ticket: "idle" | "printing" | "printed" | "failed";
	  }
	| {
			readonly kind: "receiptQr";
			readonly receiptNumber: number;
			readonly isTraining: boolean;
			readonly text: string;
	  }
	| {
			/** First screen after a power cut: what happened to the last sale, in one sentence, with one button. */
			readonly kind: "resumed";
			readonly cause: StartCause;
			readonly last: "sale" | "noSale" | "void" | "shift" | "none";
			readonly receiptNumber: number;
			readonly totalMinor: number;
			readonly noSaleNumber: number;
	  }
	| {
			readonly kind: "keypad";
			readonly purpose: "openPrice" | "float" | "count" | "cash" | "split";
			readonly amountMinor: number;
	  }
	| { readonly kind: "search"; readonly query: string; readonly results: readonly Tile[] }
	/** Payments that are open stand before parked baskets; `first` is the index of the first one shown. */
	| {
			readonly kind: "parked";
			readonly sales: readonly (
				| (AmountRow<string> & { readonly isPayment: false })
				| (AmountRow<TenderName> & { readonly isPayment: true })
			)[];
			readonly first: number;
	  }
	| { readonly kind: "menu"; readonly shiftOpen: boolean }
	| {
			readonly kind: "settings";
			readonly preferences: Preferences;
			readonly isTraining: boolean;
			/** Training begins and ends between sales, in an open shift. */
			readonly mayTrain: boolean;
			readonly update?: number | undefined;
	  }
	| {
			readonly kind: "inspection";
			readonly terminal: string;
			/** How its public key begins: hexadecimal in groups. */
			readonly keyText: string;
			/** The last one used. */
			readonly receiptNumber: number;
			/** Records read so far that stand in the chain. */
			readonly records: number;
			readonly damaged: number;
			readonly breaks: number;
			readonly isReading: boolean;
			/** The record that was signed for this inspection; undefined when there was no room for a signature. */
			readonly signedTo: number | undefined;
			readonly queued: number;
			/** What the code says; undefined while it is not shown. */
			readonly code: string | undefined;
	  }
	| {
			readonly kind: "report";
			readonly title: "X" | "Z";
			readonly shift: number;
			readonly rows: readonly ReportTicketRow[];
			/** Index of the first row shown. */
			readonly first: number;
	  }
	| {
			readonly kind: "queue";
			readonly queued: number;
			readonly etaSeconds: number | undefined;
			readonly spaceSales: number;
			readonly wearPercent: number;
			readonly lifeYears: number | undefined;
			readonly battery: BatteryState | undefined;
			readonly starts: StartStatus | undefined;
	  }
	| {
			/** The battery is nearly empty; or, when it `isEnd`, it is, and the terminal has stopped in order. */
			readonly kind: "lowPower";
			readonly percent: number;
			readonly hoursLeft: number | undefined;
			readonly isEnd: boolean;
			/** A sale was open when it ended, and could not be parked. */
			readonly isSaleLost: boolean;
	  }
	| { readonly kind: "fault"; readonly code: FaultCode };

export interface View {
	readonly status: StatusBar;
	readonly currency: string;
	readonly decimals: number;
	readonly palette: "day" | "sun";
	/** Shown as a passing sentence over the content. */
	readonly notice: FaultCode | undefined;
	readonly body: Body;
}
