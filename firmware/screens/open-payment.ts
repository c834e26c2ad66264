// An earlier card payment whose outcome is not known.
import { buttonRow, primary, type RowButton } from "./buttons.js";
import type { Screen } from "./screen.js";
import { headline, sentence } from "./text.js";

export const openPaymentScreen: Screen<"openPayment"> = {
	layOut(frame, body) {
		const { words } = frame;
		const row: RowButton[] = [
			{ label: words.wasCharged, action: { kind: "charged" }, isHold: true },
			{ label: words.notCharged, action: { kind: "notCharged" }, isHold: true },
		];
		const isAsking = body.state === "asking";
		return [
			headline(frame, body.isInterrupted ? words.cardUnderWay : words.cardOpen, body.amountMinor, 28),
			sentence(frame, isAsking ? words.asksReader : words.notKnownYet, "body", 106, 4),
			...(isAsking ? [] : buttonRow(frame, row)),
			primary(frame, words.later, "", "", { kind: "next" }),
		];
	},
	hasBack: () => false,
};
