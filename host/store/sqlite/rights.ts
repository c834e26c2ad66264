// What the host has issued of rights, and reports on them, in SQLite.
import type { Database, Statement } from "better-sqlite3";
import { pool, RightKind, rightMax } from "../../../firmware/policy/rights.js";
import type { CouponUse } from "../../ledger/coupons/ledger.js";
import type {
	CouponBatch,
	IssuedRow,
	RightBudget,
	RightGrant,
	RightHolder,
	RightStore,
	RightSubject,
	VoucherBatch,
	VoucherMove,
	VoucherRow,
} from "../rights.js";
import type { Synchronous } from "../store.js";
import type { SqliteLog } from "./log.js";
import { places, type Values } from "./sql.js";
import type { SqliteTerminals } from "./terminals.js";

type Uses = CouponUse & { uses: number };

export class SqliteRights implements Synchronous<RightStore> {
	readonly #merchant: string;
	readonly #log: SqliteLog;
	readonly #terminals: SqliteTerminals;
	readonly #statements: ReturnType<typeof prepare>;
	readonly #grant: (grant: RightGrant) => number;
	readonly #issueCoupons: (batch: Omit<CouponBatch, "first">) => number;
	readonly #issueVouchers: (count: number, createdMs: number) => number;

	constructor(database: Database, merchant: string, log: SqliteLog, terminals: SqliteTerminals) {
		this.#merchant = merchant;
		this.#log = log;
		this.#terminals = terminals;
		this.#statements = prepare(database);
		const grant = database.transaction((each: RightGrant) => this.take(each));
		const coupons = database.transaction((batch: Omit<CouponBatch, "first">) => this.addCoupons(batch));
		const vouchers = database.transaction((count: number, createdMs: number) => this.addVouchers(count, createdMs));
		this.#grant = (each) => grant.immediate(each);
		this.#issueCoupons = (batch) => coupons.immediate(batch);
		this.#issueVouchers = (count, createdMs) => vouchers.immediate(count, createdMs);
	}

	issueCoupons(batch: Omit<CouponBatch, "first">): number {
		return this.#issueCoupons(batch);
	}

	couponBatches(): CouponBatch[] {
		return this.#statements.couponBatches.all(this.#merchant);
	}

	couponUses(limit: number, offset: number): Uses[] {
		return this.#statements.couponUses.all(this.#merchant, limit, offset);
	}

	couponsUsedElsewhere(terminal: string, limit: number): Pick<CouponUse, "campaign" | "serial">[] {
		return this.#statements.usedElsewhere.all(this.#merchant, terminal, limit);
	}

	issueVouchers(count: number, createdMs: number): number {
		return this.#issueVouchers(count, createdMs);
	}

	voucherBatches(): VoucherBatch[] {
		return this.#statements.voucherBatches.all(this.#merchant);
	}

	vouchers(limit: number, offset: number): VoucherRow[] {
		return this.#statements.vouchers.all(this.#merchant, limit, offset);
	}

	voucherMoves(key: string): VoucherMove[] {
		return this.#statements.voucherMoves.all(this.#merchant, key);
	}

	budgets(): RightBudget[] {
		return this.#statements.budgets.all(this.#merchant);
	}

	setBudget({ kind, key, rule, total }: RightBudget): void {
		this.#statements.setBudget.run(this.#merchant, kind, key, rule, total);
	}

	holders({ kind, key }: RightSubject): RightHolder[] {
		return this.#statements.holders.all(this.#merchant, kind, key, this.#merchant, kind, key);
	}

	grant(grant: RightGrant): number {
		return this.#grant(grant);
	}

	pending(terminal: string, limit: number): IssuedRow[] {
		return this.#statements.pending.all(this.#merchant, terminal, this.#merchant, terminal, limit);
	}

