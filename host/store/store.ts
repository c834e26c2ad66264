// What the host keeps, as an interface: ingest, ledger, payments, control and web know nothing else of the database. A
// store is of one merchant, who stands in each of its rows. All calls are synchronous and, but for reports, are made
// inside `transaction`. Folders beside this file hold one implementation each.
import type { UsedNumbers } from "../../firmware/wire/enrolment.js";
import type { Place } from "../../firmware/wire/record.js";
import type { CatalogRows } from "../control/catalog.js";
import type { DocumentState, LedgerEntry, Sums } from "../ledger/entry.js";
import type { Payment } from "../payments/payment.js";
import type { LedgerReports } from "./reports.js";

export interface TerminalRow {
	readonly terminal: string;
	readonly name: string;
	/** What its topics begin with; empty before it was first enrolled. */
	readonly topicRoot: string;
	/** The latest epoch granted or opened; 0 before the first. */
	readonly epoch: number;
	/** SHA-256 of the MQTT password (192 random bits: no slow hash is needed); undefined before enrolment. */
	readonly passwordHash: Uint8Array | undefined;
	readonly createdMs: number;
	readonly lastSeenMs: number;
}

export type EpochStatus = "committed" | "quarantined";

/** One chain of a terminal. */
export interface EpochRow {
	readonly terminal: string;
	readonly epoch: number;
	readonly publicKey: Uint8Array;
	/** Last sequence committed on the first branch; 0 for none. */
	readonly committed: number;
	/** Head at `committed`. */
	readonly head: Uint8Array;
	readonly status: EpochStatus;
}

/**
 * A second chain under sequences already used (invariant 3). It shares the first branch's records below `forkSequence`.
 */
export interface BranchRow {
	readonly id: number;
	readonly terminal: string;
	readonly epoch: number;
	readonly forkSequence: number;
	readonly committed: number;
	readonly head: Uint8Array;
	/** What its documents add to takings, and the currency that was told last. */
	readonly grossMinor: number;
	readonly currency: string;
	readonly createdMs: number;
}

/** A record as it was signed. */
export interface LinkRow {
	readonly sequence: number;
	/** The record's kind, known or not; −1 where not even the prefix can be read. */
	readonly kind: number;
	readonly payload: Uint8Array;
	readonly head: Uint8Array;
}

export interface RecordRow extends LinkRow {
	/**
	 * The business day (days since 1970-01-01, local) and the local hour it was booked under. No later setting moves
	 * them.
	 */
	readonly day: number;
	readonly hour: number;
	readonly receivedMs: number;
}

export interface CheckpointRow {
	readonly sequence: number;
	readonly signature: Uint8Array;
	readonly publicKey: Uint8Array;
}

/** Chains: records with their exact bytes, heads, signed checkpoints, branches. */
export interface ChainStore {
	epoch(terminal: string, epoch: number): EpochRow | undefined;
	epochs(terminal: string): EpochRow[];
	addEpoch(row: EpochRow): void;
	advance(terminal: string, epoch: number, committed: number, head: Uint8Array): void;
	quarantine(terminal: string, epoch: number): void;
	addRecord(terminal: string, epoch: number, record: RecordRow): void;
	addCheckpoint(terminal: string, epoch: number, checkpoint: CheckpointRow): void;
	/** The head after `sequence`; undefined when it is not held. */
	headAt(terminal: string, epoch: number, sequence: number): Uint8Array | undefined;
	record(terminal: string, epoch: number, sequence: number): RecordRow | undefined;
	/** At most `limit` records from `firstSequence` on. */
	records(terminal: string, epoch: number, firstSequence: number, limit: number): RecordRow[];
	/** The latest catalogApplied record of any epoch. */
	lastCatalogApplied(terminal: string): { readonly epoch: number; readonly payload: Uint8Array } | undefined;
	/** The last record before `sequence` that tells the nonce of a boot: booted, shift opened, closed, snapshot. */
	bootBefore(terminal: string, epoch: number, sequence: number): RecordRow | undefined;
	/** The first checkpoint at or after `sequence`. */
	checkpointAfter(terminal: string, epoch: number, sequence: number): CheckpointRow | undefined;

	branches(terminal: string, epoch: number): BranchRow[];
	addBranch(row: Omit<BranchRow, "id">): number;
	advanceBranch(row: Pick<BranchRow, "id" | "committed" | "head" | "grossMinor" | "currency">): void;
	addBranchRecord(id: number, record: LinkRow, signature: Uint8Array | undefined): void;
	/** Copies one branch's records below `sequence` to another. */
	copyBranch(fromId: number, toId: number, sequence: number): void;
	branchHeadAt(id: number, sequence: number): Uint8Array | undefined;
}

