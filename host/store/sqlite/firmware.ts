// Published firmware in SQLite: the manifests. The images are files beside it.
import type { Database, Statement } from "better-sqlite3";
import type { FirmwareRow, FirmwareStore } from "../store.js";

interface StoredFirmware extends Omit<FirmwareRow, "isWithdrawn"> {
	readonly withdrawn: number;
}

const columns = "board, version, digest, length_bytes AS lengthBytes, manifest, withdrawn, created_ms AS createdMs";

export class SqliteFirmware implements FirmwareStore {
	readonly #all: Statement<[], StoredFirmware>;
	readonly #of: Statement<[string], StoredFirmware>;
	readonly #add: Statement<[string, number, Uint8Array, number, Uint8Array, number]>;
	readonly #withdraw: Statement<[Uint8Array, string, number]>;
	readonly #remove: Statement<[string, number]>;

	constructor(database: Database) {
		this.#all = database.prepare(`SELECT ${columns} FROM firmware ORDER BY board, version DESC`);
		this.#of = database.prepare(`SELECT ${columns} FROM firmware WHERE board = ? ORDER BY version DESC`);
		this.#add = database.prepare(
			"INSERT INTO firmware (board, version, digest, length_bytes, manifest, created_ms) VALUES (?, ?, ?, ?, ?, ?)",
		);
		this.#withdraw = database.prepare("UPDATE firmware SET withdrawn = 1, manifest = ? WHERE board = ? AND version = ?");
		this.#remove = database.prepare("DELETE FROM firmware WHERE board = ? AND version = ?");
	}

	all(): FirmwareRow[] {
		return this.#all.all().map(fromStored);
	}

	of(board: string): FirmwareRow[] {
		return this.#of.all(board).map(fromStored);
	}

	add(row: FirmwareRow): void {
		this.#add.run(row.board, row.version, row.digest, row.lengthBytes, row.manifest, row.createdMs);
	}

	withdraw(board: string, version: number, manifest: Uint8Array): void {
		this.#withdraw.run(manifest, board, version);
	}

	remove(board: string, version: number): void {
		this.#remove.run(board, version);
	}
}

function fromStored({ withdrawn, ...row }: StoredFirmware): FirmwareRow {
	return { ...row, isWithdrawn: withdrawn !== 0 };
}
