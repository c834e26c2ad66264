// A slice of the log as the ledgers read it: the entries behind a cursor, their records decoded once for all of them.
import type { Digest } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { Place } from "../../firmware/wire/record.js";
import { type AnyRecord, decodeAny } from "./decode.js";
import { documentOf } from "./documents/document.js";
import type { Booked, DocumentEntry } from "./entry.js";

/**
 * `records`: a batch on the first branch of an epoch. `branch`: a second branch began or went on. `epoch`: an epoch was
 * granted or opened. `answer`: an operator has answered for a payment.
 */
export type LogKind = "records" | "branch" | "epoch" | "answer";

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

/** A record of a first branch as it was stored. */
export interface LoggedRecord {
	readonly sequence: number;
	readonly payload: Uint8Array;
	readonly day: number;
	readonly hour: number;
	readonly receivedMs: number;
}

export interface LogEntry extends LogMark {
	/** Empty but for kind `records`. */
	readonly records: readonly LoggedRecord[];
	/** The same records decoded, where somebody has done so already. */
	readonly decoded?: readonly (AnyRecord | undefined)[];
}

/** A record of the slice. */
export interface SliceRecord {
	readonly terminal: string;
	readonly place: Place;
	readonly receivedMs: number;
	/** Undefined where not even the prefix can be read. */
	readonly record: AnyRecord | undefined;
	/** By the prefix; staff and shift are 0 where it cannot be read. */
	readonly booked: Booked;
	/** What it books where it uses up a number. */
	readonly document: DocumentEntry | undefined;
}

export interface Slice {
	readonly marks: readonly LogMark[];
	readonly records: readonly SliceRecord[];
}

/** What folds need beside the slice. */
export interface FoldTools {
	readonly cbor: CborCodec;
	readonly digest: Digest;
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

/** The terminals that the slice has anything of, each once. */
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

/** Clocks lie (invariant 11): an unset clock gives no day to book under, so the time of receipt stands in. */
export function wallMsOf({ clockQuality, wallMs }: AnyRecord, receivedMs: number): number {
	return clockQuality === 0 ? receivedMs : wallMs;
}
