// Reads of documents other than reports.
import type { Database } from "better-sqlite3";
import type { UsedNumbers } from "../../../../firmware/wire/enrolment.js";
import type { Sums } from "../../../ledger/entry.js";
import type { DocumentStore, StatePage, StatePosition, Synchronous } from "../../store.js";
import { sumsOfDays } from "../sums.js";
import type { SqliteDocuments } from "./documents.js";
import type { SqliteNumbers } from "./numbers.js";

/** Exceeds every day that a clock can represent, in both directions. */
const dayMax = 0xffff_ffff;

export class SqliteDocumentStore implements Synchronous<DocumentStore> {
	readonly #database: Database;
	readonly #merchant: string;
	readonly #documents: SqliteDocuments;
	readonly #numbers: SqliteNumbers;

	constructor(database: Database, merchant: string, documents: SqliteDocuments, numbers: SqliteNumbers) {
		this.#database = database;
		this.#merchant = merchant;
		this.#documents = documents;
		this.#numbers = numbers;
	}

	lastNumbers(terminal: string): UsedNumbers {
		return this.#numbers.lastNumbers(terminal);
	}

	totals(): Sums {
		return sumsOfDays(this.#database, this.#merchant, -dayMax, dayMax);
	}

	states(after: StatePosition | undefined, limit: number): StatePage {
		return this.#documents.states(after, limit);
	}
}
