// Reports in SQL. The overview reads the sums that the ledger of days maintains.
import type { Database } from "better-sqlite3";
import { assert } from "../../../firmware/core/assert.js";
import { PaymentOutcome, type TenderTotal } from "../../../firmware/wire/record.js";
import type { Sums } from "../../ledger/entry.js";
import { hostLimits } from "../../limits.js";
import type {
	AmountOf,
	CashMovementRow,
	HourSum,
	ItemSum,
	LedgerReports,
	NewerSum,
	OverrideRow,
	OverviewQuery,
	OverviewRows,
	ReceiptCount,
	ReceiptFilter,
	ReceiptPage,
	ReceiptPosition,
	ReceiptRow,
	ReceiptSum,
	ShiftFilter,
	ShiftRow,
	SoldItem,
	TerminalOverview,
	TaxSum,
	TenderOutcome,
	UnconfirmedSum,
} from "../reports.js";
import type { EpochRow, Synchronous, TerminalRow } from "../store.js";
import { currencyOf, type Named, type Values } from "./sql.js";
import { sumsOfDays, sumsOverDocuments } from "./sums.js";

const receiptColumns = `terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms AS wallMs,
	${currencyOf("documents")} AS currency, tax_mode AS taxMode, total_minor AS totalMinor, tax_minor AS taxMinor,
	practised_minor AS practisedMinor, units`;

type Unconfirmed = Pick<ReceiptRow, "unconfirmedMinor" | "notChargedMinor">;
type ReceiptHead = Omit<ReceiptRow, "tenders" | keyof Unconfirmed>;
type ShiftHead = Omit<ShiftRow, "sums" | "isReplaced"> & { readonly replaced: number };

/** Of a shift `s`: its epoch has another key than the terminal's newest one, so that another board has its name. */
const isReplaced = `EXISTS (SELECT 1 FROM epochs one, epochs other
	WHERE one.merchant = s.merchant AND one.terminal = s.terminal AND one.epoch = s.epoch
	AND other.merchant = s.merchant AND other.terminal = s.terminal AND other.public_key <> one.public_key
	AND other.epoch = (SELECT max(epoch) FROM epochs e WHERE e.merchant = s.merchant AND e.terminal = s.terminal))`;

interface JoinedRow extends Omit<TerminalRow, "passwordHash"> {
	readonly passwordHash: Uint8Array | null;
	readonly presentKey: Uint8Array | null;
	readonly committed: number | null;
	readonly head: Uint8Array | null;
	readonly status: EpochRow["status"] | null;
	readonly sales: number | null;
	readonly lastReceiptNumber: number | null;
	readonly catalogVersion: number | null;
}

interface TakingsRow extends AmountOf {
	readonly terminal: string;
	readonly sales: number;
}

export class SqliteReports implements Synchronous<LedgerReports> {
	readonly #database: Database;
	readonly #merchant: string;

	constructor(database: Database, merchant: string) {
		this.#database = database;
		this.#merchant = merchant;
	}

