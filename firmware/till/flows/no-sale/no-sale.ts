// Opens the drawer without a sale.
import { RecordKind, Series } from "../../../wire/record.js";
import type { SaleSession } from "../../session/sale-session.js";

declare module "../../view.js" {
	interface Actions {
		noSale: undefined;
	}
}

/** Throws what the journal throws; the drawer then stays closed. */
export function openDrawer(session: SaleSession): void {
	const number = session.shift.lastNumber(Series.noSale) + 1;
	const document = { series: Series.noSale, number, totalMinor: 0, cashMinor: 0 };
	session.write({ kind: RecordKind.noSale, document }, "sale");
	session.go("sell");
	session.notify("drawerOpened");
	session.options.drawer.open();
}
