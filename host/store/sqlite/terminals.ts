// Terminals and enrolment codes in SQLite.
import type { Database, Statement } from "better-sqlite3";
import { topicRoot } from "../../../firmware/wire/topics.js";
import type {
	EnrolmentRow,
	EnrolmentStore,
	Sighting,
	Synchronous,
	TerminalCredentials,
	TerminalRow,
	TerminalStore,
	WipedEnrolments,
} from "../store.js";
import { places, type Values } from "./sql.js";

interface StoredTerminal extends Omit<TerminalRow, "passwordHash"> {
	readonly passwordHash: Uint8Array | null;
}

const terminalColumns = `terminal, name, topic_root AS topicRoot, epoch, password_hash AS passwordHash,
	created_ms AS createdMs, last_seen_ms AS lastSeenMs`;
const ofTerminal = "WHERE merchant = ? AND terminal = ?";

export class SqliteTerminals implements Synchronous<Omit<TerminalStore, "grant">> {
	readonly #database: Database;
	readonly #merchant: string;
	readonly #find: Statement<Values, StoredTerminal>;
	readonly #all: Statement<Values, StoredTerminal>;
	readonly #put: Statement<Values>;
	readonly #nextNumber: Statement<[], { number: number }>;
	readonly #setNumber: Statement<Values>;
	readonly #setEpoch: Statement<Values>;
	readonly #setPassword: Statement<Values>;
	readonly #seen: Statement<Values>;

	constructor(database: Database, merchant: string) {
		this.#database = database;
		this.#merchant = merchant;
		this.#find = database.prepare(`SELECT ${terminalColumns} FROM terminals ${ofTerminal}`);
		this.#all = database.prepare(`SELECT ${terminalColumns} FROM terminals WHERE merchant = ? ORDER BY terminal`);
		this.#put = database.prepare(
			`INSERT INTO terminals (merchant, terminal, name, created_ms) VALUES (${places(4)})
			ON CONFLICT (merchant, terminal) DO UPDATE SET name = excluded.name`,
		);
		this.#nextNumber = database.prepare("SELECT coalesce(max(number), 0) + 1 AS number FROM terminals");
		this.#setNumber = database.prepare(`UPDATE terminals SET number = ?, topic_root = ? ${ofTerminal}`);
		this.#setEpoch = database.prepare(`UPDATE terminals SET epoch = ? ${ofTerminal}`);
		this.#setPassword = database.prepare(`UPDATE terminals SET password_hash = ? ${ofTerminal}`);
		this.#seen = database.prepare(`UPDATE terminals SET last_seen_ms = ? ${ofTerminal}`);
	}

	find(terminal: string): TerminalRow | undefined {
		const row = this.#find.get(this.#merchant, terminal);
		return row && fromStored(row);
	}

	credentials(terminals: readonly string[]): (TerminalCredentials | undefined)[] {
		return terminals.map((terminal) => {
			const { passwordHash, topicRoot } = this.find(terminal) ?? {};
			return topicRoot === undefined ? undefined : { passwordHash, topicRoot };
		});
	}

	all(): TerminalRow[] {
		return this.#all.all(this.#merchant).map(fromStored);
	}

	/** Adds or renames. */
	put(terminal: string, name: string, createdMs: number): void {
		this.#put.run(this.#merchant, terminal, name, createdMs);
	}

	/** The terminal's topic root. Assigned on the first call and never changed. */
	topics(terminal: string): string {
		const held = this.find(terminal)?.topicRoot;
		if (held) return held;
		const { number } = this.#nextNumber.get()!;
		const root = topicRoot(number);
		this.#setNumber.run(number, root, this.#merchant, terminal);
		return root;
	}

	setEpoch(terminal: string, epoch: number): void {
		this.#setEpoch.run(epoch, this.#merchant, terminal);
	}

	setPassword(terminal: string, passwordHash: Uint8Array | undefined): void {
		this.#setPassword.run(passwordHash ?? null, this.#merchant, terminal);
	}

	seen(sightings: readonly Sighting[]): void {
		this.#database.transaction(() => {
			for (const { terminal, atMs } of sightings) this.#seen.run(atMs, this.#merchant, terminal);
		})();
	}
}

