// Manifests of published firmware in SQLite. The images are separate files.
import type { Database, Statement } from "better-sqlite3";
import type { FirmwareRow, FirmwareStore, Synchronous } from "../store.js";
import { places, type Values } from "./sql.js";

interface StoredFirmware extends Omit<FirmwareRow, "isWithdrawn"> {
	readonly withdrawn: number;
}

const columns = "board, version, digest, length_bytes AS lengthBytes, manifest, withdrawn, created_ms AS createdMs";

export class SqliteFirmware implements Synchronous<FirmwareStore> {
	readonly #database: Database;
	readonly #merchant: string;
	readonly #all: Statement<Values, StoredFirmware>;
	readonly #of: Statement<Values, StoredFirmware>;
	readonly #add: Statement<Values>;
	readonly #withdraw: Statement<Values>;
	readonly #remove: Statement<Values>;

	constructor(database: Database, merchant: string) {
		this.#database = database;
		this.#merchant = merchant;
		this.#all = database.prepare(`SELECT ${columns} FROM firmware WHERE merchant = ? ORDER BY board, version DESC`);
		this.#of = database.prepare(
			`SELECT ${columns} FROM firmware WHERE merchant = ? AND board = ? ORDER BY version DESC`,
		);
		this.#add = database.prepare(
			`INSERT INTO firmware (merchant, board, version, digest, length_bytes, manifest, created_ms)
			VALUES (${places(7)})`,
		);
		this.#withdraw = database.prepare(
			"UPDATE firmware SET withdrawn = 1, manifest = ? WHERE merchant = ? AND board = ? AND version = ?",
		);
		this.#remove = database.prepare("DELETE FROM firmware WHERE merchant = ? AND board = ? AND version = ?");
	}

	all(): FirmwareRow[] {
		return this.#all.all(this.#merchant).map(fromStored);
	}

	of(board: string): FirmwareRow[] {
		return this.#of.all(this.#merchant, board).map(fromStored);
	}

	add(row: FirmwareRow): boolean {
		const add = this.#database.transaction(() => {
			const { board, version, digest, lengthBytes, manifest, createdMs } = row;
			if (version <= (this.of(board)[0]?.version ?? 0)) return false;
			this.#add.run(this.#merchant, board, version, digest, lengthBytes, manifest, createdMs);
			return true;
		});
		return add.immediate();
	}

	withdraw(board: string, version: number, manifest: Uint8Array): void {
		this.#withdraw.run(manifest, this.#merchant, board, version);
	}

	remove(board: string, version: number): void {
		this.#remove.run(this.#merchant, board, version);
	}
}

function fromStored({ withdrawn, ...row }: StoredFirmware): FirmwareRow {
	return { ...row, isWithdrawn: withdrawn !== 0 };
}
