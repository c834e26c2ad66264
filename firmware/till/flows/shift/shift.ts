// Opens and closes shifts.
import { RecordKind } from "../../../wire/record.js";
import type { SaleSession } from "../../session/sale-session.js";
import { noTotals } from "../../session/shift-totals.js";
import { saveWaiting } from "../payment/outcome.js";
import { signOut } from "../staff/sign-in.js";

/** Throws Fault CATALOG_MISSING or what the journal throws. */
export function openShift(session: SaleSession, floatMinor: number): void {
	const { currency, taxMode } = session.needCatalog();
	session.carry();
	const shift = session.shift.shift + 1;
	const totals = { ...noTotals, shift, currency: currency.code, taxMode, floatMinor };
	session.write({ kind: RecordKind.shiftOpened, shift, anchor: session.shift.anchor(totals) }, "reserved");
	session.go("sell");
	saveWaiting(session);
}

/** `countedMinor` is −1 if the cash was not counted. Throws what the journal throws. */
export function closeShift(session: SaleSession, countedMinor: number): void {
	session.carry();
	session.setTraining(false);
	const anchor = session.shift.anchor(session.shift.totals);
	session.write({ kind: RecordKind.shiftClosed, anchor, countedMinor }, "reserved");
	session.dropTexts();
	signOut(session);
	session.options.listener.shiftClosed();
	session.go("report", "Z");
}
