// Shifts as terminals report them at opening and closing. Reports show these totals beside the sums of the documents.
import { isKnown, RecordKind, type ShiftTotals } from "../../../firmware/wire/record.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";

/** Keyed by terminal, shift and epoch. The last record of a kind in the chain wins. */
export interface ShiftChange {
	readonly kind: "opened" | "closed";
	readonly terminal: string;
	readonly shift: number;
	readonly epoch: number;
	readonly totals: ShiftTotals;
	readonly wallMs: number;
	readonly staff: number;
	/** −1 when the cash was not counted, and for an opening. */
	readonly countedMinor: number;
}

export const shifts: Ledger<Nothing, Nothing, readonly ShiftChange[]> = {
	codes: [],
	wants: wantsNothing,

	fold(_tools, { records }) {
		const changes: ShiftChange[] = [];
		for (const { terminal, place, record, booked } of records) {
			if (!record || !isKnown(record)) continue;
			const isClosed = record.kind === RecordKind.shiftClosed;
			if (!isClosed && record.kind !== RecordKind.shiftOpened) continue;
			const { totals } = record.anchor;
			changes.push({
				...{ kind: isClosed ? "closed" : "opened", terminal, shift: totals.shift, epoch: place.epoch, totals },
				...{ wallMs: booked.wallMs, staff: booked.staff },
				countedMinor: record.kind === RecordKind.shiftClosed ? record.countedMinor : -1,
			});
		}
		return { changes, alarms: [] };
	},
};