	day(day: number): Sums {
		return sumsOfDays(this.#database, this.#merchant, day, day);
	}

	hours(day: number): HourSum[] {
		return this.all(
			`SELECT hour, ${currencyOf("d")} AS currency, sum(gross_minor) AS grossMinor FROM day_hours d
			WHERE merchant = ? AND day = ? GROUP BY 1, 2 ORDER BY 1, 2`,
			day,
		);
	}

	terminals(day: number, terminal?: string): TerminalOverview[] {
		const takings = this.takings(day);
		const rows = this.all<JoinedRow>(
			`SELECT t.terminal, t.name, t.topic_root AS topicRoot, t.epoch, t.password_hash AS passwordHash,
			t.created_ms AS createdMs, t.last_seen_ms AS lastSeenMs, e.public_key AS presentKey, e.committed, e.head,
			e.status, r.documents AS sales, r.last_number AS lastReceiptNumber, c.version AS catalogVersion
			FROM terminals t LEFT JOIN epochs e USING (merchant, terminal, epoch)
			LEFT JOIN receipt_counts r USING (merchant, terminal)
			LEFT JOIN applied_catalogs c USING (merchant, terminal)
			WHERE t.merchant = ? AND (? IS NULL OR t.terminal = ?) ORDER BY t.terminal`,
			...[terminal ?? null, terminal ?? null],
		);
		const ofTerminal = new Map<string, TakingsRow[]>();
		for (const each of takings) ofTerminal.set(each.terminal, [...(ofTerminal.get(each.terminal) ?? []), each]);
		return rows.map((row) => overviewOf(row, ofTerminal.get(row.terminal) ?? []));
	}

	overview({ day, comparedDay, itemsShown }: OverviewQuery): OverviewRows {
		const compared = this.day(comparedDay).currencies;
		return {
			today: this.day(day),
			compared: compared.map(({ currency, grossMinor }) => ({ currency, grossMinor })),
			hours: this.hours(day),
			terminals: this.terminals(day),
			bestSellers: this.bestSellers(day, day, itemsShown),
			unconfirmed: this.unconfirmed(day),
			newerRecords: this.newerCount(),
			currency: this.currency(),
		};
	}

	bestSellers(fromDay: number, toDay: number, limit: number): ItemSum[] {
		const items = this.all<ItemSum>(
			`SELECT sku, name, currency, sum(quantity) AS quantity, sum(amount_minor) AS amountMinor FROM day_items
			WHERE merchant = ? AND day BETWEEN ? AND ? GROUP BY sku, name, currency
			ORDER BY 4 DESC, 5 DESC, sku, name, currency LIMIT ?`,
			...[fromDay, toDay, limit],
		);
		const names = this.wholeNames(Number.MAX_SAFE_INTEGER, items);
		return items.map((item, index) => ({ ...item, name: names[index]! }));
	}

	receipts(filter: ReceiptFilter): ReceiptPage {
		const { limit, words = [] } = filter;
		const isFiltered = words.length > 0 || filter.fromDay !== undefined || filter.toDay !== undefined;
		const scannedMax = isFiltered ? hostLimits.receiptsScannedMax : limit + 1;
		const scanned = this.#database
			.prepare<[Named], FoundReceipt>(scanOf(receiptColumns, filter))
			.all({ merchant: this.#merchant, scannedMax, ...valuesOf(filter) });
		const found = scanned.filter(({ isFound }) => isFound === 1);
		const receipts = found.slice(0, limit);
		const isFull = scanned.length === scannedMax;
		const last = found.length > limit ? receipts.at(-1) : isFull ? scanned.at(-1) : undefined;
		return { receipts: this.withTenders(receipts.map(headOf)), next: last && positionOf(last) };
	}

	receiptCount(filter: Omit<ReceiptFilter, "limit">): ReceiptCount {
		const scannedMax = hostLimits.receiptsScannedMax;
		const columns = "terminal, epoch, sequence, wall_ms AS wallMs";
		const scanned = this.#database
			.prepare<[Named], ReceiptPosition & Pick<FoundReceipt, "isFound">>(scanOf(columns, filter))
			.all({ merchant: this.#merchant, scannedMax, ...valuesOf(filter) });
		const last = scanned.length === scannedMax ? scanned.at(-1) : undefined;
		return { count: scanned.filter(({ isFound }) => isFound === 1).length, next: last && positionOf(last) };
	}

	wholeNames(catalogVersion: number, lines: readonly SoldItem[]): string[] {
		const whole = this.#database.prepare<Values, { name: string }>(
			`SELECT name FROM whole_names WHERE merchant = ? AND sku = ? AND shown = ? AND version <= ?
			ORDER BY version DESC LIMIT 1`,
		);
		return lines.map(({ sku, name }) => whole.get(this.#merchant, sku, name, catalogVersion)?.name ?? name);
	}

	receiptsByNumber(terminal: string, series: number, number: number, sum?: ReceiptSum): ReceiptRow[] {
		const rows = this.all<ReceiptHead>(
			`SELECT ${receiptColumns} FROM documents WHERE merchant = ? AND terminal = ? AND series = ? AND number = ?
			${sum ? `AND total_minor = ? AND ${currencyOf("documents")} = ?` : ""}
			ORDER BY epoch DESC, sequence DESC LIMIT ${hostLimits.pageRowsMax}`,
			...[terminal, series, number, ...(sum ? [sum.totalMinor, sum.currency] : [])],
		);
		return this.withTenders(rows);
	}

	tenderOutcomes(terminal: string, epoch: number, sequence: number): TenderOutcome[] {
		return this.all(
			`SELECT tender, outcome FROM unconfirmed_tenders
			WHERE merchant = ? AND terminal = ? AND epoch = ? AND sequence = ? ORDER BY tender`,
			...[terminal, epoch, sequence],
		);
	}

	shifts(terminal: string | undefined, limit: number, offset = 0): ShiftRow[] {
		const rows = this.all<ShiftHead>(
			`SELECT terminal, epoch, shift, currency, opened_ms AS openedMs, closed_ms AS closedMs,
			opened_by AS openedBy, closed_by AS closedBy, float_minor AS floatMinor,
			s.closed_ms IS NULL AND ${isReplaced} AS replaced,
			coalesce((SELECT amount_minor FROM held_cash h WHERE h.merchant = s.merchant AND h.terminal = s.terminal
				AND h.shift = s.shift AND h.currency = s.currency), 0) AS heldMinor,
			${movedIn("max(cash_minor, 0)")} AS paidInMinor, ${movedIn("max(-cash_minor, 0)")} AS paidOutMinor,
			reported_gross_minor AS reportedGrossMinor, reported_documents AS reportedDocuments,
			expected_cash_minor AS expectedCashMinor, counted_minor AS countedMinor
			FROM shifts s WHERE merchant = ? AND (? IS NULL OR terminal = ?)
			ORDER BY coalesce(opened_ms, closed_ms) DESC, terminal, shift DESC, epoch DESC LIMIT ? OFFSET ?`,
			...[terminal ?? null, terminal ?? null, limit, offset],
		);
		// Sums cover the shift's number over all epochs: a shift may outlast the chain it was opened in.
		const where = "d.merchant = ? AND d.terminal = ? AND d.shift = ?";
		return rows.map(({ replaced, ...row }) => ({
			...row,
			isReplaced: replaced === 1,
			sums: sumsOverDocuments(this.#database, where, [this.#merchant, row.terminal, row.shift]),
		}));
	}

	cashMovements({ terminal, shift }: ShiftFilter, limit: number, offset = 0): CashMovementRow[] {
		return this.all(
			`SELECT terminal, epoch, sequence, number, staff, shift, wall_ms AS wallMs, currency,
			cash_minor AS cashMinor, reason FROM cash_movements
			WHERE merchant = ? AND (? IS NULL OR terminal = ?) AND (? IS NULL OR shift = ?)
			ORDER BY wall_ms DESC, terminal, epoch DESC, sequence DESC LIMIT ? OFFSET ?`,
			...[terminal ?? null, terminal ?? null, shift ?? null, shift ?? null, limit, offset],
		);
	}

	overrides({ terminal, shift }: ShiftFilter, limit: number, offset = 0): OverrideRow[] {
		return this.all(
			`SELECT terminal, epoch, sequence, staff, approved_by AS approvedBy, shift, wall_ms AS wallMs,
			permission AS "right", reason FROM overrides
			WHERE merchant = ? AND (? IS NULL OR terminal = ?) AND (? IS NULL OR shift = ?)
			ORDER BY wall_ms DESC, terminal, epoch DESC, sequence DESC LIMIT ? OFFSET ?`,
			...[terminal ?? null, terminal ?? null, shift ?? null, shift ?? null, limit, offset],
		);
	}

	namesText(terminal: string, digest: Uint8Array): boolean {
		const rows = this.all<{ found: number }>(
			"SELECT 1 AS found FROM named_texts WHERE merchant = ? AND digest = ? AND terminal = ? LIMIT 1",
			digest,
			terminal,
		);
		return rows.length > 0;
	}

	taxes(fromDay: number, toDay: number): TaxSum[] {
		return this.all(
			`SELECT currency, tax_mode AS taxMode, rate AS rateMillipercent, authority, jurisdiction,
			sum(base_minor) AS baseMinor, sum(tax_minor) AS taxMinor FROM day_taxes
			WHERE merchant = ? AND day BETWEEN ? AND ? GROUP BY currency, tax_mode, rate, authority, jurisdiction
			ORDER BY currency, tax_mode, rate, authority, jurisdiction`,
			...[fromDay, toDay],
		);
	}

	newer(terminal: string): NewerSum[] {
		return this.all(
			`SELECT kind, records, documents, total_minor AS totalMinor, cash_minor AS cashMinor FROM newer_counts
			WHERE merchant = ? AND terminal = ? ORDER BY kind`,
			terminal,
		);
	}

	newerCount(): number {
		return this.all<{ records: number }>(
			"SELECT coalesce(sum(records), 0) AS records FROM newer_counts WHERE merchant = ?",
		)[0]!.records;
	}

	currency(): string | undefined {
		return this.all<{ currency: string }>(
			"SELECT currency FROM documents WHERE merchant = ? AND type = 'sale' ORDER BY wall_ms DESC LIMIT 1",
		)[0]?.currency;
	}

	private unconfirmed(day: number): UnconfirmedSum[] {
		return this.all(
			`SELECT currency, sum(amount_minor) AS amountMinor, count(*) AS payments FROM unconfirmed_tenders
			WHERE merchant = ? AND day = ? AND outcome = 0 GROUP BY currency ORDER BY currency`,
			day,
		);
	}

	/** Takings of the terminals that sold on that day. */
	private takings(day: number): TakingsRow[] {
		return this.all(
			`SELECT terminal, ${currencyOf("d")} AS currency, sum(gross_minor) AS grossMinor, sum(sales) AS sales
			FROM day_terminals d WHERE merchant = ? AND day = ? GROUP BY 1, 2 HAVING sum(sales + others) > 0
			ORDER BY 1, 2`,
			day,
		);
	}

	private withTenders(rows: readonly ReceiptHead[]): ReceiptRow[] {
		const tenders = this.#database.prepare<Values, TenderTotal>(
			`SELECT kind, amount_minor AS amountMinor FROM document_tenders
			WHERE merchant = ? AND terminal = ? AND epoch = ? AND sequence = ? ORDER BY kind`,
		);
		const unconfirmed = this.#database.prepare<Values, Unconfirmed>(
			`SELECT coalesce(sum(iif(outcome = 0, amount_minor, 0)), 0) AS unconfirmedMinor,
			coalesce(sum(iif(outcome = ${PaymentOutcome.withdrawn}, amount_minor, 0)), 0) AS notChargedMinor
			FROM unconfirmed_tenders WHERE merchant = ? AND terminal = ? AND epoch = ? AND sequence = ?`,
		);
		return rows.map((row) => {
			const place = [this.#merchant, row.terminal, row.epoch, row.sequence] as const;
			return { ...row, tenders: tenders.all(...place), ...unconfirmed.get(...place)! };
		});
	}

	/** The first parameter of `sql` is the merchant. */
	private all<Row>(sql: string, ...values: Values): Row[] {
		return this.#database.prepare<Values, Row>(sql).all(this.#merchant, ...values);
	}
}

/** A sum over the cash that was moved in shift `s`, in its currency. */
function movedIn(amount: string): string {
	return `coalesce((SELECT sum(${amount}) FROM cash_movements m WHERE m.merchant = s.merchant
		AND m.terminal = s.terminal AND m.shift = s.shift AND m.currency = s.currency), 0)`;
}

interface FoundReceipt extends ReceiptHead {
	readonly isFound: number | null;
}

/** Columns of the receipts in the list's order by an index, with whether each matches. */
function scanOf(columns: string, { terminal, words = [] }: Omit<ReceiptFilter, "limit">): string {
	const isOfTerminal = terminal !== undefined;
	const matches = words.map((_, i) => `AND (${matching.replaceAll("#", String(i))})`);
	return `SELECT ${columns}, day BETWEEN @fromDay AND @toDay ${matches.join(" ")} AS isFound
		FROM documents INDEXED BY ${isOfTerminal ? "documents_by_terminal_time" : "documents_by_time"}
		WHERE merchant = @merchant ${isOfTerminal ? "AND terminal = @terminal" : ""}
		AND type NOT IN ('noSale', 'cashMovement')
		AND wall_ms >= @fromMs AND wall_ms < @toMs
		AND (wall_ms, terminal, epoch, sequence) < (@beforeMs, @beforeTerminal, @beforeEpoch, @beforeSequence)
		ORDER BY wall_ms DESC, terminal DESC, epoch DESC, sequence DESC LIMIT @scannedMax`;
}

/** Whether a receipt matches word #. */
const matching = `instr(search, @text#) > 0 OR instr(terminal, @text#) > 0 OR number = @number# OR total_minor = @total#
	OR day BETWEEN @from# AND @to# OR terminal IN
	(SELECT terminal FROM terminals t WHERE t.merchant = @merchant AND instr(lower(t.name), @text#) > 0)`;

const dayMs = 86_400_000;
/** A business day begins and ends within two days of the same day in UTC. */
const zoneDays = 2;

function valuesOf({ terminal, before, fromDay, toDay, words = [] }: Omit<ReceiptFilter, "limit">): Named {
	const wordValues = words.map(({ text, number, totalMinor, days }, i) => ({
		...{ [`text${i}`]: text, [`number${i}`]: number ?? null, [`total${i}`]: totalMinor ?? null },
		...{ [`from${i}`]: days?.[0] ?? null, [`to${i}`]: days?.[1] ?? null },
	}));
	return {
		...{ fromDay: fromDay ?? -Number.MAX_SAFE_INTEGER, toDay: toDay ?? Number.MAX_SAFE_INTEGER },
		fromMs: fromDay === undefined ? -Number.MAX_SAFE_INTEGER : (fromDay - zoneDays) * dayMs,
		toMs: toDay === undefined ? Number.MAX_SAFE_INTEGER : (toDay + zoneDays) * dayMs,
		...{ beforeMs: before.wallMs, beforeTerminal: before.terminal },
		...{ beforeEpoch: before.epoch, beforeSequence: before.sequence },
		...(terminal !== undefined && { terminal }),
		...wordValues.reduce<Named>((all, one) => ({ ...all, ...one }), {}),
	};
}

function headOf({ isFound, ...head }: FoundReceipt): ReceiptHead {
	assert(isFound === 1, "a receipt that was not found");
	return head;
}

function positionOf({ wallMs, terminal, epoch, sequence }: ReceiptPosition): ReceiptPosition {
	return { wallMs, terminal, epoch, sequence };
}

function overviewOf(row: JoinedRow, takings: readonly TakingsRow[]): TerminalOverview {
	const { presentKey, committed, head, status, passwordHash, ...terminal } = row;
	const isEnrolled = presentKey !== null && committed !== null && head !== null && status !== null;
	return {
		...terminal,
		passwordHash: passwordHash ?? undefined,
		present: isEnrolled
			? { terminal: row.terminal, epoch: row.epoch, publicKey: presentKey, committed, head, status }
			: undefined,
		salesToday: takings.reduce((sum, { sales }) => sum + sales, 0),
		takingsToday: takings.map(({ currency, grossMinor }) => ({ currency, grossMinor })),
		sales: row.sales ?? 0,
		lastReceiptNumber: row.lastReceiptNumber ?? 0,
		catalogVersion: row.catalogVersion ?? undefined,
	};
}
