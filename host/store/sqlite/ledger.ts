// The ledger's projection in SQLite.
import type { Database, Statement } from "better-sqlite3";
import type { UsedNumbers } from "../../../firmware/wire/enrolment.js";
import { TenderKind } from "../../../firmware/wire/record.js";
import type { DocumentEntry, DocumentState, LedgerEntry, ShiftClosedEntry, Sums } from "../../ledger/entry.js";
import { hostLimits } from "../../limits.js";
import type { LedgerStore, SharedNumber } from "../store.js";
import { places, type Values } from "./sql.js";
import { sumsOver } from "./sums.js";

const projections = [
	"documents",
	"document_lines",
	"document_taxes",
	"document_tenders",
	"voids",
	"shifts",
	"newer_records",
];

export class SqliteLedger implements LedgerStore {
	readonly #database: Database;
	readonly #merchant: string;
	readonly #document: Statement<Values>;
	readonly #line: Statement<Values>;
	readonly #tax: Statement<Values>;
	readonly #tender: Statement<Values>;
	readonly #void: Statement<Values>;
	readonly #newer: Statement<Values>;
	readonly #shiftOpened: Statement<Values>;
	readonly #shiftClosed: Statement<Values>;
	readonly #sharedNumber: Statement<Values, SharedNumber>;
	readonly #lastNumbers: Statement<Values, { series: number; number: number }>;
	readonly #lastShift: Statement<[{ merchant: string; terminal: string }], { shift: number }>;

