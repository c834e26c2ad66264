// What the host keeps, as an interface: ingest, ledger, control and web know nothing else of the database. All calls are synchronous and, but for
// reports, are made inside `transaction`. Folders beside this file hold one implementation each.
import type { ShiftNumbers } from "../../firmware/wire/record.js";
import type { LedgerEntry, LedgerTotals, ReceiptState } from "../ledger/entry.js";
import type { LedgerReports } from "./reports.js";

export interface TerminalRow {
	readonly terminal: string;
	readonly name: string;
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

/** A second chain under sequences already used (invariant 3). It shares the first branch's records below `forkSequence`. */
export interface BranchRow {
	readonly id: number;
	readonly terminal: string;
	readonly epoch: number;
	readonly forkSequence: number;
	readonly committed: number;
	readonly head: Uint8Array;
	readonly grossMinor: number;
	readonly createdMs: number;
}

export interface RecordRow {
	readonly sequence: number;
	/** The record's kind; −1 where the bytes could not be read. */
	readonly kind: number;
	readonly payload: Uint8Array;
	readonly head: Uint8Array;
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
	addRecord(terminal: string, epoch: number, record: RecordRow, receivedMs: number): void;
	addCheckpoint(terminal: string, epoch: number, checkpoint: CheckpointRow): void;
	/** The head after `sequence`; undefined when it is not held. */
	headAt(terminal: string, epoch: number, sequence: number): Uint8Array | undefined;
	record(terminal: string, epoch: number, sequence: number): (RecordRow & { readonly receivedMs: number }) | undefined;
	/** The latest catalogApplied record of any epoch. */
	lastCatalogApplied(terminal: string): Uint8Array | undefined;
	/** The first checkpoint at or after `sequence`. */
	checkpointAfter(terminal: string, epoch: number, sequence: number): CheckpointRow | undefined;
	records(terminal: string, epoch: number): Iterable<RecordRow & { readonly receivedMs: number }>;
	checkpoints(terminal: string, epoch: number): Iterable<CheckpointRow>;

	branches(terminal: string, epoch: number): BranchRow[];
	addBranch(row: Omit<BranchRow, "id">): number;
	advanceBranch(id: number, committed: number, head: Uint8Array, grossMinor: number): void;
	addBranchRecord(id: number, record: RecordRow, signature: Uint8Array | undefined): void;
	/** Copies one branch's records below `sequence` to another. */
	copyBranch(fromId: number, toId: number, sequence: number): void;
	branchHeadAt(id: number, sequence: number): Uint8Array | undefined;
}

export interface TerminalStore {
	find(terminal: string): TerminalRow | undefined;
	all(): TerminalRow[];
	/** Adds or renames. */
	put(terminal: string, name: string, createdMs: number): void;
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

export interface CatalogRow {
	readonly version: number;
	readonly digest: Uint8Array;
	readonly image: Uint8Array;
	readonly manifest: Uint8Array;
	/** The items as they were imported, normalised. */
	readonly csv: string;
	readonly createdMs: number;
}

export interface CatalogStore {
	latest(): CatalogRow | undefined;
	byDigest(digest: Uint8Array): CatalogRow | undefined;
	/** Keeps the newest versions only. */
	add(row: CatalogRow): void;
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

export interface AlarmRow {
	readonly id: number;
	readonly code: string;
	readonly terminal: string;
	readonly detail: string;
	/** Money at risk in minor units. */
	readonly amountMinor: number;
	readonly createdMs: number;
	/** How often it was raised with the same code, terminal and detail. */
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
	raise(alarm: Pick<AlarmRow, "code" | "terminal" | "detail" | "amountMinor">, nowMs: number): void;
	alarms(): AlarmRow[];
	/** Keeps the bytes (cut to a bound, the oldest dropped) with the reason. */
	setAside(row: Omit<SetAsideRow, "count">): void;
	setAsides(terminal: string): SetAsideRow[];
	/** Counters that outlive the process. */
	count(name: string, by: number): void;
	counters(): Record<string, number>;
}

export interface LedgerStore {
	/** Projects one record's entry; the caller sees to it that each record is projected once. */
	apply(terminal: string, epoch: number, sequence: number, entry: LedgerEntry): void;
	hasReceipt(terminal: string, receiptNumber: number): boolean;
	/** The highest numbers a terminal has used: where a replacement goes on. */
	lastNumbers(terminal: string): ShiftNumbers;
	totals(): LedgerTotals;
	/** In the order the state hash is taken: terminal, receipt number, content. */
	receiptStates(): Iterable<ReceiptState>;
	/** Forgets every projection, to fold the records again. */
	clear(): void;
}

export interface Store {
	readonly terminals: TerminalStore;
	readonly chains: ChainStore;
	readonly enrolments: EnrolmentStore;
	readonly catalogs: CatalogStore;
	readonly firmware: FirmwareStore;
	readonly notices: NoticeStore;
	readonly ledger: LedgerStore;
	readonly reports: LedgerReports;
	setting(key: string): string | undefined;
	setSetting(key: string, value: string): void;
	/** All or nothing, durable on return. */
	transaction<T>(work: () => T): T;
	close(): void;
}
