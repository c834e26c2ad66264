// Alarms, and the changes by which a ledger keeps the alarms for its state up to date.
import type { HostFaultCode } from "./faults.js";

/** An alarm is identified by code, terminal and detail. */
export interface AlarmNotice {
	readonly code: HostFaultCode;
	readonly terminal: string;
	readonly detail: string;
	/** Money at risk in minor units of `currency`, which is empty when there is none or it is unknown. */
	readonly amountMinor: number;
	readonly currency: string;
}

/**
 * How much an alarm without money matters. Where there is no room for all, those that matter less go first, and money
 * goes last. Codes that are missing matter least: a terminal causes them by messages that it does not sign.
 */
export const alarmSeverities: Readonly<Partial<Record<HostFaultCode, number>>> = {
	...{ BATCH_FORKED: 3, EPOCH_UNLINKED: 3, TLS_EXPIRES: 3, TLS_EXPIRED: 3 },
	...{
		PAYMENT_UNRESOLVED: 2,
		PAYMENT_MISMATCH: 2,
		PAYMENT_NOT_CHARGED: 2,
		COUPON_SPENT_TWICE: 2,
		VOUCHER_OVERSPENT: 2,
		RECEIPT_NUMBER_TWICE: 2,
		SALE_DOES_NOT_ADD_UP: 2,
	},
	...{ RECORD_UNREADABLE: 2, SALE_MISDATED: 2, CLOCK_WAS_WRONG: 1 },
	...{ CATALOG_FORMAT_UNREADABLE: 1, CATALOG_RULE_DROPPED: 1, CATALOG_RULE_UNAPPLIED: 1 },
};

export type AlarmName = Pick<AlarmNotice, "code" | "terminal" | "detail">;

export type AlarmChange =
	/** Sets the alarm to exactly this amount and count. */
	| { readonly kind: "set"; readonly alarm: AlarmNotice; readonly count: number; readonly atMs: number }
	/**
	 * Another record causes the alarm: raises the count by one, and sets the amount to the largest or the sum of the
	 * records' amounts. The result does not depend on their order.
	 */
	| {
			readonly kind: "add";
			readonly merge: "largest" | "sum";
			readonly alarm: AlarmNotice;
			readonly atMs: number;
	  }
	/** Removes the alarm, because its condition has ended. */
	| { readonly kind: "clear"; readonly alarm: AlarmName };
