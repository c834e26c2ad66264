// Chains in SQLite: epochs, records with their exact bytes and heads, checkpoints, branches.
import type { Database, Statement } from "better-sqlite3";
import type { BranchRow, CheckpointRow, ChainStore, EpochRow, RecordRow } from "../store.js";

const epochColumns = "terminal, epoch, public_key AS publicKey, committed, head, status";
const branchColumns =
	"id, terminal, epoch, fork_sequence AS forkSequence, committed, head, gross_minor AS grossMinor, created_ms AS createdMs";

export class SqliteChains implements ChainStore {
	readonly #epoch: Statement<[string, number], EpochRow>;
	readonly #epochs: Statement<[string], EpochRow>;
	readonly #addEpoch: Statement<[string, number, Uint8Array, number, Uint8Array, string]>;
	readonly #advance: Statement<[number, Uint8Array, string, number]>;
	readonly #quarantine: Statement<[string, number]>;
	readonly #addRecord: Statement<[string, number, number, number, Uint8Array, Uint8Array, number]>;
	readonly #addCheckpoint: Statement<[string, number, number, Uint8Array, Uint8Array]>;
	readonly #headAt: Statement<[string, number, number], { head: Uint8Array }>;
	readonly #record: Statement<[string, number, number], RecordRow & { receivedMs: number }>;
	readonly #lastCatalogApplied: Statement<[string], { payload: Uint8Array }>;
	readonly #records: Statement<[string, number], RecordRow & { receivedMs: number }>;
	readonly #checkpointAfter: Statement<[string, number, number], CheckpointRow>;
	readonly #checkpoints: Statement<[string, number], CheckpointRow>;
	readonly #branches: Statement<[string, number], BranchRow>;
	readonly #addBranch: Statement<[string, number, number, number, Uint8Array, number, number]>;
	readonly #advanceBranch: Statement<[number, Uint8Array, number, number]>;
	readonly #addBranchRecord: Statement<[number, number, number, Uint8Array, Uint8Array, Uint8Array | null]>;
	readonly #copyBranch: Statement<[number, number, number]>;
	readonly #branchHeadAt: Statement<[number, number], { head: Uint8Array }>;

