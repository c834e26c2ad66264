// Batches in, signed acks out: bounded decode, judge, book, commit, and only then acknowledge (invariants 3, 4, 9).
// Batches that wait together are committed together; each keeps its own verdict.
import type { Signer } from "../../firmware/core/ports.js";
import { AckStatus, sealAck, type SessionAnswer } from "../../firmware/wire/ack.js";
import { decodeBatch } from "../../firmware/wire/batch.js";
import type { Archive } from "../archive.js";
import type { Clock } from "../clock.js";
import type { Events } from "../events.js";
import type { AnyFaultCode } from "../faults.js";
import { hostLimits } from "../limits.js";
import { attempt, type Log, type Refuse, textOf } from "../log.js";
import type { BatchOutcome, Metrics } from "../metrics.js";
import type { Store } from "../store/store.js";
import { BatchCommitter, type BatchCommitterOptions, type Receipts } from "./batch-committer.js";
import { BatchClassifier, type BatchClassifierOptions, type ChainBranch } from "./batch-classifier.js";

export interface IngestOptions extends BatchCommitterOptions, Omit<BatchClassifierOptions, "chains"> {
	readonly store: Store;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly metrics: Metrics;
	readonly events: Events;
	readonly log: Log;
	readonly refuse: Refuse;
	readonly incarnation: number;
	/** Undefined where none is configured: what is committed is then as safe as it gets. */
	readonly archive: Archive | undefined;
}

/** What the terminal hears: an ack, or nothing where the batch was not to be believed. */
export interface IngestReply {
	readonly outcome: BatchOutcome;
	readonly ack: Uint8Array | undefined;
}

interface Waiting {
	readonly terminal: string;
	readonly bytes: Uint8Array;
	readonly onDone: (error: Error | undefined, reply: IngestReply | undefined) => void;
}

interface Result {
	readonly outcome: BatchOutcome;
	readonly line: ChainBranch | undefined;
	/** What is only told once the commit stands. */
	readonly tell: () => void;
}

export class Ingest {
	readonly committer: BatchCommitter;
	readonly #options: IngestOptions;
	readonly #classifier: BatchClassifier;
	#waiting: Waiting[] = [];
	#scheduled = false;
	#closed = false;

	constructor(options: IngestOptions) {
		this.#options = options;
		this.#classifier = new BatchClassifier({ ...options, chains: options.store.chains });
		this.committer = new BatchCommitter(options);
	}

	/**
	 * `onDone` comes after the commit, never inside this call. An error means that nothing was stored and nothing may
	 * be acknowledged.
	 */
	submit(terminal: string, bytes: Uint8Array, onDone: Waiting["onDone"]): void {
		this.#waiting.push({ terminal, bytes, onDone });
		this.schedule();
	}

	/** How many more batches may wait. */
	get isFull(): boolean {
		return this.#waiting.length >= hostLimits.inflightBatchesMax;
	}

