// Interface of the host's storage. Ingest, ledgers, payments, control and web depend on the database only through it. A
// store belongs to one merchant, who is in each of its rows. Every call is asynchronous and runs as one atomic
// transaction; writes are durable when their promise resolves. Lists are bounded or paged, so that a store may run in
// another thread or on another machine. Each folder beside this file holds one implementation.
import type { UsedNumbers } from "../../firmware/wire/enrolment.js";
import type { Place } from "../../firmware/wire/record.js";
import type { AlarmNotice } from "../alarms.js";
import type { StoreFault } from "../faults.js";
import type { UnconfirmedTender } from "../ledger/confirmations/ledger.js";
import type { DocumentState, Sums } from "../ledger/entry.js";
import type { LedgerStore } from "../ledger/ledger-store.js";
import type { Payment } from "../ledger/payments/payment.js";
import type { CatalogRows } from "./catalogs.js";
import type { CommitPlan, CommitResult } from "./plan.js";
import type { LedgerReports } from "./reports.js";
import type { RightStore } from "./rights.js";
import type { BranchRow, CheckpointRow, EpochRow, RecordRow, SetAsideRow, Sighting, TerminalRow } from "./rows.js";

export type * from "./rows.js";

/** The position of a batch that is to be classified. */
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

/** A branch with its stored heads from the record before the batch to the batch's last, ascending. */
export interface BranchView extends BranchRow {
	readonly heads: readonly HeadRow[];
}

/** Everything needed to classify a batch. */
export interface ChainView {
	/** Undefined if the terminal is unknown. */
	readonly terminal: TerminalRow | undefined;
	readonly epoch: EpochRow | undefined;
	/** The terminal's current epoch. */
	readonly present: EpochRow | undefined;
	/** Heads of the first branch, in the same range as those of a `BranchView`. */
	readonly heads: readonly HeadRow[];
	/** The newest first. */
	readonly branches: readonly BranchView[];
	/** Epochs with the key of the present one. Counted only where `epoch` is undefined. */
	readonly epochsOfKey: number;
}

/** When a record was received, as far as that is known after all, and the business day it is booked under. */
export interface ReceivedTime extends Place {
	readonly terminal: string;
	readonly receivedMs: number;
	readonly day: number;
	readonly hour: number;
}

/** The log: chains of records with their exact bytes, heads, signed checkpoints and branches. */
export interface ChainStore {
	/** Appends to the log. If one of the expected heads has changed, the whole plan is refused. */
	commit(plan: CommitPlan): Promise<CommitResult>;
	/** Corrects the times of receipt of records on first branches. */
	setReceived(times: readonly ReceivedTime[]): Promise<void>;
	views(requests: readonly ViewRequest[]): Promise<ChainView[]>;
	epoch(terminal: string, epoch: number): Promise<EpochRow | undefined>;
	/** Ascending: the newest `limit`, or all. */
	epochs(terminal: string, limit?: number): Promise<EpochRow[]>;
	/** The head after `sequence`; undefined if it is not stored. */
	headAt(terminal: string, epoch: number, sequence: number): Promise<Uint8Array | undefined>;
	record(terminal: string, epoch: number, sequence: number): Promise<RecordRow | undefined>;
	/** At most `limit` records from `firstSequence` on. */
	records(terminal: string, epoch: number, firstSequence: number, limit: number): Promise<RecordRow[]>;
	/** The latest catalogApplied record of any epoch. */
	lastCatalogApplied(terminal: string): Promise<{ readonly epoch: number; readonly payload: Uint8Array } | undefined>;
	/** The last record before `sequence` that contains a boot nonce: booted, shift opened, shift closed or snapshot. */
	bootBefore(terminal: string, epoch: number, sequence: number): Promise<RecordRow | undefined>;
	/** The first checkpoint at or after `sequence`. */
	checkpointAfter(terminal: string, epoch: number, sequence: number): Promise<CheckpointRow | undefined>;
	/** The newest first. */
	branches(terminal: string, epoch: number): Promise<BranchRow[]>;
}

