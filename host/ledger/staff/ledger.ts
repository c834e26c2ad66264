// What somebody allowed whom, and alarms where somebody guesses at PINs.
import { isKnown, RecordKind } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import { hostLimits } from "../../limits.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";

/** A row of the record at this place. */
export interface Override {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	/** Who might not do it; 0 for nobody signed in. */
	readonly staff: number;
	readonly approvedBy: number;
	readonly shift: number;
	readonly wallMs: number;
	/** One of `Right`, or of a newer version. */
	readonly right: number;
	/** One of `OverrideReason`, or of a newer version. */
	readonly reason: number;
}

export const staff: Ledger<Nothing, Nothing, readonly Override[]> = {
	codes: ["PIN_GUESSED"],
	wants: wantsNothing,

	fold(_tools, { records }) {
		const changes: Override[] = [];
		const alarms: AlarmChange[] = [];
		for (const { terminal, place, record, booked, receivedMs: atMs } of records) {
			if (!record || !isKnown(record)) continue;
			if (record.kind === RecordKind.overridden) {
				const { approvedBy, right, reason } = record;
				const { staff: whom, shift, wallMs } = booked;
				changes.push({ terminal, ...place, staff: whom, approvedBy, shift, wallMs, right, reason });
			} else if (record.kind === RecordKind.pinRefused && record.guesses >= hostLimits.pinGuessesAlarmed) {
				const detail = `epoch ${place.epoch}, person ${record.number}`;
				const alarm = { code: "PIN_GUESSED", terminal, detail, amountMinor: 0, currency: "" } as const;
				alarms.push({ kind: "set", alarm, count: record.guesses, atMs });
			}
		}
		return { changes, alarms };
	},
};
