// Shifts as terminals report them at opening and closing. Reports show these totals beside the sums of the documents.
import { isKnown, RecordKind, type ShiftTotals, TenderKind } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
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
	codes: ["DRAWER_DIFFERENCE"],
	wants: wantsNothing,

	fold({ drawerToleranceMinor }, { records }) {
		const changes: ShiftChange[] = [];
		const alarms: AlarmChange[] = [];
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
			const gapMinor = record.kind === RecordKind.shiftClosed ? drawerGap(totals, record.countedMinor) : 0;
			if (Math.abs(gapMinor) <= drawerToleranceMinor) continue;
			const { shift, currency } = totals;
			const alarm = {
				terminal,
				amountMinor: Math.abs(gapMinor),
				currency,
				detail: detailOf(place.epoch, shift, gapMinor),
			};
			alarms.push({ kind: "set", alarm: { code: "DRAWER_DIFFERENCE", ...alarm }, count: 1, atMs: booked.wallMs });
		}
		return { changes, alarms };
	},
};

/** Cash that a drawer should hold when its shift is closed. */
export function expectedCash({ floatMinor, tenders, heldMinor = 0 }: ShiftTotals): number {
	return floatMinor + heldMinor + (tenders.find(({ kind }) => kind === TenderKind.cash)?.amountMinor ?? 0);
}

/** Counted minus expected cash; 0 when the cash was not counted. */
function drawerGap(totals: ShiftTotals, countedMinor: number): number {
	return countedMinor < 0 ? 0 : countedMinor - expectedCash(totals);
}

function detailOf(epoch: number, shift: number, gapMinor: number): string {
	return `epoch ${epoch}, shift ${shift}, drawer ${gapMinor < 0 ? "short" : "over"}`;
}
