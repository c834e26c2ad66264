// The rows of one ledger in a storage engine: loads the state a fold wants and writes the changes it returns. `apply`
// and `clear` run in the caller's transaction, which also moves the cursor.
export interface LedgerRows<Wants, State, Changes> {
	load(wants: Wants): State;
	apply(changes: Changes): void;
	/** Deletes all rows. */
	clear(): void;
}
