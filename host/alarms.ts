// What an alarm says, and how a ledger changes the alarms that stand for its state.
import type { HostFaultCode } from "./faults.js";

/** Code, terminal and detail tell an alarm from others. */
export interface AlarmNotice {
	readonly code: HostFaultCode;
	readonly terminal: string;
	readonly detail: string;
	/** Money at risk in minor units of `currency`, which is empty where there is none or it is not known. */
	readonly amountMinor: number;
	readonly currency: string;
}

export type AlarmName = Pick<AlarmNotice, "code" | "terminal" | "detail">;

export type AlarmChange =
	/** The alarm stands with exactly this amount and count. */
	| { readonly kind: "set"; readonly alarm: AlarmNotice; readonly count: number; readonly atMs: number }
	/**
	 * One more record says so: the count goes up by one, and the amount becomes the largest, or the sum, of what the
	 * records say. Both are the same in any order.
	 */
	| {
			readonly kind: "add";
			readonly merge: "largest" | "sum";
			readonly alarm: AlarmNotice;
			readonly atMs: number;
	  }
	/** The state no longer calls for it. */
	| { readonly kind: "clear"; readonly alarm: AlarmName };
