// Lets a terminal continue from one record instead of reading all: the numbers used, what is still open, and the totals
// of the shift.
import { limits } from "../core/limits.js";
import type { WireValue } from "./cbor.js";
import { encodePlaces, type Place, readPlaces } from "./place.js";
import { FieldReader } from "./reader.js";
import { encodeTaxes, readCurrency, readTaxes, type TaxSplit, withoutDefaults } from "./sale-parts.js";

/**
 * Of one tender kind, which may be of a newer version. Wire: [kind, amountMinor]. Cash is net of change, and holds what
 * was paid in less what was paid out, so that any version knows what the drawer holds.
 */
export interface TenderTotal {
	readonly kind: number;
	readonly amountMinor: number;
}

/**
 * Wire: [shift, currency, taxMode, sales, units, grossMinor, taxMinor, roundingMinor, noSales, voids, floatMinor,
 * tenders, taxes, others, othersMinor, trainingSales], and behind them heldMinor, unconfirmedMinor, paidInMinor and
 * paidOutMinor unless they are 0. All but the first three are of this shift alone.
 */
export interface ShiftTotals {
	readonly shift: number;
	/** They do not change while a shift is open. */
	readonly currency: string;
	readonly taxMode: number;
	readonly sales: number;
	readonly units: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
	readonly roundingMinor: number;
	readonly noSales: number;
	readonly voids: number;
	readonly floatMinor: number;
	/** Ascending by kind. */
	readonly tenders: readonly TenderTotal[];
	/** Ascending by rate, authority, jurisdiction. */
	readonly taxes: readonly TaxSplit[];
	/** Documents of kinds that the writer did not know, and what they added to takings. */
	readonly others: number;
	readonly othersMinor: number;
	readonly trainingSales: number;
	/**
	 * Cash that the drawer holds for sales that are not completed, less what it held so when the shift opened; left out
	 * when it is 0.
	 */
	readonly heldMinor?: number;
	/** What cards paid in its sales that their bank has not confirmed yet; left out when it is 0. */
	readonly unconfirmedMinor?: number;
	/** Cash that was put into the drawer and taken out of it, but not for sales; each is left out when it is 0. */
	readonly paidInMinor?: number;
	readonly paidOutMinor?: number;
}

/** Wire: [numbers, open, nonce, totals]. */
export interface Anchor {
	/** The last number used of series 1, 2, 3 …; those of a newer version included. */
	readonly numbers: readonly number[];
	/** Payment attempts and parked baskets that nothing has closed. */
	readonly open: readonly Place[];
	/** Of the boot that it was written in: 16 bytes. */
	readonly nonce: Uint8Array;
	readonly totals: ShiftTotals;
}

const anchorFields = 4;
const totalsFields = 16;
const tenderTotalFields = 2;
export const nonceBytes = 16;

export function encodeAnchor({ numbers, open, nonce, totals }: Anchor, epoch: number): WireValue {
	return [numbers, encodePlaces(open, epoch), nonce, encodeTotals(totals)];
}

/** Throws Fault WIRE_WRONG_SHAPE. */
export function readAnchor(reader: FieldReader, epoch: number): Anchor {
	const fields = reader.fields(anchorFields);
	return {
		numbers: readNumbers(fields),
		open: readPlaces(fields, epoch),
		nonce: fields.bytes(nonceBytes),
		totals: readTotals(fields),
	};
}

export function readNumbers(reader: FieldReader): number[] {
	const values = reader.values(limits.seriesMax);
	const numbers = new FieldReader(values, 0);
	return values.map(() => numbers.u32());
}

function encodeTotals(t: ShiftTotals): WireValue {
	return [
		...[
			t.shift,
			t.currency,
			t.taxMode,
			t.sales,
			t.units,
			t.grossMinor,
			t.taxMinor,
			t.roundingMinor,
			t.noSales,
			t.voids,
			t.floatMinor,
		],
		t.tenders.map(({ kind, amountMinor }) => [kind, amountMinor]),
		encodeTaxes(t.taxes),
		...withoutDefaults(
			[t.others, t.othersMinor, t.trainingSales],
			...[t.heldMinor ?? 0, t.unconfirmedMinor ?? 0, t.paidInMinor ?? 0, t.paidOutMinor ?? 0],
		),
	];
}

function readTotals(reader: FieldReader): ShiftTotals {
	const t = reader.fields(totalsFields);
	const totals = {
		shift: t.u32(),
		currency: readCurrency(t),
		taxMode: t.code(),
		sales: t.u32(),
		units: t.sum(),
		grossMinor: t.sum(),
		taxMinor: t.sum(),
		roundingMinor: t.sum(),
		noSales: t.u32(),
		voids: t.u32(),
		floatMinor: t.sum(),
		tenders: t.list(limits.recordPayloadBytesMax, tenderTotalFields, (fields) => ({
			kind: fields.code(),
			amountMinor: fields.sum(),
		})),
		taxes: readTaxes(t),
		others: t.u32(),
		othersMinor: t.sum(),
		trainingSales: t.u32(),
	};
	// A newer version may put something else here. The numbers and the open items must stay readable all the same.
	const heldMinor = t.sumOrNone();
	const unconfirmedMinor = t.sumOrNone();
	const paidInMinor = t.sumOrNone();
	const paidOutMinor = t.sumOrNone();
	return {
		...totals,
		...(heldMinor !== 0 && { heldMinor }),
		...(unconfirmedMinor !== 0 && { unconfirmedMinor }),
		...(paidInMinor !== 0 && { paidInMinor }),
		...(paidOutMinor !== 0 && { paidOutMinor }),
	};
}