function fromStored({ passwordHash, ...row }: StoredTerminal): TerminalRow {
	return { ...row, passwordHash: passwordHash ?? undefined };
}

interface StoredEnrolment extends Omit<EnrolmentRow, "grantedKey"> {
	readonly grantedKey: Uint8Array | null;
}

export class SqliteEnrolments implements Synchronous<EnrolmentStore> {
	readonly #database: Database;
	readonly #merchant: string;
	readonly #add: Statement<Values>;
	readonly #find: Statement<Values, StoredEnrolment>;
	readonly #count: Statement<Values, { count: number }>;
	readonly #countTry: Statement<Values>;
	readonly #grant: Statement<Values>;
	readonly #closeOlder: Statement<Values>;
	readonly #expire: Statement<Values>;
	readonly #next: Statement<Values, { nextMs: number | null }>;

	constructor(database: Database, merchant: string) {
		this.#database = database;
		this.#merchant = merchant;
		const ofCode = "WHERE merchant = ? AND code_id = ?";
		this.#add = database.prepare(
			`INSERT INTO enrolments (merchant, code_id, terminal, name, secret, expires_ms, tries_left)
			VALUES (${places(7)})`,
		);
		this.#find = database.prepare(
			`SELECT code_id AS codeId, terminal, name, secret, expires_ms AS expiresMs, tries_left AS triesLeft,
			granted_key AS grantedKey, granted_epoch AS grantedEpoch FROM enrolments ${ofCode}`,
		);
		this.#count = database.prepare("SELECT count(*) AS count FROM enrolments WHERE merchant = ?");
		this.#countTry = database.prepare(`UPDATE enrolments SET tries_left = max(0, tries_left - 1) ${ofCode}`);
		this.#grant = database.prepare(`UPDATE enrolments SET granted_key = ?, granted_epoch = ? ${ofCode}`);
		this.#closeOlder = database.prepare(
			"DELETE FROM enrolments WHERE merchant = ? AND terminal = ? AND expires_ms <= ? AND code_id <> ?",
		);
		this.#expire = database.prepare("DELETE FROM enrolments WHERE merchant = ? AND expires_ms <= ?");
		this.#next = database.prepare("SELECT min(expires_ms) AS nextMs FROM enrolments WHERE merchant = ?");
	}

	issue(row: Omit<EnrolmentRow, "grantedKey" | "grantedEpoch">, nowMs: number, openMax: number): boolean {
		const issue = this.#database.transaction(() => {
			this.#expire.run(this.#merchant, nowMs);
			if (this.count() >= openMax) return false;
			const { codeId, terminal, name, secret, expiresMs, triesLeft } = row;
			this.#add.run(this.#merchant, codeId, terminal, name, secret, expiresMs, triesLeft);
			return true;
		});
		return issue.immediate();
	}

	wipe(nowMs: number): WipedEnrolments {
		// Without such a code nothing is written, so that a host starts beside a program that holds the write lock.
		if ((this.#next.get(this.#merchant)?.nextMs ?? Infinity) <= nowMs) this.#expire.run(this.#merchant, nowMs);
		// The log of writes still has the secrets until it is emptied.
		const [checkpoint] = this.#database.pragma("wal_checkpoint(TRUNCATE)") as { readonly busy: number }[];
		return { isWiped: checkpoint?.busy === 0, nextMs: this.#next.get(this.#merchant)?.nextMs ?? undefined };
	}

	find(codeId: string): EnrolmentRow | undefined {
		const row = this.#find.get(this.#merchant, codeId);
		return row && { ...row, grantedKey: row.grantedKey ?? undefined };
	}

	count(): number {
		return this.#count.get(this.#merchant)?.count ?? 0;
	}

	countTry(codeId: string): void {
		this.#countTry.run(this.#merchant, codeId);
	}

	/**
	 * Also closes the terminal's codes that were issued before, so that a request made with one of them, which somebody
	 * may have held back, cannot replace this grant. In the caller's transaction.
	 */
	useUp(codeId: string, key: Uint8Array, epoch: number): void {
		const code = this.find(codeId);
		if (!code) return;
		this.#grant.run(key, epoch, this.#merchant, codeId);
		this.#closeOlder.run(this.#merchant, code.terminal, code.expiresMs, codeId);
	}
}
