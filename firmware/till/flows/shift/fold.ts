// Shifts in the books: begun, ended, and running totals that were written down.
import type { ShiftClosedRecord, ShiftOpenedRecord, ShiftSnapshotRecord } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const shiftOpenedFold: RecordFold<ShiftOpenedRecord> = {
	isAnchor: true,
	totals: (_totals, { anchor }) => anchor.totals,
	note: (books, { anchor }) => books.beginShift(anchor.totals.shift),
	lastAction: "shift",
};

export const shiftClosedFold: RecordFold<ShiftClosedRecord> = {
	isAnchor: true,
	totals: (_totals, { anchor }) => anchor.totals,
	note: (books, { countedMinor }) => books.endShift(countedMinor),
	lastAction: "shift",
};

export const shiftSnapshotFold: RecordFold<ShiftSnapshotRecord> = {
	isAnchor: true,
	totals: (_totals, { anchor }) => anchor.totals,
	note: (books, { isOpen }) => books.continueShift(isOpen),
};
