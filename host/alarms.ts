// Alarms for conditions that last, as opposed to single events.
import type { HostFaultCode } from "./faults.js";
import type { Store } from "./store/store.js";

/** Raises a code for a terminal under exactly these details and settles all others. Returns whether one is new. */
export function holdExactly(
	{ notices }: Pick<Store, "notices">,
	code: HostFaultCode,
	terminal: string,
	details: readonly string[],
	nowMs: number,
): boolean {
	for (const detail of notices.details(code, terminal))
		if (!details.includes(detail)) notices.settle(code, terminal, detail);
	let isNew = false;
	for (const detail of details)
		if (notices.hold({ code, terminal, detail, amountMinor: 0, currency: "" }, nowMs)) isNew = true;
	return isNew;
}
