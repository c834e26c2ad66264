// Terminals, enrolment codes and catalogs in SQLite.
import type { Database, Statement } from "better-sqlite3";
import { hostLimits } from "../../limits.js";
import type { CatalogRow, CatalogStore, EnrolmentRow, EnrolmentStore, TerminalRow, TerminalStore } from "../store.js";

interface StoredTerminal extends Omit<TerminalRow, "passwordHash"> {
	readonly passwordHash: Uint8Array | null;
}

const terminalColumns = "terminal, name, epoch, password_hash AS passwordHash, created_ms AS createdMs, last_seen_ms AS lastSeenMs";

export class SqliteTerminals implements TerminalStore {
	readonly #find: Statement<[string], StoredTerminal>;
	readonly #all: Statement<[], StoredTerminal>;
	readonly #put: Statement<[string, string, number]>;
	readonly #setEpoch: Statement<[number, string]>;
	readonly #setPassword: Statement<[Uint8Array | null, string]>;
	readonly #seen: Statement<[number, string]>;

	constructor(database: Database) {
		this.#find = database.prepare(`SELECT ${terminalColumns} FROM terminals WHERE terminal = ?`);
		this.#all = database.prepare(`SELECT ${terminalColumns} FROM terminals ORDER BY terminal`);
		this.#put = database.prepare(
			"INSERT INTO terminals (terminal, name, created_ms) VALUES (?, ?, ?) ON CONFLICT (terminal) DO UPDATE SET name = excluded.name",
		);
		this.#setEpoch = database.prepare("UPDATE terminals SET epoch = ? WHERE terminal = ?");
		this.#setPassword = database.prepare("UPDATE terminals SET password_hash = ? WHERE terminal = ?");
		this.#seen = database.prepare("UPDATE terminals SET last_seen_ms = ? WHERE terminal = ?");
	}

	find(terminal: string): TerminalRow | undefined {
		const row = this.#find.get(terminal);
		return row && { ...row, passwordHash: row.passwordHash ?? undefined };
	}

	all(): TerminalRow[] {
		return this.#all.all().map((row) => ({ ...row, passwordHash: row.passwordHash ?? undefined }));
	}

	put(terminal: string, name: string, createdMs: number): void {
		this.#put.run(terminal, name, createdMs);
	}

	setEpoch(terminal: string, epoch: number): void {
		this.#setEpoch.run(epoch, terminal);
	}

	setPassword(terminal: string, passwordHash: Uint8Array | undefined): void {
		this.#setPassword.run(passwordHash ?? null, terminal);
	}

	seen(terminal: string, ms: number): void {
		this.#seen.run(ms, terminal);
	}
}

interface StoredEnrolment extends Omit<EnrolmentRow, "grantedKey"> {
	readonly grantedKey: Uint8Array | null;
}

export class SqliteEnrolments implements EnrolmentStore {
	readonly #add: Statement<[string, string, string, Uint8Array, number, number]>;
	readonly #find: Statement<[string], StoredEnrolment>;
	readonly #count: Statement<[], { count: number }>;
	readonly #countTry: Statement<[string]>;
	readonly #grant: Statement<[Uint8Array, number, string]>;
	readonly #expire: Statement<[number]>;

	constructor(database: Database) {
		this.#add = database.prepare(
			"INSERT INTO enrolments (code_id, terminal, name, secret, expires_ms, tries_left) VALUES (?, ?, ?, ?, ?, ?)",
		);
		this.#find = database.prepare(
			`SELECT code_id AS codeId, terminal, name, secret, expires_ms AS expiresMs, tries_left AS triesLeft, granted_key AS grantedKey,
			granted_epoch AS grantedEpoch FROM enrolments WHERE code_id = ?`,
		);
		this.#count = database.prepare("SELECT count(*) AS count FROM enrolments");
		this.#countTry = database.prepare("UPDATE enrolments SET tries_left = max(0, tries_left - 1) WHERE code_id = ?");
		this.#grant = database.prepare("UPDATE enrolments SET granted_key = ?, granted_epoch = ? WHERE code_id = ?");
		this.#expire = database.prepare("DELETE FROM enrolments WHERE expires_ms < ?");
	}

	add(row: Omit<EnrolmentRow, "grantedKey" | "grantedEpoch">): void {
		this.#add.run(row.codeId, row.terminal, row.name, row.secret, row.expiresMs, row.triesLeft);
	}

	find(codeId: string): EnrolmentRow | undefined {
		const row = this.#find.get(codeId);
		return row && { ...row, grantedKey: row.grantedKey ?? undefined };
	}

	count(): number {
		return this.#count.get()?.count ?? 0;
	}

	countTry(codeId: string): void {
		this.#countTry.run(codeId);
	}

	grant(codeId: string, key: Uint8Array, epoch: number): void {
		this.#grant.run(key, epoch, codeId);
	}

	expire(nowMs: number): void {
		this.#expire.run(nowMs);
	}
}

export class SqliteCatalogs implements CatalogStore {
	readonly #latest: Statement<[], CatalogRow>;
	readonly #byDigest: Statement<[Uint8Array], CatalogRow>;
	readonly #add: Statement<[number, Uint8Array, Uint8Array, Uint8Array, string, number]>;
	readonly #trim: Statement<[number]>;

	constructor(database: Database) {
		const columns = "version, digest, image, manifest, csv, created_ms AS createdMs";
		this.#latest = database.prepare(`SELECT ${columns} FROM catalogs ORDER BY version DESC LIMIT 1`);
		this.#byDigest = database.prepare(`SELECT ${columns} FROM catalogs WHERE digest = ? ORDER BY version DESC LIMIT 1`);
		this.#add = database.prepare("INSERT INTO catalogs VALUES (?, ?, ?, ?, ?, ?)");
		this.#trim = database.prepare("DELETE FROM catalogs WHERE version <= ?");
	}

	latest(): CatalogRow | undefined {
		return this.#latest.get();
	}

	byDigest(digest: Uint8Array): CatalogRow | undefined {
		return this.#byDigest.get(digest);
	}

	add(row: CatalogRow): void {
		this.#add.run(row.version, row.digest, row.image, row.manifest, row.csv, row.createdMs);
		this.#trim.run(row.version - hostLimits.catalogVersionsKept);
	}
}
