// A slice of the log for the ledgers: the entries after a cursor, with records decoded once for all ledgers.
import { ClockQuality, type Digest } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { Place } from "../../firmware/wire/record.js";
import { hostLimits } from "../limits.js";
import { type AnyRecord, decodeAny } from "./decode.js";
import { documentOf } from "./documents/document.js";
import type { Booked, DocumentEntry } from "./entry.js";

/**
 * `records`: a batch on the first branch of an epoch. `branch`: a second branch began or was extended. `epoch`: an
 * epoch was granted or opened. `answer`: an operator answered for a payment. `right`: rights were issued to a terminal.
 */
export type LogKind = "records" | "branch" | "epoch" | "answer" | "right";

/** An entry of the log without its records. Numbers are dense and begin at 1. */
export interface LogMark {
	readonly number: number;
	readonly kind: LogKind;
	readonly terminal: string;
	readonly epoch: number;
	/** The first and last sequence of the records; for an answer, the sequence of the payment's first record. */
	readonly first: number;
	readonly last: number;
	readonly atMs: number;
}

/** A stored record of a first branch. */
export interface LoggedRecord {
	readonly sequence: number;
	readonly payload: Uint8Array;
	readonly day: number;
	readonly hour: number;
	readonly receivedMs: number;
}

export interface LogEntry extends LogMark {
	/** Empty except for kind `records`. */
	readonly records: readonly LoggedRecord[];
	/** The same records decoded, if the caller has already done so. */
	readonly decoded?: readonly (AnyRecord | undefined)[];
}

/** A record of the slice. */
export interface SliceRecord {
	readonly terminal: string;
	readonly place: Place;
	readonly receivedMs: number;
	/** Undefined if the prefix cannot be decoded. */
	readonly record: AnyRecord | undefined;
	/** From the prefix; staff and shift are 0 if it cannot be decoded. */
	readonly booked: Booked;
	/** The document, if the record uses a number. */
	readonly document: DocumentEntry | undefined;
}

export interface Slice {
	readonly marks: readonly LogMark[];
	readonly records: readonly SliceRecord[];
}

/** Dependencies of folds. */
export interface FoldTools {
	readonly cbor: CborCodec;
	readonly digest: Digest;
	/** A drawer that differs by more than this when it is counted raises an alarm; in minor units. */
	readonly drawerToleranceMinor: number;
}

export function sliceOf(tools: FoldTools, entries: readonly LogEntry[]): Slice {
	const records = entries.flatMap(({ terminal, epoch, records: logged, decoded }) =>
		logged.map((each, i) => {
			const record = decoded ? decoded[i] : decodeAny(tools.cbor, each.payload, epoch);
			return sliceRecord(tools, { terminal, epoch, record }, each);
		}),
	);
	return { marks: entries, records };
}

/** The terminals with entries in the slice, without duplicates. */
export function terminalsOf({ marks }: Slice): string[] {
	return [...new Set(marks.map(({ terminal }) => terminal))];
}

function sliceRecord(
	tools: FoldTools,
	{ terminal, epoch, record }: Pick<SliceRecord, "terminal" | "record"> & { readonly epoch: number },
	{ sequence, day, hour, receivedMs }: LoggedRecord,
): SliceRecord {
	const booked: Booked = {
		...{ day, hour, staff: record?.staff ?? 0, shift: record?.shift ?? 0 },
		wallMs: record ? wallMsOf(record, receivedMs) : receivedMs,
	};
	const document = record && documentOf(tools, record, booked);
	return { terminal, place: { epoch, sequence }, receivedMs, record, booked, document };
}

/**
 * Clocks are not trusted (invariant 11): with an unset clock, or one whose time can't be right, the time of receipt
 * determines the business day.
 */
export function wallMsOf(record: AnyRecord, receivedMs: number): number {
	return record.clockQuality === ClockQuality.unset || isMisdated(record, receivedMs) ? receivedMs : record.wallMs;
}

/**
 * Whether a clock that claimed to be set showed a time that can't be right: later than the record's receipt by more
 * than any time zone, or earlier by more than a terminal may keep its records to itself.
 */
export function isMisdated({ clockQuality, wallMs }: AnyRecord, receivedMs: number): boolean {
	if (clockQuality === ClockQuality.unset) return false;
	return wallMs > receivedMs + hostLimits.recordEarlyMsMax || wallMs < receivedMs - hostLimits.recordLateMsMax;
}
