// Records to bytes and back. What was encoded is what is chained, stored, shipped and verified: nothing is ever encoded again.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { ClockQuality } from "../core/ports.js";
import { type CborCodec, type WireValue, wide } from "./cbor.js";
import { FieldReader } from "./reader.js";
import {
	type ChainOrigin,
	type KnownRecord,
	RecordKind,
	type SaleLine,
	type ShiftTotals,
	type Stamp,
	type TaxSplit,
	type TenderKind,
	type UnknownRecord,
} from "./record.js";

const stampFields = 5;
const wallMsMax = 253_402_300_799_999;

export function encodeRecord(cbor: CborCodec, record: KnownRecord): Uint8Array {
	const { kind, bootCount, uptimeMs, wallMs, clockQuality } = record;
	return cbor.encode([kind, bootCount, wide(uptimeMs), wide(wallMs), clockQuality, ...encodeBody(record)]);
}

/** Throws Fault WIRE_* on bytes that are no record; unknown kinds come back as such. */
export function decodeRecord(cbor: CborCodec, bytes: Uint8Array): KnownRecord | UnknownRecord {
	const value = cbor.decode(bytes, limits.recordPayloadBytesMax);
	const reader = new FieldReader(value, stampFields);
	const kind = reader.integer(0, 0xffff);
	const stamp: Stamp = {
		bootCount: reader.u32(),
		uptimeMs: reader.integer(0, Number.MAX_SAFE_INTEGER),
		wallMs: reader.integer(0, wallMsMax),
		clockQuality: reader.integer(0, 3) as ClockQuality,
	};
	const fields = bodyFields(kind);
	if (fields === undefined) return { kind, unknown: true, ...stamp };
	return decodeBody(kind, new FieldReader((value as unknown[]).slice(stampFields), fields), stamp);
}

function encodeBody(record: KnownRecord): WireValue[] {
	switch (record.kind) {
		case RecordKind.sale:
			return [
				record.receiptNumber,
				record.shift,
				record.currency,
				record.catalogVersion,
				record.lines.map(encodeLine),
				record.discounts.map((d) => [d.promotion, d.name, d.amountMinor, d.taxRateBasisPoints]),
				encodeTaxes(record.taxes),
				record.totalMinor,
				record.roundingMinor,
				record.tenders.map((t) => [t.kind, t.amountMinor, t.reference]),
				record.changeMinor,
			];
		case RecordKind.saleVoided:
			return [record.shift, record.lines.map(encodeLine), record.totalMinor];
		case RecordKind.noSale:
			return [record.noSaleNumber, record.shift];
		case RecordKind.receiptCopied:
			return [record.receiptNumber];
		case RecordKind.inspected:
			return [record.shift];
		case RecordKind.shiftOpened:
			return [encodeTotals(record.totals)];
		case RecordKind.shiftClosed:
			return [encodeTotals(record.totals), record.countedMinor];
		case RecordKind.shiftSnapshot:
			return [encodeTotals(record.totals), record.isOpen];
		case RecordKind.epochOpened:
			return encodeOrigin(record);
		case RecordKind.booted:
			return [record.reason, record.boots];
		case RecordKind.clockSet:
			return [wide(record.beforeMs), record.beforeQuality];
		case RecordKind.catalogApplied:
			return [record.version, record.digest];
	}
}

/** How many body fields a known kind has at least; undefined for a kind this reader does not know. */
function bodyFields(kind: number): number | undefined {
	switch (kind) {
		case RecordKind.sale:
			return 11;
		case RecordKind.saleVoided:
			return 3;
		case RecordKind.epochOpened:
			return 4;
		case RecordKind.noSale:
		case RecordKind.shiftClosed:
		case RecordKind.shiftSnapshot:
		case RecordKind.booted:
		case RecordKind.clockSet:
		case RecordKind.catalogApplied:
			return 2;
		case RecordKind.receiptCopied:
		case RecordKind.inspected:
		case RecordKind.shiftOpened:
			return 1;
		default:
			return undefined;
	}
}

