// Rows of documents and their tenders in SQLite, and the documents' states for the state hash.
import type { Database, Statement } from "better-sqlite3";
import { tenderOf } from "../../../../firmware/wire/tenders/registry.js";
import type { DocumentRow, NumberKey, SharedNumber } from "../../../ledger/documents/ledger.js";
import type { DocumentEntry } from "../../../ledger/entry.js";
import type { SoldItem } from "../../reports.js";
import type { StatePage, StatePosition } from "../../store.js";
import type { Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";
import { type Row, Table } from "./tables.js";

const place = ["terminal", "epoch", "sequence"];

type StateRow = StatePosition["state"] & Pick<StatePosition, "epoch" | "sequence">;

export class SqliteDocuments implements LedgerRows<
	readonly NumberKey[],
	readonly SharedNumber[],
	readonly DocumentRow[]
> {
	readonly #merchant: string;
	readonly #documents: Table;
	readonly #tenders: Table;
	readonly #shared: Statement<Values, Omit<SharedNumber, keyof NumberKey>>;
	readonly #hasNames: Statement<Values, { merchant: string }>;
	readonly #names: Statement<Values, { name: string }>;
	readonly #states: Statement<Values, StateRow>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#documents = new Table(database, merchant, {
			name: "documents",
			key: place,
			columns: [
				...["type", "kind", "series", "number", "staff", "shift", "wall_ms", "day", "hour", "currency"],
				...["tax_mode", "total_minor", "cash_minor", "rounding_minor", "tax_minor", "practised_minor", "lines"],
				...["units", "content", "search"],
			],
			onConflict: "fail",
		});
		this.#tenders = new Table(database, merchant, {
			...{ name: "document_tenders", key: [...place, "kind"], columns: ["amount_minor"], onConflict: "fail" },
		});
		this.#shared = database.prepare(
			`SELECT count(*) AS documents, coalesce(max(abs(total_minor)), 0) AS largestMinor,
			coalesce(max(currency), '') AS currency FROM documents INDEXED BY documents_by_number
			WHERE merchant = ? AND terminal = ? AND series = ? AND number = ?`,
		);
		this.#hasNames = database.prepare("SELECT merchant FROM whole_names WHERE merchant = ? LIMIT 1");
		this.#names = database.prepare("SELECT name FROM whole_names WHERE merchant = ? AND sku = ? AND shown = ?");
		this.#states = database.prepare(
			`SELECT terminal, series, number, content, epoch, sequence FROM documents
			WHERE merchant = ? AND (terminal, series, number, content, epoch, sequence) > (?, ?, ?, ?, ?, ?)
			ORDER BY terminal, series, number, content, epoch, sequence LIMIT ?`,
		);
	}

	load(wants: readonly NumberKey[]): SharedNumber[] {
		return wants.flatMap((key) => {
			const shared = this.#shared.get(this.#merchant, key.terminal, key.series, key.number)!;
			return shared.documents > 0 ? [{ ...key, ...shared }] : [];
		});
	}

	apply(rows: readonly DocumentRow[]): void {
		const hasNames = this.#hasNames.get(this.#merchant) !== undefined;
		for (const { terminal, epoch, sequence, entry } of rows) {
			const names = hasNames ? entry.lines.flatMap((line) => this.wholeNames(line)) : [];
			this.#documents.put({ terminal, epoch, sequence, ...columnsOf(entry), search: searchText(entry, names) });
			for (const { kind, amountMinor } of entry.tenders)
				this.#tenders.put({ terminal, epoch, sequence, kind, amount_minor: amountMinor });
		}
	}

	clear(): void {
		this.#documents.clear();
		this.#tenders.clear();
	}

	/** Names of the item in the books, where screens and records have it shortened. */
	private wholeNames({ sku, name }: SoldItem): string[] {
		return this.#names.all(this.#merchant, sku, name).map((row) => row.name);
	}

	states(after: StatePosition | undefined, limit: number): StatePage {
		const { terminal, series, number, content } = after?.state ?? first;
		const { epoch = 0, sequence = 0 } = after ?? {};
		const rows = this.#states.all(...[this.#merchant, terminal, series, number, content, epoch, sequence, limit]);
		const last = rows.length === limit ? rows.at(-1) : undefined;
		return {
			states: rows,
			next: last && { state: last, epoch: last.epoch, sequence: last.sequence },
		};
	}
}

/** Sorts before every document. */
const first = { terminal: "", series: 0, number: 0, content: new Uint8Array(0) };

/** What a search finds a document by, besides its number, day, amount and terminal: items, tenders and type. */
function searchText({ type, lines, tenders }: DocumentEntry, wholeNames: readonly string[]): string {
	const items = lines.flatMap(({ sku, name }) => [sku, name]);
	const words = tenders.map(({ kind }) => tenderOf(kind)?.label ?? "");
	return [...items, ...wholeNames, ...words, type === "sale" ? "" : type].join("\n").toLowerCase();
}

function columnsOf(entry: DocumentEntry): Row {
	const { series, number, totalMinor, cashMinor } = entry.document;
	return {
		...{ type: entry.type, kind: entry.recordKind, series, number, staff: entry.staff, shift: entry.shift },
		...{ wall_ms: entry.wallMs, day: entry.day, hour: entry.hour, currency: entry.currency },
		...{ tax_mode: entry.taxMode, total_minor: totalMinor, cash_minor: cashMinor },
		...{ rounding_minor: entry.roundingMinor, tax_minor: entry.taxMinor, practised_minor: entry.practisedMinor },
		...{ lines: entry.lines.length, units: entry.units, content: entry.content },
	};
}
