// Builds the store append for a classified batch: records with the business day they are booked under, their heads and
// the checkpoint, or the equivalent for a second branch (invariants 3 and 4).
import type { Batch } from "../../firmware/wire/batch.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { isKnown, RecordKind, type UnknownRecord } from "../../firmware/wire/record.js";
import { type AnyRecord, decodeAny } from "../ledger/decode.js";
import { wallMsOf } from "../ledger/slice.js";
import type { BranchAppend, RecordsAppend } from "../store/plan.js";
import type { BranchRow, LinkRow, RecordRow } from "../store/store.js";
import { localDayHour } from "../zone.js";
import type { BatchClass, ChainBranch } from "./batch-classifier.js";

export interface BatchCommitterOptions {
	readonly cbor: CborCodec;
	/** These determine the business day and hour that a record is booked under. */
	readonly settings: { readonly zone: string; readonly dayEndMinutes: number };
}

type Extension = Extract<BatchClass, { kind: "extension" }>;
type Fork = Extract<BatchClass, { kind: "fork" }>;

/** An append, and the state of the branch after it. */
export interface Prepared<Append> {
	readonly append: Append;
	readonly branch: ChainBranch;
	readonly decoded: readonly (AnyRecord | undefined)[];
}

/** The kind stored for a record whose prefix cannot be decoded. */
const unreadableKind = -1;

export class BatchCommitter {
	readonly #options: BatchCommitterOptions;

	constructor(options: BatchCommitterOptions) {
		this.#options = options;
	}

	/** Appends the batch's new records to the first branch of their epoch. */
	extend(found: Extension, batch: Batch, atMs: number): Prepared<RecordsAppend> {
		const { branch, heads, key: publicKey, opensEpoch } = found;
		const { epoch } = branch;
		const sequence = lastOf(batch);
		const decoded = this.decode(batch, found.skip);
		const records = decoded.map((record, i) =>
			this.row(record, linkOf(batch, heads, found.skip + i, record), atMs),
		);
		const checkpoint = { sequence, signature: batch.signature, publicKey };
		return {
			append: { kind: "records", epoch, opensEpoch, records, checkpoint, atMs },
			branch: { ...branch, committed: sequence, head: heads.at(-1)! },
			decoded,
		};
	}

	/**
	 * Appends the batch's new records to an existing second branch. `branches` is the number of second branches of the
	 * epoch.
	 */
	extendFork(
		found: Extension,
		fork: BranchRow,
		branches: number,
		batch: Batch,
		atMs: number,
	): Prepared<BranchAppend> {
		const { id, committed, head, ...rest } = fork;
		const expected = { id, committed, head };
		return this.prepareFork(found, { ...rest, ...endOf(found, batch) }, batch, {
			...{ expected, branches, shares: undefined, atMs },
		});
	}

	/**
	 * Starts a branch at the first payload that differs. A fork of a fork copies the records it shares with its origin,
	 * so that every branch is complete above the first one.
	 */
	fork(found: Fork, branches: number, batch: Batch, atMs: number): Prepared<BranchAppend> {
		const { terminal, epoch } = found.branch.epoch;
		const origin = found.branch.fork;
		const differs = batch.firstSequence + found.skip;
		const begun = {
			...{ terminal, epoch, forkSequence: origin ? origin.forkSequence : differs, ...endOf(found, batch) },
			...{ grossMinor: 0, currency: "", createdMs: atMs },
		};
		const shares = origin && { id: origin.id, below: differs };
		return this.prepareFork(found, begun, batch, { expected: undefined, branches, shares, atMs });
	}

	/** `begun` is the branch after the append, except for `grossMinor` and `currency`, which are computed here. */
	private prepareFork(
		found: Fork | Extension,
		begun: Omit<BranchRow, "id">,
		batch: Batch,
		rest: Pick<BranchAppend, "expected" | "branches" | "shares" | "atMs">,
	): Prepared<BranchAppend> {
		const { heads, skip } = found;
		const { epoch } = found.branch;
		let { grossMinor, currency } = begun;
		const decoded = this.decode(batch, skip);
		for (const record of decoded) {
			grossMinor += record?.document?.totalMinor ?? 0;
			if (record && isKnown(record) && record.kind === RecordKind.sale) currency = record.currency;
		}
		const branch = { ...begun, grossMinor, currency };
		const records = decoded.map((record, i) => linkOf(batch, heads, skip + i, record));
		const { committed, head } = branch;
		const fork = { ...branch, id: rest.expected?.id ?? 0 };
		return {
			append: { kind: "branch", epoch, branch, records, signature: batch.signature, ...rest },
			branch: { epoch: { ...epoch, status: "quarantined" }, fork, committed, head },
			decoded,
		};
	}

	private decode({ payloads, epoch }: Batch, skip: number): (AnyRecord | undefined)[] {
		return payloads.slice(skip).map((payload) => decodeAny(this.#options.cbor, payload, epoch));
	}

	private row(record: AnyRecord | undefined, link: LinkRow, receivedMs: number): RecordRow {
		const { zone, dayEndMinutes } = this.#options.settings;
		const { day, hour } = localDayHour(record ? wallMsOf(record, receivedMs) : receivedMs, zone, dayEndMinutes);
		return { ...link, day, hour, receivedMs };
	}
}

/** The unknown part (kind or body) of each record of a newer version. */
export function newerParts(decoded: readonly (AnyRecord | undefined)[]): UnknownRecord["unknown"][] {
	return decoded.flatMap((record) => (record && !isKnown(record) ? [record.unknown] : []));
}

function lastOf({ firstSequence, payloads }: Batch): number {
	return firstSequence + payloads.length - 1;
}

function endOf({ heads }: Pick<Fork, "heads">, batch: Batch): { committed: number; head: Uint8Array } {
	return { committed: lastOf(batch), head: heads.at(-1)! };
}

function linkOf(batch: Batch, heads: readonly Uint8Array[], at: number, record: AnyRecord | undefined): LinkRow {
	const { firstSequence, payloads } = batch;
	return {
		sequence: firstSequence + at,
		kind: record?.kind ?? unreadableKind,
		payload: payloads[at]!,
		head: heads[at]!,
	};
}