	/** In a transaction, so that no two grants take from the same pool. A ledger that lags only makes it smaller. */
	private take({ terminal, epoch, kind, key, amount, budget, atMs }: RightGrant): number {
		if (this.#terminals.find(terminal)?.epoch !== epoch) return 0;
		const holders = this.holders({ kind, key });
		const issued = holders.reduce((sum, each) => sum + each.issued, 0);
		const returned = holders.reduce((sum, each) => sum + each.returned, 0);
		const left = pool(budget, issued, returned);
		const granted = amount ?? left;
		const own = holders.find((each) => each.terminal === terminal)?.issued ?? 0;
		if (granted <= 0 || granted > left || own + granted > rightMax) return 0;
		const before = this.#statements.before.get(this.#merchant, terminal, epoch, kind, key)?.before ?? own;
		this.#statements.putGrant.run(this.#merchant, terminal, epoch, kind, key, own + granted, before, atMs);
		this.#log.append("right", { terminal, epoch, first: 0, last: 0, atMs });
		return granted;
	}

	private addCoupons({ campaign, count, lastDay, home, createdMs }: Omit<CouponBatch, "first">): number {
		const first = this.#statements.nextSerial.get(this.#merchant, campaign)!.first;
		this.#statements.addCoupons.run(this.#merchant, campaign, first, count, lastDay, home, createdMs);
		return first;
	}

	private addVouchers(count: number, createdMs: number): number {
		const { batch } = this.#statements.nextBatch.get(this.#merchant)!;
		this.#statements.addVouchers.run(this.#merchant, batch, count, createdMs);
		return batch;
	}
}

function prepare(database: Database) {
	const all = <Row>(sql: string): Statement<Values, Row> => database.prepare<Values, Row>(sql);
	return {
		nextSerial: all<{ first: number }>(
			"SELECT coalesce(max(first + count), 1) AS first FROM coupon_batches WHERE merchant = ? AND campaign = ?",
		),
		addCoupons: all(`INSERT INTO coupon_batches VALUES (${places(7)})`),
		couponBatches: all<CouponBatch>(
			`SELECT campaign, first, count, last_day AS lastDay, home, created_ms AS createdMs FROM coupon_batches
			WHERE merchant = ? ORDER BY created_ms DESC, campaign, first DESC LIMIT 200`,
		),
		couponUses: all<Uses>(
			`SELECT terminal, epoch, sequence, campaign, serial, amount_minor AS amountMinor, currency,
			wall_ms AS wallMs, count(*) OVER (PARTITION BY campaign, serial) AS uses FROM coupon_uses WHERE merchant = ?
			ORDER BY (uses > 1) DESC, wall_ms DESC, terminal, epoch, sequence LIMIT ? OFFSET ?`,
		),
		usedElsewhere: all<{ campaign: number; serial: number }>(
			`SELECT DISTINCT campaign, serial FROM (SELECT campaign, serial, wall_ms FROM coupon_uses
			WHERE merchant = ? AND terminal != ? ORDER BY wall_ms DESC, campaign, serial LIMIT ?)`,
		),
		nextBatch: all<{ batch: number }>(
			"SELECT coalesce(max(batch), 0) + 1 AS batch FROM voucher_batches WHERE merchant = ?",
		),
		addVouchers: all(`INSERT INTO voucher_batches VALUES (${places(4)})`),
		voucherBatches: all<VoucherBatch>(
			`SELECT batch, count, created_ms AS createdMs FROM voucher_batches WHERE merchant = ?
			ORDER BY batch DESC LIMIT 200`,
		),
		vouchers: all<VoucherRow>(
			`SELECT key, sum(sold) AS sold, sum(spent) AS spent, max(currency) AS currency, max(wall_ms) AS lastMs
			FROM right_moves WHERE merchant = ? AND kind = ${RightKind.voucher} GROUP BY key
			ORDER BY lastMs DESC, key LIMIT ? OFFSET ?`,
		),
		voucherMoves: all<VoucherMove>(
			`SELECT terminal, wall_ms AS wallMs, sold, spent, received, returned FROM right_moves
			WHERE merchant = ? AND kind = ${RightKind.voucher} AND key = ? ORDER BY wall_ms, terminal, epoch, sequence
			LIMIT 200`,
		),
		...prepareGrants(database),
	};
}

function prepareGrants(database: Database) {
	const all = <Row>(sql: string): Statement<Values, Row> => database.prepare<Values, Row>(sql);
	return {
		budgets: all<RightBudget>(
			"SELECT kind, key, rule, total FROM right_budgets WHERE merchant = ? ORDER BY rule, kind",
		),
		setBudget: all(
			`INSERT INTO right_budgets VALUES (${places(5)}) ON CONFLICT (merchant, kind, key)
			DO UPDATE SET rule = excluded.rule, total = excluded.total`,
		),
		holders: all<RightHolder>(
			`SELECT terminal, max(issued) AS issued, sum(received) AS received, sum(sold) AS sold, sum(spent) AS spent,
			sum(returned) AS returned FROM (
				SELECT terminal, issued, 0 AS received, 0 AS sold, 0 AS spent, 0 AS returned FROM right_grants
				WHERE merchant = ? AND kind = ? AND key = ?
				UNION ALL SELECT terminal, issued, received, sold, spent, returned FROM right_moves
				WHERE merchant = ? AND kind = ? AND key = ?
			) GROUP BY terminal ORDER BY terminal`,
		),
		before: all<{ before: number }>(
			`SELECT before_chain AS before FROM right_grants
			WHERE merchant = ? AND terminal = ? AND epoch = ? AND kind = ? AND key = ?`,
		),
		putGrant: all(
			`INSERT INTO right_grants VALUES (${places(8)}) ON CONFLICT (merchant, terminal, epoch, kind, key)
			DO UPDATE SET issued = excluded.issued, at_ms = excluded.at_ms`,
		),
		pending: all<IssuedRow>(
			`SELECT g.epoch, g.kind, g.key, g.issued, g.before_chain AS before FROM right_grants g
			WHERE g.merchant = ? AND g.terminal = ?
			AND g.epoch = (SELECT epoch FROM terminals t WHERE t.merchant = g.merchant AND t.terminal = g.terminal)
			AND g.issued > coalesce((SELECT max(m.issued) FROM right_moves m WHERE m.merchant = ? AND m.terminal = ?
				AND m.kind = g.kind AND m.key = g.key AND m.epoch = g.epoch), 0)
			ORDER BY g.at_ms, g.kind, g.key LIMIT ?`,
		),
	};
}
