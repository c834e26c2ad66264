// Ends the session on an empty battery.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import { putSaleAside } from "../payment/payment-start.js";

/** Later input has no effect. Returns true if a sale was open that could not be saved. */
export function endSession(session: SaleSession, page: Page): boolean {
	const { isTraining, basket, reader, options } = session;
	if (page.end) page.end();
	else if (!isTraining) session.run(() => putSaleAside(session));
	reader.close();
	if (options.battery) session.go("lowPower");
	// The basket of a payment attempt is in the attempt's record.
	return !isTraining && !basket.isEmpty && reader.shown === undefined;
}
