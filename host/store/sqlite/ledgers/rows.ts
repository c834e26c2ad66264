// The rows of one ledger in an engine: what its fold asks for, and what it answers. `apply` and `clear` run in the
// caller's transaction, which also moves the cursor.
export interface LedgerRows<Wants, State, Changes> {
	load(wants: Wants): State;
	apply(changes: Changes): void;
	/** Forgets all of them. */
	clear(): void;
}
