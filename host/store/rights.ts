// Rights in the store: what the host has issued, which are entries of the log, and what the ledgers know of them.
import type { CouponUse } from "../ledger/coupons/ledger.js";

export interface CouponBatch {
	readonly campaign: number;
	/** Serials from here on. */
	readonly first: number;
	readonly count: number;
	/** Days since 1970; 0 for no end. */
	readonly lastDay: number;
	/** The number of the only terminal that takes them; 0 for any. */
	readonly home: number;
	readonly createdMs: number;
}

export interface VoucherBatch {
	readonly batch: number;
	readonly count: number;
	readonly createdMs: number;
}

/** A right's subject: its kind, and 8 bytes as hexadecimal digits. */
export interface RightSubject {
	readonly kind: number;
	readonly key: string;
}

/** The budget of a rule, in uses or in minor units, that is shared out among terminals. */
export interface RightBudget extends RightSubject {
	/** The rule's identifier. */
	readonly rule: string;
	readonly total: number;
}

export interface RightGrant extends RightSubject {
	readonly terminal: string;
	/** The terminal's present chain. */
	readonly epoch: number;
	/** How much more; all that may be issued where it is undefined. */
	readonly amount: number | undefined;
	/** What may be issued besides what came back: 0 for a voucher. */
	readonly budget: number;
	readonly atMs: number;
}

/** All that was issued to a terminal in its present chain, and the part of it before that chain. */
export interface IssuedRow extends RightSubject {
	readonly epoch: number;
	readonly issued: number;
	readonly before: number;
}

/** What a terminal has of a subject, as far as its records have arrived. */
export interface RightHolder {
	readonly terminal: string;
	/** By the host's decisions, or by the terminal's records where they know of more. */
	readonly issued: number;
	readonly received: number;
	readonly sold: number;
	readonly spent: number;
	readonly returned: number;
}

export interface VoucherRow {
	readonly key: string;
	readonly sold: number;
	readonly spent: number;
	readonly currency: string;
	readonly lastMs: number;
}

/** A row of a voucher's history. */
export interface VoucherMove {
	readonly terminal: string;
	readonly wallMs: number;
	readonly sold: number;
	readonly spent: number;
	readonly received: number;
	readonly returned: number;
}

export interface RightStore {
	/** Returns the first serial. */
	issueCoupons(batch: Omit<CouponBatch, "first">): Promise<number>;
	/** The newest first. */
	couponBatches(): Promise<CouponBatch[]>;
	couponUses(limit: number, offset: number): Promise<(CouponUse & { readonly uses: number })[]>;
	/** The newest that terminals other than this one have used. */
	couponsUsedElsewhere(terminal: string, limit: number): Promise<Pick<CouponUse, "campaign" | "serial">[]>;
	/** Returns the batch's number. */
	issueVouchers(count: number, createdMs: number): Promise<number>;
	voucherBatches(): Promise<VoucherBatch[]>;
	/** Those that were sold or spent, the last used first. */
	vouchers(limit: number, offset: number): Promise<VoucherRow[]>;
	voucherMoves(key: string): Promise<VoucherMove[]>;
	budgets(): Promise<RightBudget[]>;
	setBudget(budget: RightBudget): Promise<void>;
	holders(subject: RightSubject): Promise<RightHolder[]>;
	/**
	 * Issues more to a terminal, as an entry of the log. Returns how much; 0 where that is more than may be issued, or
	 * the chain is not the terminal's present one.
	 */
	grant(grant: RightGrant): Promise<number>;
	/** What was issued to the terminal in its present chain and its records do not have yet. */
	pending(terminal: string, limit: number): Promise<IssuedRow[]>;
}
