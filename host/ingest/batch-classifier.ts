// Classifies a batch against the stored chains: an extension, a duplicate, a gap, a fork, or refused. Classifying has
// no side effects.
import { equal } from "../../firmware/core/bytes.js";
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { Fault } from "../../firmware/core/fault.js";
import type { Digest } from "../../firmware/core/ports.js";
import type { Batch } from "../../firmware/wire/batch.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { decodeRecord, isKnown, RecordKind } from "../../firmware/wire/record.js";
import type { NodeVerifier } from "../crypto.js";
import type { HostFaultCode } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { BranchRow, BranchView, ChainView, EpochRow, HeadRow } from "../store/store.js";

/** A chain a batch may belong to: the epoch's first branch, or one that forked from it. */
export interface ChainBranch {
	readonly epoch: EpochRow;
	/** Undefined for the first branch. */
	readonly fork: BranchRow | undefined;
	readonly committed: number;
	readonly head: Uint8Array;
}

/** A branch with the stored heads around a batch, by sequence. */
interface HeldBranch extends ChainBranch {
	readonly heads: ReadonlyMap<number, Uint8Array>;
}

export type BatchClass =
	/** Payloads from index `skip` on are new; `heads[i]` follows `payloads[i]`; `key` signed it. */
	| {
			readonly kind: "extension";
			readonly branch: ChainBranch;
			readonly skip: number;
			readonly heads: readonly Uint8Array[];
			readonly key: Uint8Array;
			readonly opensEpoch: boolean;
	  }
	| { readonly kind: "duplicate"; readonly branch: ChainBranch }
	| { readonly kind: "gap"; readonly branch: ChainBranch }
	/** Payloads from index `skip` on differ from the stored ones. */
	| {
			readonly kind: "fork";
			readonly branch: ChainBranch;
			readonly skip: number;
			readonly heads: readonly Uint8Array[];
			readonly key: Uint8Array;
	  }
	| { readonly kind: "refused"; readonly code: HostFaultCode | "SIGNATURE_INVALID"; readonly detail: string };

export interface BatchClassifierOptions {
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly verifier: NodeVerifier;
	readonly merchant: string;
}

export class BatchClassifier {
	readonly #options: BatchClassifierOptions;

	constructor(options: BatchClassifierOptions) {
		this.#options = options;
	}

