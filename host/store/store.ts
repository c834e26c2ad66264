// What the host keeps, as an interface: ingest, ledgers, payments, control and web know nothing else of the database. A
// store is of one merchant, who stands in each of its rows. Every call is asynchronous, is a transaction of its own and
// is all or nothing; writes are durable when their promise is fulfilled. Lists are bounded or come in pages, so that a
// store may be in another thread or another machine. Folders beside this file hold one implementation each.
import type { UsedNumbers } from "../../firmware/wire/enrolment.js";
import type { Place } from "../../firmware/wire/record.js";
import type { AlarmNotice } from "../alarms.js";
import type { DocumentState, Sums } from "../ledger/entry.js";
import type { LedgerStore } from "../ledger/ledger-store.js";
import type { Payment } from "../ledger/payments/payment.js";
import type { CatalogRows } from "./catalogs.js";
import type { CommitPlan, CommitResult } from "./plan.js";
import type { LedgerReports } from "./reports.js";
import type { BranchRow, CheckpointRow, EpochRow, RecordRow, SetAsideRow, TerminalRow } from "./rows.js";

export type * from "./rows.js";

/** A batch that is to be classified: where it would stand. */
export interface ViewRequest {
	readonly terminal: string;
	readonly epoch: number;
	readonly firstSequence: number;
	readonly lastSequence: number;
}

export interface HeadRow {
	readonly sequence: number;
	readonly head: Uint8Array;
}

/** Of a branch, the heads that it holds from the record before the batch to the batch's last, ascending. */
export interface BranchView extends BranchRow {
	readonly heads: readonly HeadRow[];
}

/** All that tells what a batch is. */
export interface ChainView {
	/** Undefined where there is no such terminal. */
	readonly terminal: TerminalRow | undefined;
	readonly epoch: EpochRow | undefined;
	/** The terminal's present epoch. */
	readonly present: EpochRow | undefined;
	/** Of the first branch, as those of a branch view. */
	readonly heads: readonly HeadRow[];
	/** The newest first. */
	readonly branches: readonly BranchView[];
}

/** The log: chains of records with their exact bytes, heads, signed checkpoints and branches. */
export interface ChainStore {
	/** Appends to the log. A plan of which a head has moved on is refused as a whole. */
	commit(plan: CommitPlan): Promise<CommitResult>;
	views(requests: readonly ViewRequest[]): Promise<ChainView[]>;
	epoch(terminal: string, epoch: number): Promise<EpochRow | undefined>;
	epochs(terminal: string): Promise<EpochRow[]>;
	/** The head after `sequence`; undefined when it is not held. */
	headAt(terminal: string, epoch: number, sequence: number): Promise<Uint8Array | undefined>;
	record(terminal: string, epoch: number, sequence: number): Promise<RecordRow | undefined>;
	/** At most `limit` records from `firstSequence` on. */
	records(terminal: string, epoch: number, firstSequence: number, limit: number): Promise<RecordRow[]>;
	/** The latest catalogApplied record of any epoch. */
	lastCatalogApplied(terminal: string): Promise<{ readonly epoch: number; readonly payload: Uint8Array } | undefined>;
	/** The last record before `sequence` that tells the nonce of a boot: booted, shift opened, closed, snapshot. */
	bootBefore(terminal: string, epoch: number, sequence: number): Promise<RecordRow | undefined>;
	/** The first checkpoint at or after `sequence`. */
	checkpointAfter(terminal: string, epoch: number, sequence: number): Promise<CheckpointRow | undefined>;
	/** The newest first. */
	branches(terminal: string, epoch: number): Promise<BranchRow[]>;
}

/** What makes a terminal one that may connect. */
export interface TerminalGrant {
	readonly terminal: string;
	readonly name: string;
	readonly epoch: number;
	readonly publicKey: Uint8Array;
	/** That of the empty chain. */
	readonly head: Uint8Array;
	readonly passwordHash: Uint8Array | undefined;
	/** The code that is used up for it, if any. */
	readonly codeId: string | undefined;
	readonly atMs: number;
}

export interface TerminalStore {
	find(terminal: string): Promise<TerminalRow | undefined>;
	/** By name. */
	all(): Promise<TerminalRow[]>;
	/**
	 * Grants an epoch, which is an entry of the log, with a password and, the first time, the next number of all
	 * merchants' terminals and the topics of that number. The epoch that the code was used for before is granted
	 * again, with the same key. Returns the root of the topics; undefined where the terminal has come to this epoch
	 * otherwise.
	 */
	grant(grant: TerminalGrant): Promise<string | undefined>;
	seen(terminal: string, ms: number): Promise<void>;
}

export interface EnrolmentRow {
	readonly codeId: string;
	readonly terminal: string;
	readonly name: string;
	/** Needed for the proof, so it is kept in the clear until the code expires, then wiped. */
	readonly secret: Uint8Array;
	readonly expiresMs: number;
	readonly triesLeft: number;
	/** The key that was granted; the same terminal may ask again when the reply was lost. */
	readonly grantedKey: Uint8Array | undefined;
	readonly grantedEpoch: number;
}

export interface EnrolmentStore {
	/** Removes codes that have expired, and their secrets; false where `openMax` are open then. */
	issue(row: Omit<EnrolmentRow, "grantedKey" | "grantedEpoch">, nowMs: number, openMax: number): Promise<boolean>;
	find(codeId: string): Promise<EnrolmentRow | undefined>;
	count(): Promise<number>;
	countTry(codeId: string): Promise<void>;
}

