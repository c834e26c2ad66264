// Follows the log: reads the entries after the ledgers' cursors, folds them, and has rows and cursors written in one
// transaction. It may be stopped at any point; entries not yet written are folded again from the log. Ledgers with the
// same cursor advance together; a new or reset ledger first catches up with the others.
import type { AlarmNotice } from "../alarms.js";
import type { Events } from "../events.js";
import { hostLimits } from "../limits.js";
import { type Log, type Refuse, textOf } from "../log.js";
import type { Metrics } from "../metrics.js";
import type { LedgerStore } from "./ledger-store.js";
import { foldAll, type LedgerName, ledgerNames, wantsOf } from "./registry.js";
import { type FoldTools, type LogEntry, type Slice, sliceOf } from "./slice.js";

export interface FollowerOptions extends FoldTools {
	readonly store: { readonly ledgers: LedgerStore };
	readonly events: Events;
	readonly metrics: Metrics;
	readonly log: Log;
	readonly refuse: Refuse;
}

interface Group {
	readonly names: readonly LedgerName[];
	/** The common cursor. */
	readonly from: number;
	/** The last entry of the step: the cursor of the next group, or the entry after which reporting resumes. */
	readonly until: number;
}

export class LedgerFollower {
	readonly #options: FollowerOptions;
	readonly #cursors = new Map<LedgerName, number>();
	/** Recently committed entries, so that the store usually need not be read. */
	#tail: LogEntry[] = [];
	/** The number of the newest known entry. */
	#head = 0;
	/** Entries up to this one were reported, and are not reported again when ledgers are reset. */
	#reportedUntil = 0;
	#running: Promise<void> | undefined;
	#retry: NodeJS.Timeout | undefined;
	#isClosed = false;

	constructor(options: FollowerOptions) {
		this.#options = options;
	}

	/** Starts at the stored cursors. */
	async open(): Promise<void> {
		await this.readCursors();
		this.#reportedUntil = this.cursor;
		this.wake();
	}

