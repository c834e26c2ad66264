// Checks of the terminals' clocks: documents whose time can't be right, and clocks that the host's time had to set.
import { ClockQuality } from "../../../firmware/core/ports.js";
import { isKnown, RecordKind } from "../../../firmware/wire/record.js";
import type { HostFaultCode } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { AlarmChange } from "../../alarms.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";
import { isMisdated, type SliceRecord } from "../slice.js";

/** Has no rows: each record is checked alone. An alarm counts the records with the same detail. */
export const times: Ledger<Nothing, Nothing, Nothing> = {
	codes: ["SALE_MISDATED", "CLOCK_WAS_WRONG"],
	wants: wantsNothing,
	fold: (_tools, { records }) => ({ changes: null, alarms: records.flatMap(faultsOf) }),
};

function faultsOf({ terminal, receivedMs: atMs, record }: SliceRecord): AlarmChange[] {
	if (!record) return [];
	const alarm = (code: HostFaultCode, detail: string): AlarmChange[] => [
		{ kind: "add", merge: "largest", alarm: { code, terminal, detail, amountMinor: 0, currency: "" }, atMs },
	];
	if (record.document && isMisdated(record, atMs)) return alarm("SALE_MISDATED", `dated ${dateOf(record.wallMs)}`);
	if (!isKnown(record) || record.kind !== RecordKind.clockSet || record.beforeQuality === ClockQuality.unset)
		return [];
	const offMs = record.beforeMs - record.wallMs;
	if (Math.abs(offMs) <= hostLimits.clockOffMsMax) return [];
	return alarm("CLOCK_WAS_WRONG", `${offText(offMs)}, set on ${dateOf(record.wallMs)}`);
}

function dateOf(wallMs: number): string {
	return new Date(wallMs).toISOString().slice(0, 10);
}

/** "5 min slow", "3 h fast", "2 days slow" */
function offText(offMs: number): string {
	const minutes = Math.round(Math.abs(offMs) / 60_000);
	const hours = Math.round(minutes / 60);
	const amount = minutes < 60 ? `${minutes} min` : hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
	return `${amount} ${offMs < 0 ? "slow" : "fast"}`;
}
