// Second branches for the branch ledger. They are rows of the log; the ledger has no rows of its own.
import type { Database, Statement } from "better-sqlite3";
import type { BranchMoney, EpochKey } from "../../../ledger/branches/ledger.js";
import type { Nothing } from "../../../ledger/ledger.js";
import type { Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";

export class SqliteBranches implements LedgerRows<readonly EpochKey[], readonly BranchMoney[], Nothing> {
	readonly #merchant: string;
	readonly #of: Statement<Values, BranchMoney>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#of = database.prepare(
			`SELECT terminal, epoch, fork_sequence AS forkSequence, gross_minor AS grossMinor, currency,
			created_ms AS createdMs FROM branches WHERE merchant = ? AND terminal = ? AND epoch = ? ORDER BY id`,
		);
	}

	load(wants: readonly EpochKey[]): BranchMoney[] {
		return wants.flatMap(({ terminal, epoch }) => this.#of.all(this.#merchant, terminal, epoch));
	}

	apply(): void {}

	clear(): void {}
}
