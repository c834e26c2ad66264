// Second branches of an epoch, kept beside the first (invariant 3): nothing of them enters the ledger.
import type { Batch } from "../../firmware/wire/batch.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { isKnown, RecordKind } from "../../firmware/wire/record.js";
import type { BranchRow, Store } from "../store/store.js";
import { decodeAny } from "./decode.js";
import type { ChainBranch, BatchClass } from "./batch-classifier.js";
import { settleLinks } from "./links.js";

export interface BranchesOptions {
	readonly store: Store;
	readonly cbor: CborCodec;
}

export const unreadableKind = -1;

export class Branches {
	readonly #options: BranchesOptions;

	constructor(options: BranchesOptions) {
		this.#options = options;
	}

	/** Begins a branch with what differs. */
	fork(verdict: Extract<BatchClass, { kind: "fork" }>, batch: Batch, nowMs: number): ChainBranch {
		const { chains } = this.#options.store;
		const { epoch } = verdict.line;
		const committed = batch.firstSequence + batch.payloads.length - 1;
		const head = verdict.heads[verdict.heads.length - 1]!;
		const differs = batch.firstSequence + verdict.skip;
		const origin = verdict.line.branch;
		const forkSequence = origin ? origin.forkSequence : differs;
		const money = { grossMinor: 0, currency: "" };
		const row = {
			terminal: epoch.terminal,
			epoch: epoch.epoch,
			forkSequence,
			committed,
			head,
			...money,
			createdMs: nowMs,
		};
		const id = chains.addBranch(row);
		// A fork of a fork takes along what it shares with its origin, so that each branch stands alone above the first
		// one.
		if (origin) chains.copyBranch(origin.id, id, differs);
		chains.quarantine(epoch.terminal, epoch.epoch);
		const branch = this.add({ ...row, id }, verdict, batch, nowMs);
		return { epoch: { ...epoch, status: "quarantined" }, branch, committed, head };
	}

	extend(
		branch: BranchRow,
		verdict: Extract<BatchClass, { kind: "extension" }>,
		batch: Batch,
		nowMs: number,
	): BranchRow {
		const committed = batch.firstSequence + batch.payloads.length - 1;
		const head = verdict.heads[verdict.heads.length - 1]!;
		return this.add({ ...branch, committed, head }, verdict, batch, nowMs);
	}

	/** `branch` as it stands then, but for its money. */
	private add(
		branch: BranchRow,
		{ skip, heads }: Pick<Extract<BatchClass, { kind: "fork" }>, "skip" | "heads">,
		batch: Batch,
		nowMs: number,
	): BranchRow {
		const { store, cbor } = this.#options;
		const { id, terminal, epoch, forkSequence } = branch;
		let { grossMinor, currency } = branch;
		for (let i = skip; i < batch.payloads.length; i++) {
			const payload = batch.payloads[i]!;
			const record = decodeAny(cbor, payload, epoch);
			grossMinor += record?.document?.totalMinor ?? 0;
			if (record && isKnown(record) && record.kind === RecordKind.sale) currency = record.currency;
			const link = {
				sequence: batch.firstSequence + i,
				kind: record?.kind ?? unreadableKind,
				payload,
				head: heads[i]!,
			};
			const isLast = i === batch.payloads.length - 1;
			store.chains.addBranchRecord(id, link, isLast ? batch.signature : undefined);
		}
		const extended = { ...branch, grossMinor, currency };
		store.chains.advanceBranch(extended);
		const detail = `epoch ${epoch}, from sequence ${forkSequence}`;
		store.notices.raise({ code: "BATCH_FORKED", terminal, detail, amountMinor: grossMinor, currency }, nowMs);
		settleLinks(store, cbor, terminal, epoch);
		return extended;
	}
}
