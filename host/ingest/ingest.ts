// Accepts batches and answers with signed acks: bounded decoding, classification, one commit for all waiting batches,
// and acks only after the commit (invariants 3, 4, 9). Each batch has its own outcome.
import type { Signer } from "../../firmware/core/ports.js";
import { AckStatus, sealAck, type SessionAnswer } from "../../firmware/wire/ack.js";
import { type Batch, decodeBatch } from "../../firmware/wire/batch.js";
import type { Archive } from "../archive.js";
import type { Clock } from "../clock.js";
import type { Events } from "../events.js";
import { type AnyFaultCode, StoreFault } from "../faults.js";
import type { Guard } from "../guard.js";
import type { LogEntry, LogMark } from "../ledger/slice.js";
import { hostLimits } from "../limits.js";
import { attempt, type Refuse } from "../log.js";
import type { BatchOutcome, Metrics } from "../metrics.js";
import type { Append, CommitPlan } from "../store/plan.js";
import type { ChainView, EpochRow, Store } from "../store/store.js";
import {
	BatchClassifier,
	type BatchClassifierOptions,
	type ChainBranch,
	presentBranch,
	type BatchClass,
} from "./batch-classifier.js";
import { BatchQueue } from "./batch-queue.js";
import { ChainEnds } from "./chain-ends.js";
import { BatchCommitter, type BatchCommitterOptions, newerParts, type Prepared } from "./batch-committer.js";

export interface IngestOptions extends BatchCommitterOptions, BatchClassifierOptions {
	readonly store: Pick<Store, "chains">;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly metrics: Metrics;
	readonly events: Events;
	readonly refuse: Refuse;
	readonly guard: Guard;
	readonly incarnation: number;
	/** Undefined without an archive: committed records then count as archived. */
	readonly archive: Archive | undefined;
	/** Called with the log entries of each commit. */
	readonly onCommitted: (entries: readonly LogEntry[]) => void;
}

/** The reply to the terminal: an ack, or none if the batch was refused. */
export interface IngestReply {
	readonly outcome: BatchOutcome;
	readonly ack: Uint8Array | undefined;
}

interface Waiting {
	readonly terminal: string;
	readonly bytes: Uint8Array;
	readonly onDone: (error: Error | undefined, reply: IngestReply | undefined) => void;
}

/** A decoded batch of a group. */
interface Readable {
	readonly item: Waiting;
	readonly batch: Batch;
}

/** What to store for one batch, and what to report after the commit. */
interface Result {
	readonly outcome: BatchOutcome;
	readonly branch: ChainBranch | undefined;
	/** The view that the batch was classified by; undefined if it could not be decoded. */
	readonly view: ChainView | undefined;
	readonly prepared: Prepared<Append> | undefined;
	readonly setAside: CommitPlan["setAsides"][number] | undefined;
	/** Names of the counters to increment by one. */
	readonly counts: readonly string[];
	readonly seen: CommitPlan["seen"];
	readonly report: () => void;
}

const silent: Pick<Result, "view" | "prepared" | "setAside" | "counts" | "seen" | "report"> = {
	...{ view: undefined, prepared: undefined, setAside: undefined, counts: [], seen: [], report: () => undefined },
};

export class Ingest {
	readonly #options: IngestOptions;
	readonly #classifier: BatchClassifier;
	readonly #committer: BatchCommitter;
	readonly #ends = new ChainEnds();
	readonly #waiting = new BatchQueue<Waiting>();
	/** The batches being committed. */
	#group: readonly Waiting[] = [];
	#flushing: Promise<void> | undefined;
	#closed = false;

	constructor(options: IngestOptions) {
		this.#options = options;
		this.#classifier = new BatchClassifier(options);
		this.#committer = new BatchCommitter(options);
	}

	/**
	 * `onDone` is called after the commit, never synchronously. If it gets an error, nothing was stored and nothing may
	 * be acknowledged.
	 */
	submit(terminal: string, bytes: Uint8Array, onDone: Waiting["onDone"]): void {
		this.#waiting.add({ terminal, bytes, onDone });
		this.schedule();
	}

