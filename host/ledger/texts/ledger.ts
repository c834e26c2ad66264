// Which personal texts the records name, by their digests. The texts lie elsewhere and can be erased.
import { isKnown, type KnownRecord, type SaleLine } from "../../../firmware/wire/record.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";

/** A row of a line at this place. */
export interface NamedText {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	readonly line: number;
	readonly digest: Uint8Array;
}

/** The lines of a sale or a basket; none for other records. */
function linesOf(record: KnownRecord): readonly SaleLine[] {
	if ("lines" in record) return record.lines;
	return "basket" in record ? record.basket.lines : [];
}

export const texts: Ledger<Nothing, Nothing, readonly NamedText[]> = {
	codes: [],
	wants: wantsNothing,

	fold(_tools, { records }) {
		const changes = records.flatMap(({ terminal, place, record }) =>
			record && isKnown(record)
				? linesOf(record).flatMap(({ note }, line) =>
						note ? [{ terminal, ...place, line, digest: note }] : [],
					)
				: [],
		);
		return { changes, alarms: [] };
	},
};