	/** The number of log entries that the slowest ledger has not folded. */
	get lag(): number {
		return Math.max(0, this.#head - this.cursor);
	}

	/** Takes the entries of a commit. */
	follow(entries: readonly LogEntry[]): void {
		const first = entries[0]?.number;
		if (first === undefined) return;
		// Entries appended by other callers leave a gap in the tail; they are read from the store.
		if (this.#tail.length > 0 && this.#tail.at(-1)!.number + 1 !== first) this.#tail = [];
		this.#tail.push(...entries);
		if (this.#tail.length > hostLimits.ledgerTailEntriesMax) this.#tail = [];
		this.#head = Math.max(this.#head, entries.at(-1)!.number);
		this.measure();
		this.wake();
	}

	/** Starts folding if there are new entries. A failure is logged and retried after ledgerRetryMs. */
	wake(): void {
		if (this.#isClosed || this.#retry) return;
		this.run().catch((error: unknown) => {
			const { log, metrics } = this.#options;
			metrics.refused("STORE_FAILED");
			log.error({ code: "STORE_FAILED", ledgerLag: this.lag, error }, textOf("STORE_FAILED"));
			if (this.#isClosed) return;
			this.#retry = setTimeout(() => {
				this.#retry = undefined;
				this.wake();
			}, hostLimits.ledgerRetryMs);
		});
	}

	/**
	 * Resolves when every ledger has folded all entries present at the call. Callers that grant something based on a
	 * ledger await this first. Rejects with the store's error.
	 */
	async caughtUp(): Promise<void> {
		const { head } = await this.#options.store.ledgers.cursors();
		this.#head = Math.max(this.#head, head);
		while (this.cursor < head && !this.#isClosed) await this.run();
	}

	/** Folds the whole log again. Days and hours stay as stored; existing alarms are not reported again. */
	async rebuild(): Promise<void> {
		await this.caughtUp();
		await this.#options.store.ledgers.reset(ledgerNames);
		await this.readCursors();
		await this.caughtUp();
	}

	/** Stops after the step in progress. Idempotent. */
	async close(): Promise<void> {
		this.#isClosed = true;
		clearTimeout(this.#retry);
		await this.#running?.catch(() => undefined);
	}

	private get cursor(): number {
		return Math.min(...ledgerNames.map((name) => this.#cursors.get(name) ?? 0));
	}

	private async readCursors(): Promise<void> {
		const { head, cursors } = await this.#options.store.ledgers.cursors();
		for (const name of ledgerNames) this.#cursors.set(name, cursors[name]);
		this.#head = Math.max(this.#head, head);
		this.measure();
	}

	private run(): Promise<void> {
		this.#running ??= this.catchUp().finally(() => (this.#running = undefined));
		return this.#running;
	}

	private async catchUp(): Promise<void> {
		while (!this.#isClosed) {
			const group = this.group();
			const entries = await this.entries(group);
			if (entries.length === 0) return;
			await this.step(group, entries);
		}
	}

	/** The ledgers with the lowest cursor. */
	private group(): Group {
		const from = this.cursor;
		const names = ledgerNames.filter((name) => this.#cursors.get(name) === from);
		const further = ledgerNames.map((name) => this.#cursors.get(name)!).filter((number) => number > from);
		if (this.#reportedUntil > from) further.push(this.#reportedUntil);
		return { names, from, until: Math.min(...further) };
	}

	private async entries({ from, until }: Group): Promise<readonly LogEntry[]> {
		const { ledgers } = this.#options.store;
		const recordsMax = hostLimits.ledgerSliceRecordsMax;
		const held = this.#tail.findIndex(({ number }) => number === from + 1);
		const entries = held >= 0 ? cut(this.#tail.slice(held), recordsMax) : await ledgers.read(from, recordsMax);
		return entries.filter(({ number }) => number <= until);
	}

	private async step({ names, from }: Group, entries: readonly LogEntry[]): Promise<void> {
		const { store } = this.#options;
		const to = entries.at(-1)!.number;
		const slice = sliceOf(this.#options, entries);
		const states = await store.ledgers.load(wantsOf(names, slice));
		const { changes, alarms } = foldAll(this.#options, names, slice, states);
		const raised = await store.ledgers.apply({ names, from, to, changes, alarms });
		if (!raised) return this.readCursors();
		for (const name of names) this.#cursors.set(name, to);
		this.#head = Math.max(this.#head, to);
		const { cursor } = this;
		this.#tail = this.#tail.filter(({ number }) => number > cursor);
		this.measure();
		if (to <= this.#reportedUntil) return;
		this.#reportedUntil = to;
		this.report(names, slice, raised);
	}

	private report(names: readonly LedgerName[], { marks, records }: Slice, alarms: readonly AlarmNotice[]): void {
		const { events, refuse } = this.#options;
		for (const { code, terminal, detail } of alarms) refuse(code, { terminal, detail });
		// Receipts are reported once, with the documents ledger, not again by a ledger that catches up alone.
		if (names.includes("documents"))
			for (const { terminal, document } of records) {
				if (document?.type !== "sale") continue;
				const { currency, units, wallMs } = document;
				const { number, totalMinor } = document.document;
				events.emit({ kind: "receipt", terminal, number, currency, totalMinor, units, wallMs });
			}
		for (const terminal of new Set(alarms.map((alarm) => alarm.terminal))) events.emit({ kind: "alarm", terminal });
		for (const terminal of new Set(marks.map((mark) => mark.terminal))) events.emit({ kind: "terminal", terminal });
	}

	private measure(): void {
		this.#options.metrics.ledgerLag(this.lag);
	}
}

function cut(entries: readonly LogEntry[], recordsMax: number): readonly LogEntry[] {
	let count = 0;
	const end = entries.findIndex(({ records }) => (count += records.length) >= recordsMax);
	return end < 0 ? entries : entries.slice(0, end + 1);
}
