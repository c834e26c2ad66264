// The highest numbers of each terminal in SQLite.
import type { Database, Statement } from "better-sqlite3";
import type { UsedNumbers } from "../../../../firmware/wire/enrolment.js";
import type { Nothing } from "../../../ledger/ledger.js";
import { type LastNumber, shiftSeries } from "../../../ledger/numbers/ledger.js";
import { places, type Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";

export class SqliteNumbers implements LedgerRows<Nothing, Nothing, readonly LastNumber[]> {
	readonly #merchant: string;
	readonly #put: Statement<Values>;
	readonly #of: Statement<Values, { series: number; number: number }>;
	readonly #clear: Statement<Values>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#put = database.prepare(
			`INSERT INTO last_numbers VALUES (${places(4)})
			ON CONFLICT (merchant, terminal, series) DO UPDATE SET number = max(number, excluded.number)`,
		);
		this.#of = database.prepare(
			"SELECT series, number FROM last_numbers WHERE merchant = ? AND terminal = ? ORDER BY series",
		);
		this.#clear = database.prepare("DELETE FROM last_numbers WHERE merchant = ?");
	}

	load(): Nothing {
		return null;
	}

	apply(changes: readonly LastNumber[]): void {
		for (const { terminal, series, number } of changes) this.#put.run(this.#merchant, terminal, series, number);
	}

	clear(): void {
		this.#clear.run(this.#merchant);
	}

	lastNumbers(terminal: string): UsedNumbers {
		const numbers: number[] = [];
		let shift = 0;
		for (const { series, number } of this.#of.all(this.#merchant, terminal)) {
			if (series === shiftSeries) {
				shift = number;
				continue;
			}
			while (numbers.length < series) numbers.push(0);
			numbers[series - 1] = number;
		}
		return { numbers, shift };
	}
}
