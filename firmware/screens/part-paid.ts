// A payment is left of which cash has paid a part.
import { buttonRow, primary, type RowButton } from "./buttons.js";
import type { Screen } from "./screen.js";
import { amount, headline, sentence } from "./text.js";

export const partPaidScreen: Screen<"partPaid"> = {
	layOut(frame, { cashMinor, restMinor, isReturned, mayReturn }) {
		const { words } = frame;
		if (isReturned) {
			return [
				headline(frame, words.giveBack, cashMinor, 44),
				sentence(frame, words.cashIsReturned, "body", 130, 4),
				primary(frame, words.ok, "", "", { kind: "next" }),
			];
		}
		const row: RowButton[] = [{ label: words.keepPart, action: { kind: "keepPart" } }];
		if (mayReturn)
			row.unshift({ label: words.giveBack, action: { kind: "returnCash" }, look: "stop", isHold: true });
		const text = mayReturn ? words.mayReturnCash : words.cardIsPaid;
		return [
			headline(frame, `${words.paidSoFar} · ${words.tenders.cash}`, cashMinor, 28),
			sentence(frame, text, "body", 106, 4),
			...buttonRow(frame, row),
			primary(frame, words.goOnPaying, amount(frame, restMinor), "", { kind: "next" }),
		];
	},
	hasBack: ({ isReturned }) => !isReturned,
};