export interface TerminalStore {
	find(terminal: string): TerminalRow | undefined;
	all(): TerminalRow[];
	/** Adds or renames. */
	put(terminal: string, name: string, createdMs: number): void;
	/**
	 * Gives it the next number, of all merchants' terminals, and the topics of that number; what was given stays.
	 * Returns the root.
	 */
	grantTopics(terminal: string): string;
	setEpoch(terminal: string, epoch: number): void;
	setPassword(terminal: string, passwordHash: Uint8Array | undefined): void;
	seen(terminal: string, ms: number): void;
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
	add(row: Omit<EnrolmentRow, "grantedKey" | "grantedEpoch">): void;
	find(codeId: string): EnrolmentRow | undefined;
	count(): number;
	countTry(codeId: string): void;
	grant(codeId: string, key: Uint8Array, epoch: number): void;
	/** Removes codes, and with them their secrets, that expired before `nowMs`. */
	expire(nowMs: number): void;
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
	all(): FirmwareRow[];
	/** The newest version first. */
	of(board: string): FirmwareRow[];
	add(row: FirmwareRow): void;
	withdraw(board: string, version: number, manifest: Uint8Array): void;
	remove(board: string, version: number): void;
}

/** What an alarm says; code, terminal and detail tell it from others. */
export interface AlarmNotice {
	readonly code: string;
	readonly terminal: string;
	readonly detail: string;
	/** Money at risk in minor units of `currency`, which is empty where there is none or it is not known. */
	readonly amountMinor: number;
	readonly currency: string;
}

export interface AlarmRow extends AlarmNotice {
	readonly id: number;
	readonly createdMs: number;
	/** How often it happened. */
	readonly count: number;
}

export interface SetAsideRow {
	readonly terminal: string;
	readonly code: string;
	readonly detail: string;
	readonly payload: Uint8Array;
	readonly receivedMs: number;
	readonly count: number;
}

/** What needs somebody, and what was refused. */
export interface NoticeStore {
	/** Something has happened, once more where it had before. */
	raise(alarm: AlarmNotice, nowMs: number): void;
	/** Something is so: said again it counts once, with the present amount. True where it was not so before. */
	hold(alarm: AlarmNotice, nowMs: number): boolean;
	/** It is so no more. */
	settle(code: string, terminal: string, detail: string): void;
	alarms(): AlarmRow[];
	/** The details under which one code is raised for a terminal. */
	details(code: string, terminal: string): string[];
	/** Keeps the bytes (cut to a bound, the oldest dropped) with the reason. */
	setAside(row: Omit<SetAsideRow, "count">): void;
	setAsides(terminal: string): SetAsideRow[];
	/** Counters that outlive the process. */
	count(name: string, by: number): void;
	counters(): Record<string, number>;
}

/** The documents that share a number. */
export interface SharedNumber {
	readonly documents: number;
	/** The largest of their totals, without its sign, and the currency of one of them. */
	readonly largestMinor: number;
	readonly currency: string;
}

export interface LedgerStore {
	/** Projects one record's entry; the caller sees to it that each record is projected once. */
	apply(terminal: string, epoch: number, sequence: number, entry: LedgerEntry): void;
	sharedNumber(terminal: string, series: number, number: number): SharedNumber;
	/**
	 * The highest numbers a terminal has used, of all series, whoever wrote them: where a replacement goes on. Those
	 * above hostLimits.numberMax are left out.
	 */
	lastNumbers(terminal: string): UsedNumbers;
	totals(): Sums;
	/** In the order the state hash is taken: terminal, series, number, content. */
	states(): Iterable<DocumentState>;
	/** Forgets every projection, to fold the records again. */
	clear(): void;
}

/** A record that says something of a payment attempt that is not here (yet). */
export interface OrphanRow {
	readonly by: Place;
	/** The attempt that it names. */
	readonly attempt: Place;
}

/** An operator's word on a payment. */
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

/** Payment attempts, folded from records; and the operator's answers, which are not. */
export interface PaymentStore {
	/** By the place of its first record. */
	find(terminal: string, origin: Place): Payment | undefined;
	/** The first record of the attempt that was carried to `place`. */
	originOf(terminal: string, place: Place): Place | undefined;
	put(terminal: string, payment: Payment): void;
	carry(terminal: string, place: Place, origin: Place): void;
	/** Of one terminal, or of all; oldest first. */
	unsettled(terminal: string | undefined): UnsettledPayment[];
	addOrphan(terminal: string, orphan: OrphanRow): void;
	orphans(terminal: string): OrphanRow[];
	removeOrphan(terminal: string, orphan: OrphanRow): void;
	answer(terminal: string, origin: Place): AnswerRow | undefined;
	addAnswer(terminal: string, origin: Place, answer: AnswerRow): void;
	/** Sealed answers to payments that are not settled and of which the terminal has noted no final outcome. */
	pendingAnswers(terminal: string): Uint8Array[];
	/** Forgets what was folded, and no answer. */
	clear(): void;
}

export interface Store {
	readonly terminals: TerminalStore;
	readonly chains: ChainStore;
	readonly enrolments: EnrolmentStore;
	readonly catalogs: CatalogRows;
	readonly firmware: FirmwareStore;
	readonly notices: NoticeStore;
	readonly ledger: LedgerStore;
	readonly payments: PaymentStore;
	readonly reports: LedgerReports;
	/** Whose data folder this is; undefined for a new one. */
	owner(): string | undefined;
	setting(key: string): string | undefined;
	setSetting(key: string, value: string): void;
	/** All or nothing, durable on return. */
	transaction<T>(work: () => T): T;
	close(): void;
}