	/**
	 * The present acks of a terminal whose session begins: of the epoch before, which may still have an end to ship,
	 * then of the latest.
	 */
	presentAcks(terminal: string, session: SessionAnswer): Uint8Array[] {
		const epochs = this.#options.store.chains.epochs(terminal).slice(-2);
		return epochs.map((epoch) => this.seal(this.#classifier.presentLine(epoch), session));
	}

	/** The present ack of one chain; undefined where there is none. */
	presentAck(terminal: string, epoch: number): Uint8Array | undefined {
		const row = this.#options.store.chains.epoch(terminal, epoch);
		return row && this.seal(this.#classifier.presentLine(row));
	}

	/** Batches that wait are given back unanswered; terminals ship them again. */
	close(): void {
		this.#closed = true;
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const item of waiting) item.onDone(new Error("closing"), undefined);
	}

	private schedule(): void {
		if (this.#scheduled || this.#closed) return;
		this.#scheduled = true;
		// One turn of the loop lets whatever arrived with this batch join its commit.
		setImmediate(() => {
			this.#scheduled = false;
			this.flush();
		});
	}

	private flush(): void {
		const group = this.#waiting.splice(0, hostLimits.batchesPerCommitMax);
		if (this.#closed || group.length === 0) return;
		try {
			this.commit(group);
		} catch (error) {
			// The whole group was rolled back. One by one, so that a batch the store cannot take holds up nobody
			// else's.
			if (group.length === 1) this.fail(group[0]!, error);
			else for (const item of group) this.commitAlone(item);
		}
		if (this.#waiting.length > 0) this.schedule();
	}

	private commitAlone(item: Waiting): void {
		try {
			this.commit([item]);
		} catch (error) {
			this.fail(item, error);
		}
	}

	/** Throws what the store throws; then nothing of the group was stored, told or answered. */
	private commit(group: readonly Waiting[]): void {
		const { metrics, log } = this.#options;
		const startedAt = performance.now();
		const results = this.book(group);
		metrics.commit((performance.now() - startedAt) / 1_000);
		results.forEach((result, i) => {
			try {
				metrics.batch(result.outcome);
				result.tell();
				group[i]!.onDone(undefined, { outcome: result.outcome, ack: result.line && this.seal(result.line) });
			} catch (error) {
				// What is committed stays committed: the terminal asks again and is answered as for a duplicate.
				log.error({ code: "HOST_INTERNAL", error }, textOf("HOST_INTERNAL"));
			}
		});
	}

	private book(group: readonly Waiting[]): Result[] {
		try {
			return this.#options.store.transaction(() => group.map((item) => this.take(item)));
		} catch (error) {
			this.committer.forget();
			throw error;
		}
	}

	/** No PUBACK and no ack: the terminal's own retry brings the batch again. */
	private fail(item: Waiting, error: unknown): void {
		const { metrics, log } = this.#options;
		metrics.refused("STORE_FAILED");
		log.error({ code: "STORE_FAILED", terminal: item.terminal, error }, textOf("STORE_FAILED"));
		item.onDone(error instanceof Error ? error : new Error("commit failed"), undefined);
	}

	/** Judges and books one batch in the open transaction. */
	private take(item: Waiting): Result {
		const { store, clock, cbor } = this.#options;
		const nowMs = clock.now();
		const decoded = attempt(() => decodeBatch(cbor, item.bytes));
		if ("fault" in decoded) return this.setAside(item, decoded.fault.code, decoded.fault.detail, nowMs);
		const batch = decoded.value;
		const terminal = store.terminals.find(item.terminal);
		if (!terminal) return this.setAside(item, "EPOCH_UNKNOWN", "no such terminal", nowMs);
		const verdict = this.#classifier.classify(terminal, batch);
		const place = {
			terminal: item.terminal,
			epoch: batch.epoch,
			sequence: batch.firstSequence,
			records: batch.payloads.length,
		};
		switch (verdict.kind) {
			case "refused":
				return this.setAside(item, verdict.code, verdict.detail, nowMs);
			case "gap":
				store.notices.count("gaps", 1);
				return { outcome: "gap", line: verdict.line, tell: () => this.#options.refuse("BATCH_GAP", place) };
			case "duplicate":
				store.notices.count("duplicatesRefused", 1);
				return { outcome: "duplicate", line: verdict.line, tell: () => undefined };
			case "fork": {
				if (store.chains.branches(item.terminal, batch.epoch).length >= hostLimits.branchesPerEpochMax)
					return this.setAside(item, "BRANCHES_FULL", `epoch ${batch.epoch}`, nowMs);
				const line = this.committer.branches.fork(verdict, batch, nowMs);
				store.notices.count("forks", 1);
				const tell = (): void => {
					this.#options.refuse("BATCH_FORKED", place);
					this.#options.events.emit({ kind: "alarm", terminal: item.terminal });
				};
				return { outcome: "forked", line, tell };
			}
			case "extension": {
				if (verdict.skip > 0) store.notices.count("overlaps", 1);
				store.terminals.seen(item.terminal, nowMs);
				const { line, receipts } = this.committer.extend(verdict, batch, nowMs);
				const tell = (): void => this.tell(item.terminal, receipts, place);
				return { outcome: line.branch ? "forked" : "committed", line, tell };
			}
		}
	}

	private tell(terminal: string, { records, sales, newer, alarms }: Receipts, place: object): void {
		const { metrics, refuse, events } = this.#options;
		metrics.records(records);
		for (const part of newer) metrics.newer(part);
		for (const code of alarms) refuse(code, place);
		for (const sale of sales) events.emit({ kind: "receipt", terminal, sale });
		if (alarms.length > 0) events.emit({ kind: "alarm", terminal });
		events.emit({ kind: "terminal", terminal });
	}

	private setAside(item: Waiting, code: AnyFaultCode, detail: string, nowMs: number): Result {
		const { store, refuse } = this.#options;
		store.notices.setAside({ terminal: item.terminal, code, detail, payload: item.bytes, receivedMs: nowMs });
		store.notices.count("setAside", 1);
		return {
			outcome: "refused",
			line: undefined,
			tell: () => refuse(code, { terminal: item.terminal, detail, bytes: item.bytes.length }),
		};
	}

	private seal(line: ChainBranch, session?: SessionAnswer): Uint8Array {
		const { cbor, signer, merchant, incarnation } = this.#options;
		const { terminal, epoch } = line.epoch;
		return sealAck(cbor, signer, {
			...{
				merchant,
				terminal,
				epoch,
				incarnation,
				committed: line.committed,
				archived: this.archivedTo(line),
				session,
			},
			head: new Uint8Array(line.head),
			status: line.branch ? AckStatus.quarantined : AckStatus.committed,
		});
	}

	private archivedTo({ epoch: { terminal, epoch }, branch, committed }: ChainBranch): number {
		const { archive } = this.#options;
		if (!archive) return committed;
		// An archive tells how far it is in the first branch, which a fork shares up to where it begins.
		const shared = branch ? branch.forkSequence - 1 : committed;
		return Math.max(0, Math.min(shared, committed, archive.archivedTo(terminal, epoch)));
	}
}