	/**
	 * Whether a batch of this terminal has to be sent again later, because the terminal's own share of waiting batches
	 * is full.
	 */
	isFull(terminal: string): boolean {
		const own = this.#waiting.of(terminal) + (this.#group.some((item) => item.terminal === terminal) ? 1 : 0);
		if (own >= hostLimits.batchesPerTerminalMax) return true;
		return own > 0 && this.#waiting.size >= hostLimits.waitingBatchesMax;
	}

	/** Resolves when every batch that the terminal submitted before is either in the log or dropped. */
	async settled(terminal: string): Promise<void> {
		const isOpen = (item: Waiting): boolean => item.terminal === terminal;
		while (this.#flushing && (this.#group.some(isOpen) || this.#waiting.of(terminal) > 0)) await this.#flushing;
	}

	/**
	 * The current acks for a terminal whose session starts: first of the previous epoch, which may still have records
	 * to ship, then of the latest.
	 */
	async presentAcks(terminal: string, session: SessionAnswer): Promise<Uint8Array[]> {
		const epochs = await this.#options.store.chains.epochs(terminal, 2);
		const branches = await Promise.all(epochs.map((epoch) => this.present(epoch)));
		return branches.map((branch) => this.seal(branch, session));
	}

	/** The current ack of one chain; undefined if the epoch is unknown. */
	async presentAck(terminal: string, epoch: number): Promise<Uint8Array | undefined> {
		const row = await this.#options.store.chains.epoch(terminal, epoch);
		return row && this.seal(await this.present(row));
	}

	/**
	 * Rejects waiting batches without an answer; terminals ship them again. Resolves when the commit in progress has
	 * finished.
	 */
	async close(): Promise<void> {
		this.#closed = true;
		for (const item of this.#waiting.takeAll()) this.answer(item, new Error("closing"), undefined);
		await this.#flushing;
	}

	private schedule(): void {
		if (this.#flushing || this.#closed) return;
		// Waiting one turn of the event loop lets batches that arrive together share a commit.
		this.#flushing = new Promise<void>((resolve) => setImmediate(resolve))
			.then(() => this.flush())
			.finally(() => {
				this.#flushing = undefined;
				if (this.#waiting.size > 0) this.schedule();
			});
	}

	/** Never rejects. */
	private async flush(): Promise<void> {
		// At most one batch per terminal: classifying the next one depends on the commit of the one before.
		const group = this.#waiting.take(hostLimits.batchesPerCommitMax);
		this.#group = group;
		if (this.#closed || group.length === 0) return;
		await this.commitGroup(group);
		this.#group = [];
	}

	/** Never rejects. */
	private async commitGroup(group: readonly Waiting[]): Promise<void> {
		try {
			await this.commit(group);
		} catch (error) {
			// Nothing of the group was stored. Commit the batches one by one, so that a batch that the store rejects
			// does not block the others. A store that fails as a whole is not asked again for each.
			if (group.length === 1 || error instanceof StoreFault) for (const item of group) this.fail(item, error);
			else for (const item of group) await this.commitAlone(item);
		}
	}

	private async commitAlone(item: Waiting): Promise<void> {
		try {
			await this.commit([item]);
		} catch (error) {
			this.fail(item, error);
		}
	}

	/** Rejects with the store's error; nothing of the group was then stored, reported or answered. */
	private async commit(group: readonly Waiting[]): Promise<void> {
		const { metrics, guard, onCommitted } = this.#options;
		const startedAt = performance.now();
		const { results, entries } = await this.store(group);
		metrics.commit((performance.now() - startedAt) / 1_000);
		results.forEach((result, i) => {
			// The commit stands whatever fails now: when the terminal retries, its batch is answered as a duplicate.
			guard.run("ingest", () => {
				metrics.batch(result.outcome);
				result.report();
				const ack = result.branch && this.seal(result.branch);
				this.answer(group[i]!, undefined, { outcome: result.outcome, ack });
			});
		});
		guard.run("ledgers", () => onCommitted(entries));
	}

	/** Classifies and commits a group, and retries if another process has moved a head meanwhile. */
	private async store(group: readonly Waiting[]): Promise<{ results: Result[]; entries: LogEntry[] }> {
		const { chains } = this.#options.store;
		for (let tries = 1; ; tries++) {
			const results = await this.classify(group);
			const committed = await chains.commit(planOf(results)).catch((error: unknown) => {
				this.#ends.clear();
				throw error;
			});
			if (committed.kind === "committed") {
				for (const { prepared, view } of results) this.noteEnd(prepared?.append, view);
				return { results, entries: entriesOf(results, committed.marks) };
			}
			this.#ends.clear();
			if (tries >= hostLimits.commitTriesMax) throw new Error(`heads keep moving: ${committed.detail}`);
		}
	}

	private async classify(group: readonly Waiting[]): Promise<Result[]> {
		const { store, clock, cbor } = this.#options;
		const nowMs = clock.now();
		const decoded = group.map((item) => attempt(() => decodeBatch(cbor, item.bytes)));
		const readable = group.flatMap((item, i): Readable[] => {
			const read = decoded[i]!;
			return "value" in read ? [{ item, batch: read.value }] : [];
		});
		const results = new Map<Waiting, Result>();
		for (const { item, batch } of readable) {
			const view = this.#ends.viewOf(item.terminal, batch);
			const result = view && this.take(item, batch, view, nowMs);
			// The cached end of the chain may not suffice to classify the batch.
			if (result?.prepared) results.set(item, result);
		}
		const unknown = readable.filter(({ item }) => !results.has(item));
		const views =
			unknown.length > 0
				? await store.chains.views(unknown.map(({ item, batch }) => requestOf(item, batch)))
				: [];
		unknown.forEach(({ item, batch }, i) => results.set(item, this.take(item, batch, views[i]!, nowMs)));
		return group.map((item, i) => {
			const read = decoded[i]!;
			if ("fault" in read) return this.setAside(item, read.fault.code, read.fault.detail, nowMs);
			return results.get(item)!;
		});
	}

	private noteEnd(append: Append | undefined, view: ChainView | undefined): void {
		if (append?.kind === "records" && view) this.#ends.note(append, view);
		else if (append) this.#ends.forget(append.epoch.terminal);
	}

	/** Sends neither PUBACK nor ack, so that the terminal retries the batch. */
	private fail(item: Waiting, error: unknown): void {
		this.#options.refuse("STORE_FAILED", { terminal: item.terminal, error });
		this.answer(item, error instanceof Error ? error : new Error("commit failed"), undefined);
	}

	private answer(item: Waiting, error: Error | undefined, reply: IngestReply | undefined): void {
		this.#options.guard.run("ingest", () => item.onDone(error, reply));
	}

	/** The result for one readable batch. */
	private take(item: Waiting, batch: Batch, view: ChainView, nowMs: number): Result {
		if (!view.terminal) return this.setAside(item, "EPOCH_UNKNOWN", "no such terminal", nowMs);
		const found = this.#classifier.classify(view, batch);
		const { terminal } = item;
		const { epoch, firstSequence: sequence, payloads } = batch;
		const place = { terminal, epoch, sequence, records: payloads.length };
		switch (found.kind) {
			case "refused":
				return this.setAside(item, found.code, found.detail, nowMs);
			case "gap": {
				const report = (): void => this.#options.refuse("BATCH_GAP", place);
				return { ...silent, outcome: "gap", branch: found.branch, counts: ["gaps"], report };
			}
			case "duplicate":
				return { ...silent, outcome: "duplicate", branch: found.branch, counts: ["duplicatesRefused"] };
			case "fork": {
				if (view.branches.length >= hostLimits.branchesPerEpochMax)
					return this.setAside(item, "BRANCHES_FULL", `epoch ${epoch}`, nowMs);
				const prepared = this.#committer.fork(found, view.branches.length, batch, nowMs);
				return { ...silent, outcome: "forked", branch: prepared.branch, prepared, counts: ["forks"] };
			}
			case "extension":
				return this.extend(found, batch, view, nowMs);
		}
	}

	private extend(
		found: Extract<BatchClass, { kind: "extension" }>,
		batch: Batch,
		view: ChainView,
		nowMs: number,
	): Result {
		const { fork, epoch } = found.branch;
		const prepared = fork
			? this.#committer.extendFork(found, fork, view.branches.length, batch, nowMs)
			: this.#committer.extend(found, batch, nowMs);
		const { decoded, branch } = prepared;
		const report = (): void => {
			const { metrics } = this.#options;
			metrics.records(decoded.length);
			if (!fork) for (const part of newerParts(decoded)) metrics.newer(part);
		};
		return {
			...{ outcome: fork ? "forked" : "committed", branch, view, prepared, setAside: undefined, report },
			counts: found.skip > 0 ? ["overlaps"] : [],
			seen: [{ terminal: epoch.terminal, atMs: nowMs }],
		};
	}

	private setAside({ terminal, bytes }: Waiting, code: AnyFaultCode, detail: string, nowMs: number): Result {
		const report = (): void => this.#options.refuse(code, { terminal, detail, bytes: bytes.length });
		const setAside = { terminal, code, detail, payload: bytes, receivedMs: nowMs };
		return { ...silent, outcome: "refused", branch: undefined, setAside, counts: ["setAside"], report };
	}

	private async present(epoch: EpochRow): Promise<ChainBranch> {
		const isForked = epoch.status === "quarantined";
		const branches = isForked ? await this.#options.store.chains.branches(epoch.terminal, epoch.epoch) : [];
		return presentBranch(epoch, branches);
	}

	private seal(branch: ChainBranch, session?: SessionAnswer): Uint8Array {
		const { cbor, signer, merchant, incarnation } = this.#options;
		const { terminal, epoch } = branch.epoch;
		return sealAck(cbor, signer, {
			...{ merchant, terminal, epoch, incarnation, session },
			...{ committed: branch.committed, archived: this.archivedTo(branch) },
			head: new Uint8Array(branch.head),
			status: branch.fork ? AckStatus.quarantined : AckStatus.committed,
		});
	}

	private archivedTo({ epoch: { terminal, epoch }, fork, committed }: ChainBranch): number {
		const { archive } = this.#options;
		if (!archive) return committed;
		// The archive reports its position in the first branch, which a fork shares up to its fork sequence.
		const shared = fork ? fork.forkSequence - 1 : committed;
		return Math.max(0, Math.min(shared, committed, archive.archivedTo(terminal, epoch)));
	}
}

function requestOf({ terminal }: Waiting, { epoch, firstSequence, payloads }: Batch) {
	return { terminal, epoch, firstSequence, lastSequence: firstSequence + payloads.length - 1 };
}

function planOf(results: readonly Result[]): CommitPlan {
	const counts: Record<string, number> = {};
	for (const name of results.flatMap((result) => result.counts)) counts[name] = (counts[name] ?? 0) + 1;
	return {
		appends: results.flatMap(({ prepared }) => (prepared ? [prepared.append] : [])),
		setAsides: results.flatMap(({ setAside }) => (setAside ? [setAside] : [])),
		counts,
		seen: results.flatMap(({ seen }) => seen),
	};
}

/** Includes the records, which are already in memory. `marks` are those of each append, in order. */
function entriesOf(results: readonly Result[], marks: readonly (readonly LogMark[])[]): LogEntry[] {
	const prepared = results.flatMap((result) => result.prepared ?? []);
	return prepared.flatMap(({ append, decoded }, i) =>
		marks[i]!.map((mark): LogEntry => {
			const isRecords = mark.kind === "records" && append.kind === "records";
			return isRecords ? { ...mark, records: append.records, decoded } : { ...mark, records: [] };
		}),
	);
}
