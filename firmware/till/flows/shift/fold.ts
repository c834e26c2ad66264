// Effect of openings, closings and snapshots on the shift state.
import type { ShiftClosedRecord, ShiftOpenedRecord, ShiftSnapshotRecord } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const shiftOpenedFold: RecordFold<ShiftOpenedRecord> = {
	isAnchor: true,
	totals: (_totals, { anchor }) => anchor.totals,
	note: (state, { anchor }) => state.beginShift(anchor.totals.shift),
	lastAction: "shift",
};

export const shiftClosedFold: RecordFold<ShiftClosedRecord> = {
	isAnchor: true,
	totals: (_totals, { anchor }) => anchor.totals,
	note: (state, { countedMinor }) => state.endShift(countedMinor),
	lastAction: "shift",
};

export const shiftSnapshotFold: RecordFold<ShiftSnapshotRecord> = {
	isAnchor: true,
	totals: (_totals, { anchor }) => anchor.totals,
	note: (state, { isOpen }) => state.continueShift(isOpen),
};