/** Grants an epoch, and with it the right to connect. */
export interface TerminalGrant {
	readonly terminal: string;
	readonly name: string;
	readonly epoch: number;
	readonly publicKey: Uint8Array;
	/** Head of the empty chain. */
	readonly head: Uint8Array;
	readonly passwordHash: Uint8Array | undefined;
	/** The enrolment code that this grant uses up, if any. */
	readonly codeId: string | undefined;
	readonly atMs: number;
}

/** What a terminal connects with. */
export type TerminalCredentials = Pick<TerminalRow, "passwordHash" | "topicRoot">;

export interface TerminalStore {
	find(terminal: string): Promise<TerminalRow | undefined>;
	/** In the given order, with undefined for an unknown one. */
	credentials(terminals: readonly string[]): Promise<(TerminalCredentials | undefined)[]>;
	/** By name. */
	all(): Promise<TerminalRow[]>;
	/**
	 * Grants an epoch, which is an entry of the log, and sets the password. The first grant also assigns the next
	 * terminal number, unique across merchants, and the topics of that number. It uses the code up and closes the
	 * terminal's codes that were issued before it. A grant that is repeated changes nothing. Returns the topic root;
	 * undefined if another grant has followed, or if the terminal has reached this epoch in another way.
	 */
	grant(grant: TerminalGrant): Promise<string | undefined>;
	/** In one transaction. */
	seen(sightings: readonly Sighting[]): Promise<void>;
}

export interface EnrolmentRow {
	readonly codeId: string;
	readonly terminal: string;
	readonly name: string;
	/** Stored in plain text because the proof needs it; deleted when the code expires. */
	readonly secret: Uint8Array;
	readonly expiresMs: number;
	readonly triesLeft: number;
	/** The granted key. The same terminal may ask again if the reply was lost. */
	readonly grantedKey: Uint8Array | undefined;
	readonly grantedEpoch: number;
}

export interface WipedEnrolments {
	/** False while another program reads the database, which keeps the log of writes from being emptied. */
	readonly isWiped: boolean;
	/** When the next code expires. */
	readonly nextMs: number | undefined;
}

export interface EnrolmentStore {
	/** Removes expired codes with their secrets first; returns false if `openMax` codes are still open. */
	issue(row: Omit<EnrolmentRow, "grantedKey" | "grantedEpoch">, nowMs: number, openMax: number): Promise<boolean>;
	/** Deletes the codes that have expired by `nowMs`, and makes the secrets of deleted codes unreadable. */
	wipe(nowMs: number): Promise<WipedEnrolments>;
	find(codeId: string): Promise<EnrolmentRow | undefined>;
	count(): Promise<number>;
	countTry(codeId: string): Promise<void>;
}

export interface FirmwareRow {
	readonly board: string;
	readonly version: number;
	/** SHA-256 of the image, which is stored in a file of that name. */
	readonly digest: Uint8Array;
	readonly lengthBytes: number;
	/** The message to terminals: the offer, or its withdrawal. */
	readonly manifest: Uint8Array;
	readonly isWithdrawn: boolean;
	readonly createdMs: number;
}

export interface FirmwareStore {
	/** Boards by name, the newest version of each first. */
	all(): Promise<FirmwareRow[]>;
	/** The newest version first. */
	of(board: string): Promise<FirmwareRow[]>;
	/** Returns false if the same or a newer version is published for the board. */
	add(row: FirmwareRow): Promise<boolean>;
	withdraw(board: string, version: number, manifest: Uint8Array): Promise<void>;
	remove(board: string, version: number): Promise<void>;
}

export interface AlarmRow extends AlarmNotice {
	readonly id: number;
	readonly createdMs: number;
	/** How often it occurred. */
	readonly count: number;
}

/** An operator's closing of an alarm. */
export interface AlarmClosing {
	readonly id: number;
	/** As the operator saw it: an alarm that has occurred again since stays open. */
	readonly count: number;
	readonly closedMs: number;
	readonly closedBy: string;
	readonly reason: string;
}

export interface ClosedAlarmRow extends AlarmRow, Omit<AlarmClosing, "id" | "count"> {}

