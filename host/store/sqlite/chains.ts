// Chains in SQLite: epochs, records with their exact bytes and heads, checkpoints, branches.
import type { Database, Statement } from "better-sqlite3";
import type { BranchRow, CheckpointRow, ChainStore, EpochRow, LinkRow, RecordRow } from "../store.js";
import { places, type Values } from "./sql.js";

const epochColumns = "terminal, epoch, public_key AS publicKey, committed, head, status";
const recordColumns = "sequence, kind, day, hour, payload, head, received_ms AS receivedMs";
const branchColumns = `id, terminal, epoch, fork_sequence AS forkSequence, committed, head, gross_minor AS grossMinor, currency,
	created_ms AS createdMs`;
const ofEpoch = "WHERE merchant = ? AND terminal = ? AND epoch = ?";

export class SqliteChains implements ChainStore {
	readonly #merchant: string;
	readonly #epoch: Statement<Values, EpochRow>;
	readonly #epochs: Statement<Values, EpochRow>;
	readonly #addEpoch: Statement<Values>;
	readonly #advance: Statement<Values>;
	readonly #quarantine: Statement<Values>;
	readonly #addRecord: Statement<Values>;
	readonly #addCheckpoint: Statement<Values>;
	readonly #headAt: Statement<Values, { head: Uint8Array }>;
	readonly #record: Statement<Values, RecordRow>;
	readonly #records: Statement<Values, RecordRow>;
	readonly #lastCatalogApplied: Statement<Values, { epoch: number; payload: Uint8Array }>;
	readonly #bootBefore: Statement<Values, RecordRow>;
	readonly #checkpointAfter: Statement<Values, CheckpointRow>;
	readonly #branches: Statement<Values, BranchRow>;
	readonly #addBranch: Statement<Values>;
	readonly #advanceBranch: Statement<Values>;
	readonly #addBranchRecord: Statement<Values>;
	readonly #copyBranch: Statement<Values>;
	readonly #branchHeadAt: Statement<Values, { head: Uint8Array }>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#epoch = database.prepare(`SELECT ${epochColumns} FROM epochs ${ofEpoch}`);
		this.#epochs = database.prepare(
			`SELECT ${epochColumns} FROM epochs WHERE merchant = ? AND terminal = ? ORDER BY epoch`,
		);
		this.#addEpoch = database.prepare(`INSERT INTO epochs VALUES (${places(7)})`);
		this.#advance = database.prepare(`UPDATE epochs SET committed = ?, head = ? ${ofEpoch}`);
		this.#quarantine = database.prepare(`UPDATE epochs SET status = 'quarantined' ${ofEpoch}`);
		this.#addRecord = database.prepare(`INSERT INTO records VALUES (${places(10)})`);
		this.#addCheckpoint = database.prepare(`INSERT INTO checkpoints VALUES (${places(6)})`);
		this.#headAt = database.prepare(`SELECT head FROM records ${ofEpoch} AND sequence = ?`);
		this.#record = database.prepare(`SELECT ${recordColumns} FROM records ${ofEpoch} AND sequence = ?`);
		this.#records = database.prepare(
			`SELECT ${recordColumns} FROM records ${ofEpoch} AND sequence >= ? ORDER BY sequence LIMIT ?`,
		);
		this.#lastCatalogApplied = database.prepare(
			`SELECT epoch, payload FROM records WHERE merchant = ? AND terminal = ? AND kind = 4 ORDER BY epoch DESC, sequence DESC LIMIT 1`,
		);
		this.#bootBefore = database.prepare(
			`SELECT ${recordColumns} FROM records ${ofEpoch} AND sequence < ? AND kind IN (2, 5, 6, 7) ORDER BY sequence DESC LIMIT 1`,
		);
		this.#checkpointAfter = database.prepare(
			`SELECT sequence, signature, public_key AS publicKey FROM checkpoints ${ofEpoch} AND sequence >= ? ORDER BY sequence LIMIT 1`,
		);
		this.#branches = database.prepare(`SELECT ${branchColumns} FROM branches ${ofEpoch} ORDER BY id DESC`);
		this.#addBranch = database.prepare(
			`INSERT INTO branches (merchant, terminal, epoch, fork_sequence, committed, head, gross_minor, currency, created_ms)
			VALUES (${places(9)})`,
		);
		this.#advanceBranch = database.prepare(
			"UPDATE branches SET committed = ?, head = ?, gross_minor = ?, currency = ? WHERE merchant = ? AND id = ?",
		);
		this.#addBranchRecord = database.prepare(`INSERT INTO branch_records VALUES (${places(7)})`);
		this.#copyBranch = database.prepare(
			`INSERT INTO branch_records SELECT merchant, ?, sequence, kind, payload, head, signature FROM branch_records
			WHERE merchant = ? AND branch = ? AND sequence < ?`,
		);
		this.#branchHeadAt = database.prepare(
			"SELECT head FROM branch_records WHERE merchant = ? AND branch = ? AND sequence = ?",
		);
	}

	epoch(terminal: string, epoch: number): EpochRow | undefined {
		return this.#epoch.get(this.#merchant, terminal, epoch);
	}

	epochs(terminal: string): EpochRow[] {
		return this.#epochs.all(this.#merchant, terminal);
	}

	addEpoch(row: EpochRow): void {
		this.#addEpoch.run(this.#merchant, row.terminal, row.epoch, row.publicKey, row.committed, row.head, row.status);
	}

	advance(terminal: string, epoch: number, committed: number, head: Uint8Array): void {
		this.#advance.run(committed, head, this.#merchant, terminal, epoch);
	}

	quarantine(terminal: string, epoch: number): void {
		this.#quarantine.run(this.#merchant, terminal, epoch);
	}

	addRecord(terminal: string, epoch: number, record: RecordRow): void {
		const { sequence, kind, day, hour, payload, head, receivedMs } = record;
		this.#addRecord.run(this.#merchant, terminal, epoch, sequence, kind, day, hour, payload, head, receivedMs);
	}

	addCheckpoint(terminal: string, epoch: number, checkpoint: CheckpointRow): void {
		this.#addCheckpoint.run(
			this.#merchant,
			terminal,
			epoch,
			checkpoint.sequence,
			checkpoint.signature,
			checkpoint.publicKey,
		);
	}

	headAt(terminal: string, epoch: number, sequence: number): Uint8Array | undefined {
		return this.#headAt.get(this.#merchant, terminal, epoch, sequence)?.head;
	}

	record(terminal: string, epoch: number, sequence: number): RecordRow | undefined {
		return this.#record.get(this.#merchant, terminal, epoch, sequence);
	}

	records(terminal: string, epoch: number, firstSequence: number, limit: number): RecordRow[] {
		return this.#records.all(this.#merchant, terminal, epoch, firstSequence, limit);
	}

	lastCatalogApplied(terminal: string): { readonly epoch: number; readonly payload: Uint8Array } | undefined {
		return this.#lastCatalogApplied.get(this.#merchant, terminal);
	}

	bootBefore(terminal: string, epoch: number, sequence: number): RecordRow | undefined {
		return this.#bootBefore.get(this.#merchant, terminal, epoch, sequence);
	}

	checkpointAfter(terminal: string, epoch: number, sequence: number): CheckpointRow | undefined {
		return this.#checkpointAfter.get(this.#merchant, terminal, epoch, sequence);
	}

	branches(terminal: string, epoch: number): BranchRow[] {
		return this.#branches.all(this.#merchant, terminal, epoch);
	}

	addBranch(row: Omit<BranchRow, "id">): number {
		const { terminal, epoch, forkSequence, committed, head, grossMinor, currency, createdMs } = row;
		const values = [terminal, epoch, forkSequence, committed, head, grossMinor, currency, createdMs];
		return Number(this.#addBranch.run(this.#merchant, ...values).lastInsertRowid);
	}

	advanceBranch({
		id,
		committed,
		head,
		grossMinor,
		currency,
	}: Pick<BranchRow, "id" | "committed" | "head" | "grossMinor" | "currency">): void {
		this.#advanceBranch.run(committed, head, grossMinor, currency, this.#merchant, id);
	}

	addBranchRecord(id: number, record: LinkRow, signature: Uint8Array | undefined): void {
		this.#addBranchRecord.run(
			this.#merchant,
			id,
			record.sequence,
			record.kind,
			record.payload,
			record.head,
			signature ?? null,
		);
	}

	copyBranch(fromId: number, toId: number, sequence: number): void {
		this.#copyBranch.run(toId, this.#merchant, fromId, sequence);
	}

	branchHeadAt(id: number, sequence: number): Uint8Array | undefined {
		return this.#branchHeadAt.get(this.#merchant, id, sequence)?.head;
	}
}
