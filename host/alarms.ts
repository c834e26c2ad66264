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
