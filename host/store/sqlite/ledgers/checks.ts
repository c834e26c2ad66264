// Ledgers that only raise alarms, such as the checks, have no rows.
import type { Nothing } from "../../../ledger/ledger.js";
import type { LedgerRows } from "./rows.js";

export class NoRows implements LedgerRows<Nothing, Nothing, Nothing> {
	load(): Nothing {
		return null;
	}

	apply(): void {}

	clear(): void {}
}
