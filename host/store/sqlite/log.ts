// The log in SQLite: appends with checked heads, and entries ordered by their dense numbers. One process holds the
// folder and each call is one transaction, which serialises appends.
import { equal } from "../../../firmware/core/bytes.js";
import type { Database, Statement } from "better-sqlite3";
import type { LogEntry, LogKind, LoggedRecord, LogMark } from "../../ledger/slice.js";
import type { Append, BranchAppend, CommitPlan, CommitResult, RecordsAppend } from "../plan.js";
import type { BranchRow, EpochRow, LinkRow } from "../store.js";
import type { SqliteNotices } from "./notices.js";
import { insertInto, places, type Named, type Values } from "./sql.js";
import type { SqliteTerminals } from "./terminals.js";

const ofEpoch = "WHERE merchant = ? AND terminal = ? AND epoch = ?";
const markColumns = "number, kind, terminal, epoch, first, last, at_ms AS atMs";
/** Maximum number of entries read per page. */
const entriesMax = 256;

/** Thrown inside the transaction to roll it back. */
class StalePlan extends Error {}

type HeadAndCount = Pick<EpochRow, "committed" | "head"> & { readonly branches: number };

export class SqliteLog {
	readonly #merchant: string;
	readonly #notices: SqliteNotices;
	readonly #terminals: SqliteTerminals;
	readonly #transaction: (plan: CommitPlan) => readonly (readonly LogMark[])[];
	readonly #number: Statement<Values, { number: number }>;
	readonly #add: Statement<Values>;
	readonly #entries: Statement<Values, LogMark>;
	readonly #logged: Statement<Values, LoggedRecord>;
	readonly #head: Statement<Values, HeadAndCount>;
	readonly #addEpoch: Statement<Values>;
	readonly #advance: Statement<Values>;
	readonly #quarantine: Statement<Values>;
	readonly #addRecord: Statement<Values>;
	readonly #addCheckpoint: Statement<Values>;
	readonly #branchHead: Statement<Values, Pick<BranchRow, "committed" | "head">>;
	readonly #addBranch: Statement<[Named]>;
	readonly #advanceBranch: Statement<Values>;
	readonly #addBranchRecord: Statement<Values>;
	readonly #share: Statement<Values>;

