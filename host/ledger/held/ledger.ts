// Cash that drawers hold for sales which are not completed, by shift, as the terminals' own reports count it.
import { isKnown, RecordKind } from "../../../firmware/wire/record.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";
import type { SliceRecord } from "../slice.js";

/** Added to what is held. */
export interface HeldSum {
	readonly terminal: string;
	readonly shift: number;
	readonly currency: string;
	readonly amountMinor: number;
}

export const held: Ledger<Nothing, Nothing, readonly HeldSum[]> = {
	codes: [],
	wants: wantsNothing,
	fold: (_tools, { records }) => ({ changes: records.flatMap(heldBy), alarms: [] }),
};

function heldBy({ terminal, record, booked: { shift } }: SliceRecord): HeldSum[] {
	if (!record || !isKnown(record)) return [];
	switch (record.kind) {
		case RecordKind.partPaid:
			return [{ terminal, shift, currency: record.basket.currency, amountMinor: record.takenMinor }];
		case RecordKind.cashReturned:
			return [{ terminal, shift, currency: record.currency, amountMinor: -record.amountMinor }];
		case RecordKind.sale:
			// The sale counts this cash among its own tenders.
			return record.heldMinor === undefined
				? []
				: [{ terminal, shift, currency: record.currency, amountMinor: -record.heldMinor }];
		default:
			return [];
	}
}
