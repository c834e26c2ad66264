// What a batch is, told from the chains the store holds: more of a chain, something already held, a gap, a fork, or not
// to be believed. Judging changes nothing.
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
import type { BranchRow, ChainStore, EpochRow, TerminalRow } from "../store/store.js";

/** A chain a batch may belong to: the epoch's first branch, or one that forked from it. */
export interface ChainBranch {
	readonly epoch: EpochRow;
	/** Undefined for the first branch. */
	readonly branch: BranchRow | undefined;
	readonly committed: number;
	readonly head: Uint8Array;
}

export type BatchClass =
	/** Payloads from index `skip` on are new; `heads[i]` follows `payloads[i]`; `key` signed it. */
	| {
			readonly kind: "extension";
			readonly line: ChainBranch;
			readonly skip: number;
			readonly heads: readonly Uint8Array[];
			readonly key: Uint8Array;
			readonly opensEpoch: boolean;
			/** The terminal has opened no later epoch. */
			readonly isPresent: boolean;
	  }
	| { readonly kind: "duplicate"; readonly line: ChainBranch }
	| { readonly kind: "gap"; readonly line: ChainBranch }
	/** Payloads from index `skip` on differ from what is held. */
	| {
			readonly kind: "fork";
			readonly line: ChainBranch;
			readonly skip: number;
			readonly heads: readonly Uint8Array[];
			readonly key: Uint8Array;
	  }
	| { readonly kind: "refused"; readonly code: HostFaultCode | "SIGNATURE_INVALID"; readonly detail: string };

export interface BatchClassifierOptions {
	readonly chains: ChainStore;
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

	classify(terminal: TerminalRow, batch: Batch): BatchClass {
		const { chains } = this.#options;
		const held = chains.epoch(terminal.terminal, batch.epoch);
		const epoch = held ?? this.selfOpened(terminal, batch);
		if (!epoch) return { kind: "refused", code: "EPOCH_UNKNOWN", detail: `epoch ${batch.epoch}` };
		const context = this.context(epoch);
		const keys = this.keys(terminal, epoch);
		const last = batch.firstSequence + batch.payloads.length - 1;
		const first: ChainBranch = { epoch, branch: undefined, committed: epoch.committed, head: epoch.head };
		let fork: BatchClass | undefined;
		let gap = false;
		for (const line of [first, ...this.branchLines(epoch)]) {
			if (batch.firstSequence > line.committed + 1) gap = true;
			const base = this.headAt(line, batch.firstSequence - 1);
			if (!base) continue;
			const heads = this.follow(base, batch.payloads);
			const message = checkpointMessage(context, last, heads[heads.length - 1]!);
			const key = keys.find((k) => this.#options.verifier.verify(batch.signature, message, k));
			if (!key) continue;
			const skip = this.agreement(line, batch, heads);
			const overlap = Math.max(0, Math.min(line.committed, last) - batch.firstSequence + 1);
			if (skip === batch.payloads.length) return { kind: "duplicate", line };
			const isPresent = batch.epoch >= terminal.epoch;
			if (skip === overlap) return { kind: "extension", line, skip, heads, key, opensEpoch: !held, isPresent };
			// The branch may be held already: look further before calling it new.
			fork ??= { kind: "fork", line, skip, heads, key };
		}
		if (fork) return fork;
		if (gap) return { kind: "gap", line: this.presentLine(epoch) };
		return {
			kind: "refused",
			code: "SIGNATURE_INVALID",
			detail: `epoch ${batch.epoch}, sequence ${batch.firstSequence}`,
		};
	}

	/** The head after `sequence` on this line; undefined beyond its end. */
	headAt(line: ChainBranch, sequence: number): Uint8Array | undefined {
		const { chains } = this.#options;
		const { epoch, branch } = line;
		if (sequence === 0) return genesisHead(this.#options.digest, this.context(epoch));
		if (sequence === line.committed) return line.head;
		if (sequence > line.committed) return undefined;
		return branch && sequence >= branch.forkSequence
			? chains.branchHeadAt(branch.id, sequence)
			: chains.headAt(epoch.terminal, epoch.epoch, sequence);
	}

	/** The line an epoch's terminal is told about: its newest branch once it forked. */
	presentLine(epoch: EpochRow): ChainBranch {
		const [branch] = epoch.status === "quarantined" ? this.branchLines(epoch) : [];
		return branch ?? { epoch, branch: undefined, committed: epoch.committed, head: epoch.head };
	}

	private branchLines(epoch: EpochRow): ChainBranch[] {
		if (epoch.status !== "quarantined") return [];
		const branches = this.#options.chains
			.branches(epoch.terminal, epoch.epoch)
			.slice(0, hostLimits.branchesPerEpochMax);
		return branches.map((branch) => ({ epoch, branch, committed: branch.committed, head: branch.head }));
	}

	/**
	 * How many payloads from the batch's beginning the line holds with the same bytes. Heads chain, so equal heads mean
	 * equal bytes before.
	 */
	private agreement(line: ChainBranch, batch: Batch, heads: readonly Uint8Array[]): number {
		let agreeing = Math.max(0, Math.min(heads.length, line.committed - batch.firstSequence + 1));
		while (agreeing > 0) {
			const held = this.headAt(line, batch.firstSequence + agreeing - 1);
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
	 * The epoch's own key, then the terminal's present one: a terminal enrolled anew may still ship the end of its old
	 * chain.
	 */
	private keys(terminal: TerminalRow, epoch: EpochRow): Uint8Array[] {
		const present = this.#options.chains.epoch(terminal.terminal, terminal.epoch)?.publicKey;
		return present && !equal(present, epoch.publicKey) ? [epoch.publicKey, present] : [epoch.publicKey];
	}

	/**
	 * A quarantined terminal goes on in the next epoch without asking: its first record says so, signed with the key we
	 * know.
	 */
	private selfOpened(terminal: TerminalRow, batch: Batch): EpochRow | undefined {
		const latest = this.#options.chains.epoch(terminal.terminal, terminal.epoch);
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