	constructor(database: Database, merchant: string, notices: SqliteNotices, terminals: SqliteTerminals) {
		this.#merchant = merchant;
		this.#notices = notices;
		this.#terminals = terminals;
		const transaction = database.transaction((plan: CommitPlan) => this.take(plan));
		this.#transaction = (plan) => transaction.immediate(plan);
		this.#number = database.prepare("SELECT coalesce(max(number), 0) AS number FROM log WHERE merchant = ?");
		this.#add = database.prepare(`INSERT INTO log VALUES (${places(8)})`);
		this.#entries = database.prepare(
			`SELECT ${markColumns} FROM log WHERE merchant = ? AND number > ? ORDER BY number LIMIT ${entriesMax}`,
		);
		this.#logged = database.prepare(
			`SELECT sequence, payload, day, hour, received_ms AS receivedMs FROM records ${ofEpoch}
			AND sequence BETWEEN ? AND ? ORDER BY sequence`,
		);
		this.#head = database.prepare(
			`SELECT committed, head, (SELECT count(*) FROM branches b
			WHERE b.merchant = e.merchant AND b.terminal = e.terminal AND b.epoch = e.epoch) AS branches
			FROM epochs e ${ofEpoch}`,
		);
		this.#addEpoch = database.prepare(`INSERT INTO epochs VALUES (${places(7)})`);
		this.#advance = database.prepare(`UPDATE epochs SET committed = ?, head = ? ${ofEpoch}`);
		this.#quarantine = database.prepare(`UPDATE epochs SET status = 'quarantined' ${ofEpoch}`);
		this.#addRecord = database.prepare(`INSERT INTO records VALUES (${places(10)})`);
		this.#addCheckpoint = database.prepare(`INSERT INTO checkpoints VALUES (${places(6)})`);
		this.#branchHead = database.prepare("SELECT committed, head FROM branches WHERE merchant = ? AND id = ?");
		this.#addBranch = database.prepare(
			insertInto("branches", [
				...["merchant", "terminal", "epoch", "fork_sequence", "committed", "head", "gross_minor", "currency"],
				"created_ms",
			]),
		);
		this.#advanceBranch = database.prepare(
			"UPDATE branches SET committed = ?, head = ?, gross_minor = ?, currency = ? WHERE merchant = ? AND id = ?",
		);
		this.#addBranchRecord = database.prepare(`INSERT INTO branch_records VALUES (${places(7)})`);
		this.#share = database.prepare(
			`INSERT INTO branch_records SELECT merchant, ?, sequence, kind, payload, head, signature FROM branch_records
			WHERE merchant = ? AND branch = ? AND sequence < ?`,
		);
	}

	commit(plan: CommitPlan): CommitResult {
		try {
			return { kind: "committed", marks: this.#transaction(plan) };
		} catch (error) {
			if (error instanceof StalePlan) return { kind: "stale", detail: error.message };
			throw error;
		}
	}

	/** The number of the newest entry; 0 for an empty log. */
	number(): number {
		return this.#number.get(this.#merchant)!.number;
	}

	/** In the caller's transaction. */
	append(kind: LogKind, entry: Omit<LogMark, "number" | "kind">): LogMark {
		const number = this.number() + 1;
		const { terminal, epoch, first, last, atMs } = entry;
		this.#add.run(this.#merchant, number, kind, terminal, epoch, first, last, atMs);
		return { number, kind, ...entry };
	}

	/** In the caller's transaction. */
	addEpoch(row: EpochRow, atMs: number): LogMark {
		const { terminal, epoch, publicKey, committed, head, status } = row;
		this.#addEpoch.run(this.#merchant, terminal, epoch, publicKey, committed, head, status);
		this.#terminals.setEpoch(terminal, epoch);
		return this.append("epoch", { terminal, epoch, first: 0, last: 0, atMs });
	}

	read(after: number, recordsMax: number): LogEntry[] {
		const entries: LogEntry[] = [];
		let count = 0;
		for (const mark of this.#entries.all(this.#merchant, after)) {
			const { kind, terminal, epoch, first, last } = mark;
			const isRecords = kind === "records";
			const records = isRecords ? this.#logged.all(this.#merchant, terminal, epoch, first, last) : [];
			entries.push({ ...mark, records });
			count += records.length;
			if (count >= recordsMax) break;
		}
		return entries;
	}

	private take({ appends, setAsides, counts, seen }: CommitPlan): LogMark[][] {
		const marks = appends.map((append) => this.takeAppend(append));
		for (const row of setAsides) this.#notices.setAside(row);
		for (const [name, by] of Object.entries(counts)) this.#notices.count(name, by);
		this.#terminals.seen(seen);
		return marks;
	}

	private takeAppend(append: Append): LogMark[] {
		return append.kind === "records" ? this.takeRecords(append) : [this.takeBranch(append)];
	}

	private takeRecords({ epoch: row, opensEpoch, records, checkpoint, atMs }: RecordsAppend): LogMark[] {
		const { terminal, epoch } = row;
		const held = this.#head.get(this.#merchant, terminal, epoch);
		const opened = opensEpoch && !held ? [this.addEpoch(row, atMs)] : [];
		const isExpected = opensEpoch ? !held : held && held.committed === row.committed && equal(held.head, row.head);
		if (!isExpected) throw new StalePlan(`${terminal}, epoch ${epoch}`);
		const key = [this.#merchant, terminal, epoch] as const;
		for (const { sequence, kind, day, hour, payload, head, receivedMs } of records)
			this.#addRecord.run(...key, sequence, kind, day, hour, payload, head, receivedMs);
		const { sequence, signature, publicKey } = checkpoint;
		this.#addCheckpoint.run(...key, sequence, signature, publicKey);
		this.#advance.run(sequence, records.at(-1)!.head, ...key);
		const first = records[0]!.sequence;
		return [...opened, this.append("records", { terminal, epoch, first, last: sequence, atMs })];
	}

	private takeBranch(append: BranchAppend): LogMark {
		const { epoch: row, expected, branches, branch, shares, records, signature, atMs } = append;
		const { terminal, epoch } = row;
		const held = this.#head.get(this.#merchant, terminal, epoch);
		const present = expected && this.#branchHead.get(this.#merchant, expected.id);
		const isExpected =
			held?.branches === branches &&
			(!expected || (present && present.committed === expected.committed && equal(present.head, expected.head)));
		if (!isExpected) throw new StalePlan(`${terminal}, branches of epoch ${epoch}`);
		const id = expected ? expected.id : this.beginBranch(branch);
		if (shares) this.#share.run(id, this.#merchant, shares.id, shares.below);
		records.forEach((record, i) =>
			this.addBranchRecord(id, record, i === records.length - 1 ? signature : undefined),
		);
		const { committed, head, grossMinor, currency } = branch;
		this.#advanceBranch.run(committed, head, grossMinor, currency, this.#merchant, id);
		this.#quarantine.run(this.#merchant, terminal, epoch);
		return this.append("branch", { terminal, epoch, first: records[0]!.sequence, last: committed, atMs });
	}

	private beginBranch(branch: Omit<BranchRow, "id">): number {
		const { terminal, epoch, forkSequence, committed, head, grossMinor, currency, createdMs } = branch;
		const added = this.#addBranch.run({
			...{ merchant: this.#merchant, terminal, epoch, fork_sequence: forkSequence, committed, head },
			...{ gross_minor: grossMinor, currency, created_ms: createdMs },
		});
		return Number(added.lastInsertRowid);
	}

	private addBranchRecord(id: number, record: LinkRow, signature: Uint8Array | undefined): void {
		const { sequence, kind, payload, head } = record;
		this.#addBranchRecord.run(this.#merchant, id, sequence, kind, payload, head, signature ?? null);
	}
}
