// What a terminal's clock showed against the host's, in words.
import { duration } from "./format.js";
import type { TerminalSummary } from "./types.js";

const minuteMs = 60_000;
/** Below this, the report's own way to the host counts. */
const rightMs = 5_000;

export function clockText(clock: TerminalSummary["clock"]): string {
	if (!clock) return "not reported";
	if (!clock.isSet) return "not set";
	const offMs = Math.abs(clock.skewMs);
	if (offMs < rightMs) return "right";
	const amount = offMs < minuteMs ? `${Math.round(offMs / 1_000)} s` : duration(offMs);
	return `${amount} ${clock.skewMs < 0 ? "slow" : "fast"}`;
}

/** Whether sales of this terminal may get a wrong time. */
export function isClockWrong(clock: TerminalSummary["clock"]): boolean {
	return clock !== null && (!clock.isSet || Math.abs(clock.skewMs) > minuteMs);
}