/** Alarms for operators, and refused batches. Ledgers write their own alarms in their own transactions. */
export interface NoticeStore {
	/** Raises an alarm, or increments its count if it is already raised. */
	raise(alarm: AlarmNotice, nowMs: number): Promise<void>;
	/** Makes the raised details of a code for a terminal exactly these. Returns true if one of them is new. */
	holdExactly(
		code: AlarmNotice["code"],
		terminal: string,
		details: readonly string[],
		nowMs: number,
	): Promise<boolean>;
	/**
	 * The first page of those that are not closed: those with money, the largest amount first, then the others. Where
	 * there are more than it holds, terminals take turns for its places, and some are kept for those without money.
	 */
	alarms(): Promise<AlarmRow[]>;
	/** Returns false if there is no such open alarm, or it has occurred again. */
	close(closing: AlarmClosing): Promise<boolean>;
	/** The newest first. */
	closedAlarms(limit: number): Promise<ClosedAlarmRow[]>;
	/** The details for which a code is raised for a terminal. */
	details(code: string, terminal: string): Promise<string[]>;
	/** Stores the refused bytes, truncated to a bound, with the reason. The oldest are dropped. */
	setAside(row: Omit<SetAsideRow, "count">): Promise<void>;
	setAsides(terminal: string): Promise<SetAsideRow[]>;
	counters(): Promise<Record<string, number>>;
}

/** Reads of documents. */
export interface DocumentStore {
	/**
	 * The highest numbers that a terminal has used, for all series, including those of foreign writers. A replacement
	 * board continues from them. Numbers above hostLimits.numberMax are ignored.
	 */
	lastNumbers(terminal: string): Promise<UsedNumbers>;
	totals(): Promise<Sums>;
	/**
	 * Documents in the order of the state hash: terminal, series, number, content. Returns at most `limit` of those
	 * after `after`; `next` is the position for the next call, undefined at the end.
	 */
	states(after: StatePosition | undefined, limit: number): Promise<StatePage>;
}

export interface StatePosition {
	readonly state: DocumentState;
	/** Distinguish documents with the same number and content. */
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
	/** The signed message to the terminal. */
	readonly sealed: Uint8Array;
	readonly answeredMs: number;
}

export interface UnsettledPayment extends Payment {
	readonly terminal: string;
	readonly answer: Pick<AnswerRow, "outcome" | "reference" | "answeredMs"> | undefined;
}

/** Payment attempts, which a ledger folds from records, and the operators' answers, which are entries of the log. */
export interface PaymentStore {
	/** `origin` is the place of the payment's first record. */
	find(terminal: string, origin: Place): Promise<Payment | undefined>;
	/** Oldest first. Of more than hostLimits.unsettledShownMax the terminals take turns, each with its oldest. */
	unsettled(): Promise<UnsettledPayment[]>;
	answer(terminal: string, origin: Place): Promise<AnswerRow | undefined>;
	/** Returns false if the payment already has an answer. */
	addAnswer(terminal: string, origin: Place, answer: AnswerRow): Promise<boolean>;
	/** Payments of sales that a reader took without the bank and nothing has confirmed since, oldest first, bounded. */
	unconfirmed(): Promise<UnconfirmedTender[]>;
	/** Whether it is one of them. */
	isUnconfirmed(terminal: string, origin: Place): Promise<boolean>;
	/** Sealed answers to payments that are not settled and for which the terminal has recorded no final outcome. */
	pendingAnswers(terminal: string): Promise<Uint8Array[]>;
}

export interface SettingStore {
	/** The merchant that owns the data folder; undefined for a new folder. */
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
	readonly rights: RightStore;
	readonly settings: SettingStore;
	/** Why the store cannot be relied on at present; undefined while it works. */
	trouble(): StoreFault | undefined;
	/** Completes calls in progress first. Idempotent. */
	close(): Promise<void>;
}

/** The synchronous form of a store part, as an engine implements it. */
export type Synchronous<Part> = {
	[Name in keyof Part]: Part[Name] extends (...values: infer Values) => Promise<infer Result>
		? (...values: Values) => Result
		: never;
};

/** All parts of a store in synchronous form. */
export type SynchronousStore = { readonly [Name in keyof Omit<Store, "trouble" | "close">]: Synchronous<Store[Name]> };
export type StorePart = keyof SynchronousStore;
export const storeParts: readonly StorePart[] = [
	...(["terminals", "chains", "enrolments", "catalogs", "firmware", "notices"] as const),
	...(["ledgers", "documents", "payments", "reports", "rights", "settings"] as const),
];
