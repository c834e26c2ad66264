// Documents: every record that uses a number of a series. A number that several documents of a terminal share has an
// alarm with the largest of their amounts, independent of their order.
import type { AlarmChange } from "../../alarms.js";
import type { DocumentEntry } from "../entry.js";
import type { Ledger } from "../ledger.js";
import { seriesName } from "./series-name.js";

/** A number used by a document. */
export interface NumberKey {
	readonly terminal: string;
	readonly series: number;
	readonly number: number;
}

/** The documents that share a number. */
export interface SharedNumber extends NumberKey {
	readonly documents: number;
	/** The largest absolute total, and the last of their currencies by code. */
	readonly largestMinor: number;
	readonly currency: string;
}

export interface DocumentRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	readonly entry: DocumentEntry;
}

/** Wants the numbers of the slice's documents; the state omits those that no stored document has used. */
export const documents: Ledger<readonly NumberKey[], readonly SharedNumber[], readonly DocumentRow[]> = {
	codes: ["RECEIPT_NUMBER_TWICE"],

	wants({ records }) {
		const keys = new Map<string, NumberKey>();
		for (const { terminal, document } of records) {
			if (!document) continue;
			const { series, number } = document.document;
			const key = { terminal, series, number };
			keys.set(nameOf(key), key);
		}
		return [...keys.values()];
	},

	fold(_tools, { records }, state) {
		const shared = new Map(state.map((each) => [nameOf(each), each]));
		const alarms = new Map<string, AlarmChange>();
		const rows: DocumentRow[] = [];
		for (const { terminal, place, document: entry, receivedMs: atMs } of records) {
			if (!entry) continue;
			rows.push({ terminal, ...place, entry });
			const { series, number, totalMinor } = entry.document;
			const name = nameOf({ terminal, series, number });
			const before = shared.get(name);
			const after: SharedNumber = {
				...{ terminal, series, number, documents: (before?.documents ?? 0) + 1 },
				largestMinor: Math.max(before?.largestMinor ?? 0, Math.abs(totalMinor)),
				currency: before && before.currency > entry.currency ? before.currency : entry.currency,
			};
			shared.set(name, after);
			if (after.documents > 1) alarms.set(name, numberTwice(after, atMs));
		}
		return { changes: rows, alarms: [...alarms.values()] };
	},
};

function numberTwice(shared: SharedNumber, atMs: number): AlarmChange {
	const { terminal, series, number, documents, largestMinor: amountMinor, currency } = shared;
	const detail = `${seriesName(series)} ${number}`;
	return {
		kind: "set",
		alarm: { code: "RECEIPT_NUMBER_TWICE", terminal, detail, amountMinor, currency },
		count: documents - 1,
		atMs,
	};
}

function nameOf({ terminal, series, number }: NumberKey): string {
	return `${terminal}/${series}/${number}`;
}
