// Cards, through the card reader.
import { TenderKind } from "../../../../wire/record.js";
import type { SaleSession, TenderType } from "../../../session/sale-session.js";
import { goOn } from "../completion.js";
import { paymentInHand } from "../payment-start.js";
import { askReader } from "../reader.js";

declare module "../../../view.js" {
	interface Actions {
		card: undefined;
	}
}

const trainingReference = "training";

export const card: TenderType = {
	kind: TenderKind.card,
	action: { kind: "card" },
	givesChange: false,
	opensDrawer: false,
	choose: chooseCard,
};

/** The attempt is durable before its page is shown. */
function chooseCard(session: SaleSession, partMinor: number | undefined): void {
	const payment = paymentInHand(session);
	const { settlement } = payment;
	const amountMinor = settlement.exactDue(partMinor);
	// Readers do not accept a zero amount.
	if (amountMinor === 0) return session.go("cash", partMinor);
	if (payment.isTraining) {
		settlement.takeExact(TenderKind.card, amountMinor, trainingReference, undefined);
		return goOn(session, payment);
	}
	payment.askedMinor = partMinor;
	askReader(session, payment, TenderKind.card, amountMinor);
	if (session.reader.shown) session.go("card");
}