	/** `view` must have been read for this batch's terminal, epoch and sequences. */
	classify(view: ChainView, batch: Batch): BatchClass {
		const held = view.epoch;
		const epoch = held ?? this.selfOpened(view.present, batch);
		if (!epoch) return { kind: "refused", code: "EPOCH_UNKNOWN", detail: `epoch ${batch.epoch}` };
		if (!held && view.epochsOfKey >= hostLimits.epochsPerKeyMax)
			return { kind: "refused", code: "EPOCHS_FULL", detail: `epoch ${batch.epoch}` };
		const context = this.context(epoch);
		const keys = keysOf(view.present, epoch);
		const last = batch.firstSequence + batch.payloads.length - 1;
		let fork: BatchClass | undefined;
		let gap = false;
		for (const branch of branchesOf(epoch, view)) {
			if (batch.firstSequence > branch.committed + 1) gap = true;
			const base = this.headAt(branch, batch.firstSequence - 1);
			if (!base) continue;
			const heads = this.follow(base, batch.payloads);
			const message = checkpointMessage(context, last, heads[heads.length - 1]!);
			const key = keys.find((k) => this.#options.verifier.verify(batch.signature, message, k));
			if (!key) continue;
			const skip = this.agreement(branch, batch, heads);
			const overlap = Math.max(0, Math.min(branch.committed, last) - batch.firstSequence + 1);
			if (skip === batch.payloads.length) return { kind: "duplicate", branch };
			if (skip === overlap) return { kind: "extension", branch, skip, heads, key, opensEpoch: !held };
			// Another stored branch may match, so keep looking before reporting a new fork.
			fork ??= { kind: "fork", branch, skip, heads, key };
		}
		if (fork) return fork;
		if (gap) return { kind: "gap", branch: presentBranch(epoch, view.branches) };
		return {
			kind: "refused",
			code: "SIGNATURE_INVALID",
			detail: `epoch ${batch.epoch}, sequence ${batch.firstSequence}`,
		};
	}

	/** The head after `sequence` on this branch; undefined beyond its end. */
	private headAt(branch: HeldBranch, sequence: number): Uint8Array | undefined {
		if (sequence === 0) return genesisHead(this.#options.digest, this.context(branch.epoch));
		if (sequence === branch.committed) return branch.head;
		return sequence > branch.committed ? undefined : branch.heads.get(sequence);
	}

	/**
	 * How many payloads from the start of the batch the branch stores with the same bytes. Heads are chained, so equal
	 * heads imply that all earlier bytes are equal.
	 */
	private agreement(branch: HeldBranch, batch: Batch, heads: readonly Uint8Array[]): number {
		let agreeing = Math.max(0, Math.min(heads.length, branch.committed - batch.firstSequence + 1));
		while (agreeing > 0) {
			const held = this.headAt(branch, batch.firstSequence + agreeing - 1);
			if (held && equal(held, heads[agreeing - 1]!)) break;
			agreeing--;
		}
		return agreeing;
	}

	private follow(base: Uint8Array, payloads: readonly Uint8Array[]): Uint8Array[] {
		let head = base;
		return payloads.map((payload) => (head = nextHead(this.#options.digest, head, payload)));
	}

	private context(epoch: EpochRow): Uint8Array {
		return chainContext(this.#options.digest, {
			merchant: this.#options.merchant,
			terminal: epoch.terminal,
			epoch: epoch.epoch,
		});
	}

	/**
	 * A quarantined terminal opens the next epoch without enrolling again. Its first record states this and is signed
	 * with the key already on file.
	 */
	private selfOpened(latest: EpochRow | undefined, batch: Batch): EpochRow | undefined {
		const [payload] = batch.payloads;
		if (!latest || !payload || batch.epoch !== latest.epoch + 1 || batch.firstSequence !== 1) return undefined;
		try {
			const record = decodeRecord(this.#options.cbor, payload, batch.epoch);
			if (!isKnown(record) || record.kind !== RecordKind.epochOpened || record.epoch !== batch.epoch)
				return undefined;
			if (record.previousEpoch > latest.epoch) return undefined;
		} catch (error) {
			if (error instanceof Fault) return undefined;
			throw error;
		}
		const opened: EpochRow = { ...latest, epoch: batch.epoch, committed: 0, status: "committed" };
		return { ...opened, head: genesisHead(this.#options.digest, this.context(opened)) };
	}
}

/**
 * The branch that acks report to the terminal: the newest one once the epoch has forked. `branches` is ordered newest
 * first.
 */
export function presentBranch(epoch: EpochRow, branches: readonly BranchRow[]): ChainBranch {
	const fork = epoch.status === "quarantined" ? branches[0] : undefined;
	const { committed, head } = fork ?? epoch;
	return { epoch, fork, committed, head };
}

function branchesOf(epoch: EpochRow, view: ChainView): HeldBranch[] {
	const first = headsOf(view.heads);
	const { committed, head } = epoch;
	const forks = view.branches.slice(0, hostLimits.branchesPerEpochMax);
	return [
		{ epoch, fork: undefined, committed, head, heads: first },
		...forks.map((each) => forkOf(epoch, each, first)),
	];
}

/** A fork shares the first branch's records below its fork sequence. */
function forkOf(epoch: EpochRow, { heads, ...fork }: BranchView, first: ReadonlyMap<number, Uint8Array>): HeldBranch {
	const shared = [...first].filter(([sequence]) => sequence < fork.forkSequence);
	const { committed, head } = fork;
	return { epoch, fork, committed, head, heads: new Map([...shared, ...headsOf(heads)]) };
}

function headsOf(rows: readonly HeadRow[]): Map<number, Uint8Array> {
	return new Map(rows.map(({ sequence, head }) => [sequence, head]));
}

/**
 * The epoch's own key, then the terminal's current one: a re-enrolled terminal may still ship the end of its old chain.
 */
function keysOf(present: EpochRow | undefined, { publicKey }: EpochRow): Uint8Array[] {
	return present && !equal(present.publicKey, publicKey) ? [publicKey, present.publicKey] : [publicKey];
}
