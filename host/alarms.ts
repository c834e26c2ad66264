// Alarms that stand for how things are, rather than for what has happened.
import type { HostFaultCode } from "./faults.js";
import type { Store } from "./store/store.js";

/** Sees to it that a code is raised for a terminal under these details and no others. True where one is new. */
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
