// The flags that the host reports: recorded before a price depends on them.
import { Fault } from "../../../core/fault.js";
import type { FlagMessage } from "../../../wire/flags.js";
import { RecordKind } from "../../../wire/record.js";
import type { SaleSession } from "../../session/sale-session.js";

/** Throws Fault VERSION_STALE for a report older than what was recorded, or what the journal throws. */
export function takeFlags(session: SaleSession, { version, issuedMs, flags }: FlagMessage): void {
	const held = session.shift.open.flags;
	const before = held?.version ?? 0;
	// The host repeats the report in each session.
	if (version === before) return;
	if (version < before) throw new Fault("VERSION_STALE", `flags ${version} after ${before}`);
	const closes = held ? [held.place] : [];
	session.write({ kind: RecordKind.flagsSet, closes, version, issuedMs, flags }, "sale");
}

/** Writes the report again once its record is so old that it might be trimmed. */
export function carryFlags(session: SaleSession): void {
	const held = session.shift.open.flags;
	if (held === undefined || !session.isFar(held.place)) return;
	const { version, issuedMs, flags, place } = held;
	session.write({ kind: RecordKind.flagsSet, closes: [place], version, issuedMs, flags }, "reserved");
}
