// Used coupons in SQLite, a row for each use.
import type { Database, Statement } from "better-sqlite3";
import type { CouponName, CouponUse } from "../../../ledger/coupons/ledger.js";
import type { Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

export class SqliteCouponUses implements LedgerRows<readonly CouponName[], readonly CouponUse[], readonly CouponUse[]> {
	readonly #merchant: string;
	readonly #uses: Table;
	readonly #find: Statement<Values, CouponUse>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#uses = new Table(database, merchant, {
			name: "coupon_uses",
			key: ["campaign", "serial", "terminal", "epoch", "sequence"],
			columns: ["amount_minor", "currency", "wall_ms"],
			onConflict: "ignore",
		});
		this.#find = database.prepare(
			`SELECT terminal, epoch, sequence, campaign, serial, amount_minor AS amountMinor, currency,
			wall_ms AS wallMs
			FROM coupon_uses WHERE merchant = ? AND campaign = ? AND serial = ?`,
		);
	}

	load(wants: readonly CouponName[]): CouponUse[] {
		const names = new Map(wants.map(({ campaign, serial }) => [`${campaign}/${serial}`, { campaign, serial }]));
		return [...names.values()].flatMap(({ campaign, serial }) => this.#find.all(this.#merchant, campaign, serial));
	}

	apply(uses: readonly CouponUse[]): void {
		for (const { amountMinor, wallMs, ...use } of uses)
			this.#uses.put({ ...use, amount_minor: amountMinor, wall_ms: wallMs });
	}

	clear(): void {
		this.#uses.clear();
	}
}