export interface FirmwareRow {
	readonly board: string;
	readonly version: number;
	/** SHA-256 of the image, which lies in a file of that name. */
	readonly digest: Uint8Array;
	readonly lengthBytes: number;
	/** What terminals are told: the offer, or that it was withdrawn. */
	readonly manifest: Uint8Array;
	readonly isWithdrawn: boolean;
	readonly createdMs: number;
}

export interface FirmwareStore {
	/** Boards by name, the newest version of each first. */
	all(): Promise<FirmwareRow[]>;
	/** The newest version first. */
	of(board: string): Promise<FirmwareRow[]>;
	/** False where a version is published for the board that is not below this one. */
	add(row: FirmwareRow): Promise<boolean>;
	withdraw(board: string, version: number, manifest: Uint8Array): Promise<void>;
	remove(board: string, version: number): Promise<void>;
}

export interface AlarmRow extends AlarmNotice {
	readonly id: number;
	readonly createdMs: number;
	/** How often it happened. */
	readonly count: number;
}

/** What needs somebody, and what was refused. Ledgers keep the alarms of their state by their own transactions. */
export interface NoticeStore {
	/** Something has happened, once more where it had before. */
	raise(alarm: AlarmNotice, nowMs: number): Promise<void>;
	/**
	 * Sees to it that a code is raised for a terminal under these details and no others. True where one is new.
	 */
	holdExactly(
		code: AlarmNotice["code"],
		terminal: string,
		details: readonly string[],
		nowMs: number,
	): Promise<boolean>;
	/** The first page, most money first. */
	alarms(): Promise<AlarmRow[]>;
	/** The details under which one code is raised for a terminal. */
	details(code: string, terminal: string): Promise<string[]>;
	/** Keeps the bytes (cut to a bound, the oldest dropped) with the reason. */
	setAside(row: Omit<SetAsideRow, "count">): Promise<void>;
	setAsides(terminal: string): Promise<SetAsideRow[]>;
	counters(): Promise<Record<string, number>>;
}

/** What is read of documents. */
export interface DocumentStore {
	/**
	 * The highest numbers a terminal has used, of all series, whoever wrote them: where a replacement goes on. Those
	 * above hostLimits.numberMax are left out.
	 */
	lastNumbers(terminal: string): Promise<UsedNumbers>;
	totals(): Promise<Sums>;
	/**
	 * In the order the state hash is taken: terminal, series, number, content. At most `limit` of those behind `after`;
	 * `next` is what to ask for then, undefined at the end.
	 */
	states(after: StatePosition | undefined, limit: number): Promise<StatePage>;
}

export interface StatePosition {
	readonly state: DocumentState;
	/** Tell apart documents of the same number and content. */
	readonly epoch: number;
	readonly sequence: number;
}

export interface StatePage {
	readonly states: readonly DocumentState[];
	readonly next: StatePosition | undefined;
}

/** An operator's answer for a payment. */
export interface AnswerRow {
	readonly outcome: number;
	readonly reference: string;
	/** As the terminal is sent it. */
	readonly sealed: Uint8Array;
	readonly answeredMs: number;
}

export interface UnsettledPayment extends Payment {
	readonly terminal: string;
	readonly answer: Pick<AnswerRow, "outcome" | "reference" | "answeredMs"> | undefined;
}

/** Payment attempts, which a ledger folds from records; and the operator's answers, which are entries of the log. */
export interface PaymentStore {
	/** By the place of its first record. */
	find(terminal: string, origin: Place): Promise<Payment | undefined>;
	/** Oldest first. */
	unsettled(): Promise<UnsettledPayment[]>;
	answer(terminal: string, origin: Place): Promise<AnswerRow | undefined>;
	/** False where one was given before. */
	addAnswer(terminal: string, origin: Place, answer: AnswerRow): Promise<boolean>;
	/** Sealed answers to payments that are not settled and of which the terminal has noted no final outcome. */
	pendingAnswers(terminal: string): Promise<Uint8Array[]>;
}

export interface SettingStore {
	/** Whose data folder this is; undefined for a new one. */
	owner(): Promise<string | undefined>;
	get(key: string): Promise<string | undefined>;
	set(key: string, value: string): Promise<void>;
}

export interface Store {
	readonly terminals: TerminalStore;
	readonly chains: ChainStore;
	readonly enrolments: EnrolmentStore;
	readonly catalogs: CatalogRows;
	readonly firmware: FirmwareStore;
	readonly notices: NoticeStore;
	readonly ledgers: LedgerStore;
	readonly documents: DocumentStore;
	readonly payments: PaymentStore;
	readonly reports: LedgerReports;
	readonly settings: SettingStore;
	/** Ends what is under way first. Idempotent. */
	close(): Promise<void>;
}

/** A part of a store as an engine writes it that answers at once. */
export type Synchronous<Part> = {
	[Name in keyof Part]: Part[Name] extends (...values: infer Values) => Promise<infer Result>
		? (...values: Values) => Result
		: never;
};

/** The same parts, each of them synchronous. */
export type SynchronousStore = { readonly [Name in keyof Omit<Store, "close">]: Synchronous<Store[Name]> };
export type StorePart = keyof SynchronousStore;
export const storeParts: readonly StorePart[] = [
	...(["terminals", "chains", "enrolments", "catalogs", "firmware", "notices"] as const),
	...(["ledgers", "documents", "payments", "reports", "settings"] as const),
];
