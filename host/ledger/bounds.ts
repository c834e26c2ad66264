// Bounds of what one record may add to a sum. A signed record may contain amounts that no till can have taken; they
// must not make sums inexact (2⁵³) or overflow (2⁶³).
import {
	type Document,
	isKnown,
	type KnownRecord,
	RecordKind,
	type SaleBody,
	type ShiftTotals,
	type UnknownRecord,
} from "../../firmware/wire/record.js";
import { hostLimits } from "../limits.js";

/** Whether the amounts of the prefix may be added to sums. */
export function isDocumentInBounds(document: Document | undefined): boolean {
	return !document || (isAmount(document.totalMinor) && isAmount(document.cashMinor));
}

/** Whether the amounts of the body may be added to sums. */
export function isBodyInBounds(record: KnownRecord | UnknownRecord): boolean {
	if (!isKnown(record)) return true;
	switch (record.kind) {
		case RecordKind.sale:
			return isSaleInBounds(record) && isAmount(record.heldMinor ?? 0);
		case RecordKind.trainingSale:
			return isSaleInBounds(record);
		case RecordKind.partPaid:
			return isAmount(record.takenMinor) && isAmount(record.heldMinor);
		case RecordKind.cashReturned:
			return isAmount(record.amountMinor);
		case RecordKind.shiftOpened:
		case RecordKind.shiftClosed:
			return isShiftInBounds(record.anchor.totals);
		default:
			return true;
	}
}

function isSaleInBounds({ lines, taxes, tenders, roundingMinor, changeMinor }: SaleBody): boolean {
	return (
		sizeOf(lines, ({ quantity }) => quantity) <= hostLimits.recordUnitsMax &&
		isAmount(sizeOf(lines, ({ amountMinor }) => amountMinor)) &&
		isAmount(sizeOf(taxes, ({ baseMinor }) => baseMinor)) &&
		isAmount(sizeOf(taxes, ({ taxMinor }) => taxMinor)) &&
		isAmount(sizeOf(tenders, ({ amountMinor }) => amountMinor)) &&
		isAmount(roundingMinor) &&
		isAmount(changeMinor)
	);
}

/** Shift totals are sums over many records and have their own bound. */
function isShiftInBounds(totals: ShiftTotals): boolean {
	const { grossMinor, floatMinor, heldMinor = 0, tenders } = totals;
	const sums = [grossMinor, floatMinor, heldMinor, ...tenders.map(({ amountMinor }) => amountMinor)];
	return sums.every((sumMinor) => Math.abs(sumMinor) <= hostLimits.shiftMinorMax);
}

function isAmount(amountMinor: number): boolean {
	return Math.abs(amountMinor) <= hostLimits.recordMinorMax;
}

/** The sum of absolute values: terms beyond the bound cannot cancel out. */
function sizeOf<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
	let size = 0;
	for (const item of items) size += Math.abs(valueOf(item));
	return size;
}
