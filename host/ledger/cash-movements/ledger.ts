// Cash that was put into drawers and taken out of them, but not for sales.
import { isKnown, RecordKind } from "../../../firmware/wire/record.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";

/** A row of the record at this place. */
export interface CashMovement {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	readonly number: number;
	readonly staff: number;
	readonly shift: number;
	readonly wallMs: number;
	readonly currency: string;
	/** Negative for what was paid out. */
	readonly cashMinor: number;
	/** One of `CashReason`, or of a newer version. */
	readonly reason: number;
}

export const cashMovements: Ledger<Nothing, Nothing, readonly CashMovement[]> = {
	codes: [],
	wants: wantsNothing,

	fold(_tools, { records }) {
		const changes = records.flatMap(({ terminal, place, record, booked }): CashMovement[] => {
			if (!record || !isKnown(record) || record.kind !== RecordKind.cashMoved) return [];
			const { document, currency, reason } = record;
			const { staff, shift, wallMs } = booked;
			const { number, cashMinor } = document;
			return [{ terminal, ...place, number, staff, shift, wallMs, currency, cashMinor, reason }];
		});
		return { changes, alarms: [] };
	},
};
