// Records that this version cannot read: counted by kind where the prefix can be read, alarmed where not even that.
import { isKnown } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";

/** What is added to the row of a terminal and a kind. */
export interface NewerCount {
	readonly terminal: string;
	readonly kind: number;
	readonly records: number;
	/** Those of them that have a number, and what they added to takings and to the drawer. */
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