function decodeBody(kind: number, reader: FieldReader, stamp: Stamp): KnownRecord {
	switch (kind) {
		case RecordKind.sale:
			return {
				kind,
				...stamp,
				receiptNumber: reader.u32(),
				shift: reader.u32(),
				currency: reader.text(3),
				catalogVersion: reader.u32(),
				lines: decodeLines(reader),
				discounts: reader.list(limits.basketLinesMax * limits.taxRatesMax, 4, (d) => ({
					promotion: d.text(limits.skuCharactersMax),
					name: d.text(limits.itemNameCharactersMax),
					amountMinor: d.integer(-limits.totalMinorMax, 0),
					taxRateBasisPoints: d.integer(0, 10_000),
				})),
				taxes: decodeTaxes(reader),
				totalMinor: reader.amount(),
				roundingMinor: reader.amount(),
				tenders: reader.list(limits.tendersMax, 3, (t) => ({
					kind: t.integer(1, 2) as TenderKind,
					amountMinor: t.amount(),
					reference: t.text(64),
				})),
				changeMinor: reader.amount(),
			};
		case RecordKind.saleVoided:
			return { kind, ...stamp, shift: reader.u32(), lines: decodeLines(reader), totalMinor: reader.amount() };
		case RecordKind.noSale:
			return { kind, ...stamp, noSaleNumber: reader.u32(), shift: reader.u32() };
		case RecordKind.receiptCopied:
			return { kind, ...stamp, receiptNumber: reader.u32() };
		case RecordKind.inspected:
			return { kind, ...stamp, shift: reader.u32() };
		case RecordKind.shiftOpened:
			return { kind, ...stamp, totals: decodeTotals(reader) };
		case RecordKind.shiftClosed:
			return { kind, ...stamp, totals: decodeTotals(reader), countedMinor: reader.integer(-1, limits.totalMinorMax) };
		case RecordKind.shiftSnapshot:
			return { kind, ...stamp, totals: decodeTotals(reader), isOpen: reader.boolean() };
		case RecordKind.epochOpened:
			return { kind, ...stamp, ...readOrigin(reader) };
		case RecordKind.booted:
			return { kind, ...stamp, reason: reader.integer(0, 255), boots: reader.u32() };
		case RecordKind.clockSet:
			return { kind, ...stamp, beforeMs: reader.integer(0, wallMsMax), beforeQuality: reader.integer(0, 3) as ClockQuality };
		case RecordKind.catalogApplied:
			return { kind, ...stamp, version: reader.u32(), digest: reader.bytes(32) };
		default:
			throw new Fault("WIRE_WRONG_SHAPE", `kind ${kind}`);
	}
}

export function encodeOrigin(origin: ChainOrigin): WireValue[] {
	return [origin.epoch, origin.previousEpoch, origin.previousSequence, origin.previousHead];
}

/** The next four fields of any message that carries an origin. */
export function readOrigin(reader: FieldReader): ChainOrigin {
	return {
		epoch: reader.integer(1, 0xffffffff),
		previousEpoch: reader.u32(),
		previousSequence: reader.u32(),
		previousHead: reader.bytes(32),
	};
}

function encodeLine(line: SaleLine): WireValue {
	const { sku, name, quantity, unitMinor, grossMinor, taxRateBasisPoints, weightGrams } = line;
	if (weightGrams === undefined) return [sku, name, quantity, unitMinor, grossMinor, taxRateBasisPoints];
	return [sku, name, quantity, unitMinor, grossMinor, taxRateBasisPoints, weightGrams, line.perKilogramMinor ?? 0];
}

function decodeLines(reader: FieldReader): SaleLine[] {
	return reader.list(limits.basketLinesMax, 6, (line) => ({
		sku: line.text(limits.skuCharactersMax),
		name: line.text(limits.itemNameCharactersMax),
		quantity: line.integer(-limits.quantityMax, limits.quantityMax),
		unitMinor: line.integer(-limits.unitPriceMinorMax, limits.unitPriceMinorMax),
		grossMinor: line.amount(),
		taxRateBasisPoints: line.integer(0, 10_000),
		...(line.length >= 8 && {
			weightGrams: line.integer(1, limits.weightGramsMax),
			perKilogramMinor: line.integer(0, limits.unitPriceMinorMax),
		}),
	}));
}

function encodeTaxes(taxes: readonly TaxSplit[]): WireValue {
	return taxes.map((t) => [t.rateBasisPoints, wide(t.grossMinor), wide(t.taxMinor)]);
}

function decodeTaxes(reader: FieldReader): TaxSplit[] {
	return reader.list(limits.taxRatesMax, 3, (t) => ({
		rateBasisPoints: t.integer(0, 10_000),
		grossMinor: t.amount(),
		taxMinor: t.amount(),
	}));
}

function encodeTotals(t: ShiftTotals): WireValue {
	return [
		t.shift,
		t.receiptNumber,
		t.noSaleNumber,
		t.sales,
		wide(t.units),
		wide(t.grossMinor),
		wide(t.taxMinor),
		wide(t.cashMinor),
		wide(t.cardMinor),
		wide(t.roundingMinor),
		t.noSales,
		t.voids,
		wide(t.floatMinor),
		encodeTaxes(t.taxes),
	];
}

function decodeTotals(reader: FieldReader): ShiftTotals {
	const t = new FieldReader(reader.values(32), 14);
	return {
		shift: t.u32(),
		receiptNumber: t.u32(),
		noSaleNumber: t.u32(),
		sales: t.u32(),
		units: sum(t),
		grossMinor: sum(t),
		taxMinor: sum(t),
		cashMinor: sum(t),
		cardMinor: sum(t),
		roundingMinor: sum(t),
		noSales: t.u32(),
		voids: t.u32(),
		floatMinor: sum(t),
		taxes: t.list(limits.taxRatesMax, 3, (s) => ({ rateBasisPoints: s.integer(0, 10_000), grossMinor: sum(s), taxMinor: sum(s) })),
	};
}

/** A sum over a shift: larger than one sale may be. */
function sum(reader: FieldReader): number {
	return reader.integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}
