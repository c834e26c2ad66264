// Moves of rights in SQLite, a row for each subject of a record.
import type { Database, Statement } from "better-sqlite3";
import { toHex } from "../../../../firmware/core/bytes.js";
import { ruleKey } from "../../../../firmware/core/right-key.js";
import { RightKind } from "../../../../firmware/policy/rights.js";
import { NodeDigest } from "../../../crypto.js";
import type { ReceivedShare, RightMove, RightsState, RightsWants, VoucherSums } from "../../../ledger/rights/ledger.js";
import type { Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

export class SqliteRightMoves implements LedgerRows<RightsWants, RightsState, readonly RightMove[]> {
	readonly #merchant: string;
	readonly #digest = new NodeDigest();
	readonly #moves: Table;
	readonly #sums: Statement<Values, Omit<VoucherSums, "key">>;
	readonly #shares: Statement<Values, { kind: number }>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#moves = new Table(database, merchant, {
			name: "right_moves",
			key: ["terminal", "epoch", "sequence", "kind", "key"],
			columns: ["sold", "spent", "received", "issued", "returned", "currency", "wall_ms"],
			onConflict: "ignore",
		});
		this.#sums = database.prepare(
			`SELECT coalesce(sum(sold), 0) AS sold, coalesce(sum(spent), 0) AS spent,
			coalesce(max(currency), '') AS currency
			FROM right_moves WHERE merchant = ? AND kind = ${RightKind.voucher} AND key = ?`,
		);
		this.#shares = database.prepare(
			`SELECT DISTINCT kind FROM right_moves WHERE merchant = ? AND kind IN (${RightKind.ruleUses},
			${RightKind.ruleMinor}) AND key = ? AND terminal = ? AND issued > 0`,
		);
	}

	load({ vouchers, rules }: RightsWants): RightsState {
		const shares = new Map<string, ReceivedShare>();
		for (const { terminal, key: id } of rules) {
			const key = toHex(ruleKey(this.#digest, id));
			for (const { kind } of this.#shares.all(this.#merchant, key, terminal))
				shares.set(`${terminal} ${kind} ${key}`, { terminal, kind, key });
		}
		return {
			vouchers: vouchers.map((key) => ({ key, ...this.#sums.get(this.#merchant, key)! })),
			shares: [...shares.values()],
		};
	}

	apply(moves: readonly RightMove[]): void {
		for (const { wallMs, ...move } of moves) this.#moves.put({ ...move, wall_ms: wallMs });
	}

	clear(): void {
		this.#moves.clear();
	}
}
