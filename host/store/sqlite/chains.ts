// Reads of chains in SQLite: epochs, records with their exact bytes and heads, checkpoints, branches.
import type { Database, Statement } from "better-sqlite3";
import type {
	BranchRow,
	BranchView,
	ChainStore,
	ChainView,
	CheckpointRow,
	EpochRow,
	HeadRow,
	ReceivedTime,
	RecordRow,
	Synchronous,
	ViewRequest,
} from "../store.js";
import type { CommitPlan, CommitResult } from "../plan.js";
import type { SqliteLog } from "./log.js";
import type { Values } from "./sql.js";
import type { SqliteTerminals } from "./terminals.js";

const epochColumns = "terminal, epoch, public_key AS publicKey, committed, head, status";
const recordColumns = "sequence, kind, day, hour, payload, head, received_ms AS receivedMs";
const branchColumns = `id, terminal, epoch, fork_sequence AS forkSequence, committed, head,
	gross_minor AS grossMinor, currency, created_ms AS createdMs`;
const ofEpoch = "WHERE merchant = ? AND terminal = ? AND epoch = ?";

export class SqliteChains implements Synchronous<ChainStore> {
	readonly #merchant: string;
	readonly #log: SqliteLog;
	readonly #terminals: SqliteTerminals;
	readonly #setReceived: (times: readonly ReceivedTime[]) => void;
	readonly #epoch: Statement<Values, EpochRow>;
	readonly #epochs: Statement<Values, EpochRow>;
	readonly #epochsOfKey: Statement<Values, { count: number }>;
	readonly #heads: Statement<Values, HeadRow>;
	readonly #headAt: Statement<Values, { head: Uint8Array }>;
	readonly #record: Statement<Values, RecordRow>;
	readonly #records: Statement<Values, RecordRow>;
	readonly #lastCatalogApplied: Statement<Values, { epoch: number; payload: Uint8Array }>;
	readonly #bootBefore: Statement<Values, RecordRow>;
	readonly #checkpointAfter: Statement<Values, CheckpointRow>;
	readonly #branches: Statement<Values, BranchRow>;
	readonly #branchHeads: Statement<Values, HeadRow>;

	constructor(database: Database, merchant: string, log: SqliteLog, terminals: SqliteTerminals) {
		this.#merchant = merchant;
		this.#log = log;
		this.#terminals = terminals;
		const setReceived = database.prepare<Values>(
			`UPDATE records SET received_ms = ?, day = ?, hour = ? ${ofEpoch} AND sequence = ?`,
		);
		this.#setReceived = database.transaction((times: readonly ReceivedTime[]) => {
			for (const { terminal, epoch, sequence, receivedMs, day, hour } of times)
				setReceived.run(receivedMs, day, hour, merchant, terminal, epoch, sequence);
		}).immediate;
		this.#epoch = database.prepare(`SELECT ${epochColumns} FROM epochs ${ofEpoch}`);
		this.#epochs = database.prepare(
			`SELECT ${epochColumns} FROM epochs WHERE merchant = ? AND terminal = ? ORDER BY epoch DESC LIMIT ?`,
		);
		this.#epochsOfKey = database.prepare(
			"SELECT count(*) AS count FROM epochs WHERE merchant = ? AND terminal = ? AND public_key = ?",
		);
		this.#heads = database.prepare(
			`SELECT sequence, head FROM records ${ofEpoch} AND sequence BETWEEN ? AND ? ORDER BY sequence`,
		);
		this.#headAt = database.prepare(`SELECT head FROM records ${ofEpoch} AND sequence = ?`);
		this.#record = database.prepare(`SELECT ${recordColumns} FROM records ${ofEpoch} AND sequence = ?`);
		this.#records = database.prepare(
			`SELECT ${recordColumns} FROM records ${ofEpoch} AND sequence >= ? ORDER BY sequence LIMIT ?`,
		);
		this.#lastCatalogApplied = database.prepare(
			`SELECT epoch, payload FROM records WHERE merchant = ? AND terminal = ? AND kind = 4
			ORDER BY epoch DESC, sequence DESC LIMIT 1`,
		);
		this.#bootBefore = database.prepare(
			`SELECT ${recordColumns} FROM records ${ofEpoch} AND sequence < ? AND kind IN (2, 5, 6, 7)
			ORDER BY sequence DESC LIMIT 1`,
		);
		this.#checkpointAfter = database.prepare(
			`SELECT sequence, signature, public_key AS publicKey FROM checkpoints ${ofEpoch} AND sequence >= ?
			ORDER BY sequence LIMIT 1`,
		);
		this.#branches = database.prepare(`SELECT ${branchColumns} FROM branches ${ofEpoch} ORDER BY id DESC`);
		this.#branchHeads = database.prepare(
			`SELECT sequence, head FROM branch_records
			WHERE merchant = ? AND branch = ? AND sequence BETWEEN ? AND ? ORDER BY sequence`,
		);
	}

	setReceived(times: readonly ReceivedTime[]): void {
		this.#setReceived(times);
	}

	commit(plan: CommitPlan): CommitResult {
		return this.#log.commit(plan);
	}

	views(requests: readonly ViewRequest[]): ChainView[] {
		return requests.map((request) => this.view(request));
	}

	epoch(terminal: string, epoch: number): EpochRow | undefined {
		return this.#epoch.get(this.#merchant, terminal, epoch);
	}

	epochs(terminal: string, limit = -1): EpochRow[] {
		return this.#epochs.all(this.#merchant, terminal, limit).reverse();
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

	private view({ terminal: name, epoch: number, firstSequence, lastSequence }: ViewRequest): ChainView {
		const terminal = this.#terminals.find(name);
		const epoch = terminal && this.epoch(name, number);
		const present = terminal && (terminal.epoch === number ? epoch : this.epoch(name, terminal.epoch));
		const range = [firstSequence - 1, lastSequence] as const;
		// The epoch's row holds the end of the chain, so usually no records need to be read.
		const isBehind = !epoch || firstSequence > epoch.committed;
		const heads = isBehind ? [] : this.#heads.all(this.#merchant, name, number, ...range);
		const branches =
			epoch?.status === "quarantined"
				? this.branches(name, number).map((branch) => this.branchView(branch, range))
				: [];
		const isNew = !epoch && present;
		const epochsOfKey = isNew ? this.#epochsOfKey.get(this.#merchant, name, present.publicKey)!.count : 0;
		return { terminal, epoch, present, heads, branches, epochsOfKey };
	}

	private branchView(branch: BranchRow, range: readonly [number, number]): BranchView {
		return { ...branch, heads: this.#branchHeads.all(this.#merchant, branch.id, ...range) };
	}
}
