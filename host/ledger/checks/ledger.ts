// Checks of single records: a sale whose amounts contradict each other by the till's own rules, and numbers that no
// honest chain reaches.
import { saleFault } from "../../../firmware/pricing/sale-check.js";
import { isKnown, RecordKind } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import { hostLimits } from "../../limits.js";
import type { AnyRecord } from "../decode.js";
import { seriesName } from "../documents/series-name.js";
import { type Ledger, type Nothing, wantsNothing } from "../ledger.js";
import type { SliceRecord } from "../slice.js";

/** Has no rows: each record is checked alone. An alarm counts the records with the same detail. */
export const checks: Ledger<Nothing, Nothing, Nothing> = {
	codes: ["SALE_DOES_NOT_ADD_UP"],
	wants: wantsNothing,
	fold: (_tools, { records }) => ({ changes: null, alarms: records.flatMap(faultsOf) }),
};

function faultsOf({ terminal, receivedMs: atMs, record }: SliceRecord): AlarmChange[] {
	if (!record) return [];
	const alarms: AlarmChange[] = [];
	const add = (detail: string, amountMinor: number, currency: string): void => {
		const alarm = { code: "SALE_DOES_NOT_ADD_UP", terminal, detail, amountMinor, currency } as const;
		alarms.push({ kind: "add", merge: "largest", alarm, atMs });
	};
	const { document } = record;
	if (document && document.number > hostLimits.numberMax) {
		const detail = `${seriesName(document.series)} ${document.number}: number out of range`;
		add(detail, Math.abs(document.totalMinor), "");
	}
	const shift = Math.max(record.shift, reportedShift(record));
	if (shift > hostLimits.numberMax) add(`shift ${shift}: number out of range`, 0, "");
	if (isKnown(record) && record.kind === RecordKind.sale) {
		const { number, totalMinor } = record.document;
		const wrong = saleFault({ ...record, totalMinor });
		if (wrong !== undefined) add(`receipt ${number}: ${wrong}`, Math.abs(totalMinor), record.currency);
	}
	return alarms;
}

/** The shift that a record opens or closes; 0 for others. */
function reportedShift(record: AnyRecord): number {
	if (!isKnown(record)) return 0;
	const isOfShift = record.kind === RecordKind.shiftOpened || record.kind === RecordKind.shiftClosed;
	return isOfShift ? record.anchor.totals.shift : 0;
}
