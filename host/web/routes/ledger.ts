// The ledger's totals, with the state hash by which two hosts can be compared.
import type { LedgerContext } from "../../context.js";
import type { App } from "../app.js";
import { Ledger } from "../schemas.js";
import { sumsView } from "../views.js";

export function ledgerRoutes(app: App, context: LedgerContext): void {
	app.get(
		"/api/ledger",
		{ schema: { summary: "All-time totals with the state hash", response: { 200: Ledger } } },
		async () => {
			const { stateHash, ...sums } = await context.ledger();
			const newerRecords = await context.reports.newerCount();
			const counters = await context.notices.counters();
			return { ...sumsView(sums), stateHash, newerRecords, counters };
		},
	);
}