	constructor(database: Database) {
		const recordColumns = "sequence, kind, payload, head, received_ms AS receivedMs";
		this.#epoch = database.prepare(`SELECT ${epochColumns} FROM epochs WHERE terminal = ? AND epoch = ?`);
		this.#epochs = database.prepare(`SELECT ${epochColumns} FROM epochs WHERE terminal = ? ORDER BY epoch`);
		this.#addEpoch = database.prepare("INSERT INTO epochs VALUES (?, ?, ?, ?, ?, ?)");
		this.#advance = database.prepare("UPDATE epochs SET committed = ?, head = ? WHERE terminal = ? AND epoch = ?");
		this.#quarantine = database.prepare("UPDATE epochs SET status = 'quarantined' WHERE terminal = ? AND epoch = ?");
		this.#addRecord = database.prepare("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)");
		this.#addCheckpoint = database.prepare("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?)");
		this.#headAt = database.prepare("SELECT head FROM records WHERE terminal = ? AND epoch = ? AND sequence = ?");
		this.#record = database.prepare(`SELECT ${recordColumns} FROM records WHERE terminal = ? AND epoch = ? AND sequence = ?`);
		this.#lastCatalogApplied = database.prepare(
			"SELECT payload FROM records WHERE terminal = ? AND kind = 4 ORDER BY epoch DESC, sequence DESC LIMIT 1",
		);
		this.#records = database.prepare(`SELECT ${recordColumns} FROM records WHERE terminal = ? AND epoch = ? ORDER BY sequence`);
		const checkpointColumns = "SELECT sequence, signature, public_key AS publicKey FROM checkpoints WHERE terminal = ? AND epoch = ?";
		this.#checkpointAfter = database.prepare(`${checkpointColumns} AND sequence >= ? ORDER BY sequence LIMIT 1`);
		this.#checkpoints = database.prepare(`${checkpointColumns} ORDER BY sequence`);
		this.#branches = database.prepare(`SELECT ${branchColumns} FROM branches WHERE terminal = ? AND epoch = ? ORDER BY id DESC`);
		this.#addBranch = database.prepare(
			"INSERT INTO branches (terminal, epoch, fork_sequence, committed, head, gross_minor, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
		);
		this.#advanceBranch = database.prepare("UPDATE branches SET committed = ?, head = ?, gross_minor = ? WHERE id = ?");
		this.#addBranchRecord = database.prepare("INSERT INTO branch_records VALUES (?, ?, ?, ?, ?, ?)");
		this.#copyBranch = database.prepare(
			`INSERT INTO branch_records SELECT ?, sequence, kind, payload, head, signature FROM branch_records WHERE branch = ? AND sequence < ?`,
		);
		this.#branchHeadAt = database.prepare("SELECT head FROM branch_records WHERE branch = ? AND sequence = ?");
	}

	epoch(terminal: string, epoch: number): EpochRow | undefined {
		return this.#epoch.get(terminal, epoch);
	}

	epochs(terminal: string): EpochRow[] {
		return this.#epochs.all(terminal);
	}

	addEpoch(row: EpochRow): void {
		this.#addEpoch.run(row.terminal, row.epoch, row.publicKey, row.committed, row.head, row.status);
	}

	advance(terminal: string, epoch: number, committed: number, head: Uint8Array): void {
		this.#advance.run(committed, head, terminal, epoch);
	}

	quarantine(terminal: string, epoch: number): void {
		this.#quarantine.run(terminal, epoch);
	}

	addRecord(terminal: string, epoch: number, record: RecordRow, receivedMs: number): void {
		this.#addRecord.run(terminal, epoch, record.sequence, record.kind, record.payload, record.head, receivedMs);
	}

	addCheckpoint(terminal: string, epoch: number, checkpoint: CheckpointRow): void {
		this.#addCheckpoint.run(terminal, epoch, checkpoint.sequence, checkpoint.signature, checkpoint.publicKey);
	}

	headAt(terminal: string, epoch: number, sequence: number): Uint8Array | undefined {
		return this.#headAt.get(terminal, epoch, sequence)?.head;
	}

	record(terminal: string, epoch: number, sequence: number): (RecordRow & { readonly receivedMs: number }) | undefined {
		return this.#record.get(terminal, epoch, sequence);
	}

	checkpointAfter(terminal: string, epoch: number, sequence: number): CheckpointRow | undefined {
		return this.#checkpointAfter.get(terminal, epoch, sequence);
	}

	lastCatalogApplied(terminal: string): Uint8Array | undefined {
		return this.#lastCatalogApplied.get(terminal)?.payload;
	}

	records(terminal: string, epoch: number): Iterable<RecordRow & { readonly receivedMs: number }> {
		return this.#records.iterate(terminal, epoch);
	}

	checkpoints(terminal: string, epoch: number): Iterable<CheckpointRow> {
		return this.#checkpoints.iterate(terminal, epoch);
	}

	branches(terminal: string, epoch: number): BranchRow[] {
		return this.#branches.all(terminal, epoch);
	}

	addBranch(row: Omit<BranchRow, "id">): number {
		const { terminal, epoch, forkSequence, committed, head, grossMinor, createdMs } = row;
		return Number(this.#addBranch.run(terminal, epoch, forkSequence, committed, head, grossMinor, createdMs).lastInsertRowid);
	}

	advanceBranch(id: number, committed: number, head: Uint8Array, grossMinor: number): void {
		this.#advanceBranch.run(committed, head, grossMinor, id);
	}

	addBranchRecord(id: number, record: RecordRow, signature: Uint8Array | undefined): void {
		this.#addBranchRecord.run(id, record.sequence, record.kind, record.payload, record.head, signature ?? null);
	}

	copyBranch(fromId: number, toId: number, sequence: number): void {
		this.#copyBranch.run(toId, fromId, sequence);
	}

	branchHeadAt(id: number, sequence: number): Uint8Array | undefined {
		return this.#branchHeadAt.get(id, sequence)?.head;
	}
}
