// The highest numbers that each terminal has used, for every series and for shifts. A replacement board continues from
// them.
import { RecordKind, isKnown } from "../../../firmware/wire/record.js";
import { hostLimits } from "../../limits.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";
import type { SliceRecord } from "../slice.js";

/** A shift counts as series 0. Rows store the highest number; lower ones have no effect. */
export interface LastNumber {
	readonly terminal: string;
	readonly series: number;
	readonly number: number;
}

export const shiftSeries = 0;

export const numbers: Ledger<Nothing, Nothing, readonly LastNumber[]> = {
	codes: [],
	wants: wantsNothing,

	fold(_tools, { records }) {
		const last = new Map<string, LastNumber>();
		const note = (terminal: string, series: number, number: number): void => {
			if (number <= 0 || number > hostLimits.numberMax) return;
			const name = `${terminal}/${series}`;
			if (number > (last.get(name)?.number ?? 0)) last.set(name, { terminal, series, number });
		};
		for (const each of records) {
			const { terminal, record } = each;
			if (record?.document) note(terminal, record.document.series, record.document.number);
			note(terminal, shiftSeries, shiftOf(each));
		}
		return { changes: [...last.values()], alarms: [] };
	},
};

/**
 * The shift named by a document, a void, a record of a newer version, or the opening or closing of the shift itself.
 */
function shiftOf({ record }: SliceRecord): number {
	if (!record) return 0;
	if (!isKnown(record)) return record.shift;
	if (record.kind === RecordKind.shiftOpened || record.kind === RecordKind.shiftClosed)
		return record.anchor.totals.shift;
	return record.document || record.kind === RecordKind.saleVoided ? record.shift : 0;
}
