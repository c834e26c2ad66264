// Records that this version cannot decode: counted by kind if the prefix can be decoded, otherwise reported by an
// alarm.
import { isKnown } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";

/** An increment of the row of a terminal and a kind. */
export interface NewerCount {
	readonly terminal: string;
	readonly kind: number;
	readonly records: number;
	/** The numbered ones among them, and their contributions to takings and to cash in the drawer. */
	readonly documents: number;
	readonly totalMinor: number;
	readonly cashMinor: number;
}

export const newer: Ledger<Nothing, Nothing, readonly NewerCount[]> = {
	codes: ["RECORD_UNREADABLE"],
	wants: wantsNothing,

	fold(_tools, { records }) {
		const counts = new Map<string, NewerCount>();
		const alarms: AlarmChange[] = [];
		for (const { terminal, place, record, receivedMs: atMs } of records) {
			if (!record) {
				const detail = `epoch ${place.epoch}, sequence ${place.sequence}`;
				const alarm = { code: "RECORD_UNREADABLE", terminal, detail, amountMinor: 0, currency: "" } as const;
				alarms.push({ kind: "set", alarm, count: 1, atMs });
				continue;
			}
			if (isKnown(record)) continue;
			const { kind, document } = record;
			const name = `${terminal}/${kind}`;
			const before = counts.get(name);
			counts.set(name, {
				...{ terminal, kind, records: (before?.records ?? 0) + 1 },
				documents: (before?.documents ?? 0) + (document ? 1 : 0),
				totalMinor: (before?.totalMinor ?? 0) + (document?.totalMinor ?? 0),
				cashMinor: (before?.cashMinor ?? 0) + (document?.cashMinor ?? 0),
			});
		}
		return { changes: [...counts.values()], alarms };
	},
};
