// Sales that were voided before they were paid.
import { isKnown, RecordKind } from "../../../firmware/wire/record.js";
import type { Booked } from "../entry.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";

export interface VoidRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	readonly booked: Booked;
	readonly currency: string;
	readonly totalMinor: number;
}

export const voids: Ledger<Nothing, Nothing, readonly VoidRow[]> = {
	codes: [],
	wants: wantsNothing,

	fold(_tools, { records }) {
		const changes = records.flatMap(({ terminal, place, record, booked }): VoidRow[] => {
			if (!record || !isKnown(record) || record.kind !== RecordKind.saleVoided) return [];
			const { currency, totalMinor } = record.basket;
			return [{ terminal, ...place, booked, currency, totalMinor }];
		});
		return { changes, alarms: [] };
	},
};
