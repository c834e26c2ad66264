// Views shown without a till: enrolment, a fault at boot, an update.
import type { FaultCode } from "../core/fault.js";
import type { Body, Preferences, View } from "../till/view.js";

declare module "../till/view.js" {
	interface Bodies {
		enrol: {
			readonly state: "waiting" | "connecting" | "refused";
			/** Why it was refused; undefined in the other states. */
			readonly fault?: FaultCode;
		};
		installing: { readonly version: number };
	}
	interface Actions {
		/** Before enrolment: the next one of the languages. */
		nextLanguage: undefined;
	}
}

export function bareView(body: Body, preferences: Preferences): View {
	return {
		page: 0,
		status: {
			offlineSinceMs: undefined,
			queued: 0,
			etaSeconds: undefined,
			battery: undefined,
			paper: "ok",
			clockUnset: false,
			openPayments: 0,
			isTraining: false,
			minutesOfDay: undefined,
		},
		currency: "EUR",
		decimals: 2,
		palette: preferences.palette,
		notice: undefined,
		body,
	};
}