	constructor(database: Database, merchant: string) {
		this.#database = database;
		this.#merchant = merchant;
		this.#document = database.prepare(`INSERT INTO documents VALUES (${places(23)})`);
		this.#line = database.prepare(`INSERT INTO document_lines VALUES (${places(11)})`);
		// A foreign writer may list one rate twice: their sum is what counts.
		this.#tax = database.prepare(
			`INSERT INTO document_taxes VALUES (${places(12)}) ON CONFLICT (merchant, terminal, epoch, sequence, rate, authority, jurisdiction)
			DO UPDATE SET base_minor = base_minor + excluded.base_minor, tax_minor = tax_minor + excluded.tax_minor`,
		);
		this.#tender = database.prepare(`INSERT INTO document_tenders VALUES (${places(6)})`);
		this.#void = database.prepare(`INSERT INTO voids VALUES (${places(10)})`);
		this.#newer = database.prepare(`INSERT INTO newer_records VALUES (${places(10)})`);
		const shiftKey = "ON CONFLICT (merchant, terminal, shift, epoch) DO UPDATE SET";
		this.#shiftOpened = database.prepare(
			`INSERT INTO shifts (merchant, terminal, shift, epoch, currency, tax_mode, float_minor, opened_ms, opened_by) VALUES (${places(9)})
			${shiftKey} opened_ms = excluded.opened_ms, opened_by = excluded.opened_by, float_minor = excluded.float_minor`,
		);
		this.#shiftClosed = database.prepare(
			`INSERT INTO shifts (merchant, terminal, shift, epoch, currency, tax_mode, float_minor, closed_ms, closed_by, reported_gross_minor,
			reported_documents, expected_cash_minor, counted_minor) VALUES (${places(13)}) ${shiftKey} closed_ms = excluded.closed_ms,
			closed_by = excluded.closed_by, reported_gross_minor = excluded.reported_gross_minor,
			reported_documents = excluded.reported_documents, expected_cash_minor = excluded.expected_cash_minor,
			counted_minor = excluded.counted_minor`,
		);
		this.#sharedNumber = database.prepare(
			`SELECT count(*) AS documents, coalesce(max(abs(total_minor)), 0) AS largestMinor, coalesce(max(currency), '') AS currency FROM documents
			WHERE merchant = ? AND terminal = ? AND series = ? AND number = ?`,
		);
		this.#lastNumbers = database.prepare(
			`SELECT series, max(number) AS number FROM documents
			WHERE merchant = ? AND terminal = ? AND number <= ${hostLimits.numberMax} GROUP BY series ORDER BY series`,
		);
		const lastShift = (table: string): string =>
			`(SELECT coalesce(max(shift), 0) FROM ${table}
			WHERE merchant = :merchant AND terminal = :terminal AND shift <= ${hostLimits.numberMax})`;
		this.#lastShift = database.prepare(
			`SELECT max(${["shifts", "documents", "voids", "newer_records"].map(lastShift).join(", ")}) AS shift`,
		);
	}

	apply(terminal: string, epoch: number, sequence: number, entry: LedgerEntry): void {
		const key: Values = [this.#merchant, terminal, epoch, sequence];
		const { staff, shift, wallMs, day } = entry;
		switch (entry.kind) {
			case "document":
				return this.applyDocument(key, entry);
			case "void":
				this.#void.run(...key, staff, shift, wallMs, day, entry.currency, entry.totalMinor);
				return;
			case "newer":
				this.#newer.run(...key, entry.recordKind, entry.part, staff, shift, wallMs, day);
				return;
			case "shiftOpened": {
				const { currency, taxMode, floatMinor } = entry.totals;
				this.#shiftOpened.run(
					this.#merchant,
					terminal,
					shift,
					epoch,
					currency,
					taxMode,
					floatMinor,
					wallMs,
					staff,
				);
				return;
			}
			case "shiftClosed":
				return this.applyClose(terminal, epoch, entry);
		}
	}

	sharedNumber(terminal: string, series: number, number: number): SharedNumber {
		return this.#sharedNumber.get(this.#merchant, terminal, series, number)!;
	}

	lastNumbers(terminal: string): UsedNumbers {
		const numbers: number[] = [];
		for (const { series, number } of this.#lastNumbers.all(this.#merchant, terminal)) {
			while (numbers.length < series) numbers.push(0);
			numbers[series - 1] = number;
		}
		return { numbers, shift: this.#lastShift.get({ merchant: this.#merchant, terminal })!.shift };
	}

	totals(): Sums {
		return sumsOver(this.#database, "d.merchant = ?", [this.#merchant]);
	}

	states(): Iterable<DocumentState> {
		return this.#database
			.prepare<Values, DocumentState>(
				"SELECT terminal, series, number, content FROM documents WHERE merchant = ? ORDER BY terminal, series, number, content",
			)
			.iterate(this.#merchant);
	}

	clear(): void {
		for (const table of projections)
			this.#database.prepare<Values>(`DELETE FROM ${table} WHERE merchant = ?`).run(this.#merchant);
	}

	private applyDocument(key: Values, d: DocumentEntry): void {
		const { series, number, totalMinor, cashMinor } = d.document;
		this.#document.run(
			...[
				...key,
				d.type,
				d.recordKind,
				series,
				number,
				d.staff,
				d.shift,
				d.wallMs,
				d.day,
				d.hour,
				d.currency,
				d.taxMode,
			],
			...[
				totalMinor,
				cashMinor,
				d.roundingMinor,
				d.taxMinor,
				d.practisedMinor,
				d.lines.length,
				d.units,
				d.content,
			],
		);
		d.lines.forEach((line, position) =>
			this.#line.run(...key, position, d.day, d.currency, line.sku, line.name, line.quantity, line.amountMinor),
		);
		for (const tax of d.taxes) {
			const { rateMillipercent, authority, jurisdiction, baseMinor, taxMinor } = tax;
			this.#tax.run(
				...key,
				rateMillipercent,
				authority,
				jurisdiction,
				d.day,
				d.currency,
				d.taxMode,
				baseMinor,
				taxMinor,
			);
		}
		for (const { kind, amountMinor } of d.tenders) this.#tender.run(...key, kind, amountMinor);
	}

	private applyClose(
		terminal: string,
		epoch: number,
		{ shift, wallMs, staff, totals, countedMinor }: ShiftClosedEntry,
	): void {
		const { currency, taxMode, floatMinor, grossMinor, sales, others, tenders } = totals;
		const cashMinor = tenders.find(({ kind }) => kind === TenderKind.cash)?.amountMinor ?? 0;
		this.#shiftClosed.run(
			...[
				this.#merchant,
				terminal,
				shift,
				epoch,
				currency,
				taxMode,
				floatMinor,
				wallMs,
				staff,
				grossMinor,
				sales + others,
			],
			...[floatMinor + cashMinor, countedMinor < 0 ? null : countedMinor],
		);
	}
}
