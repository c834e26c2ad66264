// The terminal ends on an empty battery.
import type { Page } from "../../page.js";
import type { SaleSession } from "../../session/sale-session.js";
import { putSaleAside } from "../payment/payment-start.js";

/** Whatever still comes in changes nothing. True where a sale was open that could not be kept. */
export function endSession(session: SaleSession, page: Page): boolean {
	const { isTraining, basket, reader, options } = session;
	if (page.end) page.end();
	else if (!isTraining) session.run(() => putSaleAside(session));
	reader.close();
	if (options.battery) session.go("lowPower");
	// An attempt's record holds its basket.
	return !isTraining && !basket.isEmpty && reader.shown === undefined;
}
