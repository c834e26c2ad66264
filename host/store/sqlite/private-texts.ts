// Personal texts in a SQLite file beside host.db, so that backups can leave it or its key out.
import { join } from "node:path";
import Database, { type Statement } from "better-sqlite3";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import { createPrivately } from "../../private-folder.js";
import type { PrivateTextStore, SealedText } from "../private-texts.js";

const schema = `
	CREATE TABLE IF NOT EXISTS texts (
		digest BLOB NOT NULL PRIMARY KEY, terminal TEXT NOT NULL, kind INTEGER NOT NULL, received_ms INTEGER NOT NULL,
		key BLOB NOT NULL, sealed BLOB NOT NULL
	) WITHOUT ROWID;
	CREATE INDEX IF NOT EXISTS texts_by_terminal ON texts (terminal);
	CREATE TABLE IF NOT EXISTS erasures (
		digest BLOB NOT NULL PRIMARY KEY, terminal TEXT NOT NULL, erased_ms INTEGER NOT NULL, told_ms INTEGER
	) WITHOUT ROWID;
	CREATE INDEX IF NOT EXISTS erasures_untold ON erasures (terminal, erased_ms) WHERE told_ms IS NULL;
`;

type Row = Omit<SealedText, "receivedMs"> & { readonly received_ms: number };

export class SqlitePrivateTexts implements PrivateTextStore {
	readonly #database: Database.Database;
	readonly #put: Statement<[Row]>;
	readonly #find: Statement<[Uint8Array], Row>;
	readonly #count: Statement<[string], { count: number }>;
	readonly #remove: Statement<[Uint8Array]>;
	readonly #erase: Statement<[Uint8Array, string, number]>;
	readonly #isErased: Statement<[Uint8Array], unknown>;
	readonly #untold: Statement<[string, number], { digest: Uint8Array }>;
	readonly #tell: Statement<[number, Uint8Array, string]>;

	/** An undefined folder keeps everything in memory. Throws HostFault PRIVATE_STORE_FAILED. */
	constructor(folder: string | undefined) {
		const path = folder === undefined ? ":memory:" : join(folder, "private.sqlite");
		try {
			if (folder !== undefined) createPrivately(path);
			const database = new Database(path, { timeout: hostLimits.storeBusyMs });
			database.pragma("journal_mode = WAL");
			database.pragma("synchronous = FULL");
			database.pragma("secure_delete = ON");
			database.exec(schema);
			this.#database = database;
		} catch (error) {
			throw new HostFault("PRIVATE_STORE_FAILED", error instanceof Error ? error.message : path);
		}
		const database = this.#database;
		this.#put = database.prepare(
			`INSERT INTO texts VALUES (@digest, @terminal, @kind, @received_ms, @key, @sealed) ON CONFLICT DO NOTHING`,
		);
		this.#find = database.prepare("SELECT * FROM texts WHERE digest = ?");
		this.#count = database.prepare("SELECT count(*) AS count FROM texts WHERE terminal = ?");
		this.#remove = database.prepare("DELETE FROM texts WHERE digest = ?");
		this.#erase = database.prepare("INSERT INTO erasures VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING");
		this.#isErased = database.prepare("SELECT 1 FROM erasures WHERE digest = ?");
		this.#untold = database.prepare(
			"SELECT digest FROM erasures WHERE terminal = ? AND told_ms IS NULL ORDER BY erased_ms, digest LIMIT ?",
		);
		this.#tell = database.prepare(
			"UPDATE erasures SET told_ms = ? WHERE digest = ? AND terminal = ? AND told_ms IS NULL",
		);
	}

	put({ receivedMs, ...text }: SealedText): void {
		this.guard(() => this.#put.run({ ...text, received_ms: receivedMs }));
	}

	find(digest: Uint8Array): SealedText | undefined {
		const row = this.guard(() => this.#find.get(digest));
		if (!row) return undefined;
		const { received_ms: receivedMs, ...text } = row;
		return { ...text, receivedMs };
	}

	count(terminal: string): number {
		return this.guard(() => this.#count.get(terminal))?.count ?? 0;
	}

	erase(digest: Uint8Array, terminal: string, atMs: number): void {
		this.guard(() => {
			this.#database.transaction(() => {
				this.#remove.run(digest);
				this.#erase.run(digest, terminal, atMs);
			})();
			// The log still has the page with text and key.
			this.#database.pragma("wal_checkpoint(TRUNCATE)");
		});
	}

	isErased(digest: Uint8Array): boolean {
		return this.guard(() => this.#isErased.get(digest)) !== undefined;
	}

	untold(terminal: string, limit: number): Uint8Array[] {
		return this.guard(() => this.#untold.all(terminal, limit)).map(({ digest }) => new Uint8Array(digest));
	}

	tell(terminal: string, digest: Uint8Array, atMs: number): void {
		this.guard(() => this.#tell.run(atMs, digest, terminal));
	}

	/** Idempotent. */
	close(): void {
		this.#database.close();
	}

	private guard<T>(work: () => T): T {
		try {
			return work();
		} catch (error) {
			throw new HostFault("PRIVATE_STORE_FAILED", error instanceof Error ? error.message : "");
		}
	}
}
