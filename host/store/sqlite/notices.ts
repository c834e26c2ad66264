// Alarms, set-asides and durable counters in SQLite. All three are bounded, so that no hostile terminal can fill the
// disk through them.
import { createHash } from "node:crypto";
import type { Database, Statement } from "better-sqlite3";
import type { HostFaultCode } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { AlarmNotice, AlarmRow, NoticeStore, SetAsideRow } from "../store.js";
import { places, type Values } from "./sql.js";

/**
 * Alarms that go when their cause does, or that a second copy of a terminal might want to drown. There are no more of
 * them than records, epochs, branches or rules of a catalog that they stand for.
 */
const lasting: readonly HostFaultCode[] = [
	"PAYMENT_UNRESOLVED",
	"EPOCH_UNLINKED",
	"BATCH_FORKED",
	"CATALOG_FORMAT_UNREADABLE",
	"CATALOG_RULE_DROPPED",
	"CATALOG_RULE_UNAPPLIED",
];

export class SqliteNotices implements NoticeStore {
	readonly #merchant: string;
	readonly #raise: Statement<Values>;
	readonly #hold: Statement<Values>;
	readonly #update: Statement<Values>;
	readonly #settle: Statement<Values>;
	readonly #trimAlarms: Statement<Values>;
	readonly #alarms: Statement<Values, AlarmRow>;
	readonly #details: Statement<Values, { detail: string }>;
	readonly #setAside: Statement<Values>;
	readonly #trimSetAsides: Statement<Values>;
	readonly #setAsides: Statement<Values, SetAsideRow>;
	readonly #count: Statement<Values>;
	readonly #counters: Statement<Values, { name: string; value: number }>;
	/** Alarms of a terminal since its last trim, which looks at all alarms there are. */
	readonly #untrimmed = new Map<string, number>();

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		const insert = `INSERT INTO alarms (merchant, code, terminal, detail, amount_minor, currency, created_ms, count)
			VALUES (${places(7)}, 1) ON CONFLICT (merchant, code, terminal, detail)`;
		this.#raise = database.prepare(
			`${insert} DO UPDATE SET count = count + 1, amount_minor = excluded.amount_minor, currency = excluded.currency`,
		);
		this.#hold = database.prepare(`${insert} DO NOTHING`);
		const named = "WHERE merchant = ? AND code = ? AND terminal = ? AND detail = ?";
		this.#update = database.prepare(`UPDATE alarms SET amount_minor = ?, currency = ? ${named}`);
		this.#settle = database.prepare(`DELETE FROM alarms ${named}`);
		const passing = `merchant = ? AND terminal = ? AND code NOT IN (${lasting.map((code) => `'${code}'`).join(", ")})`;
		this.#trimAlarms = database.prepare(
			`DELETE FROM alarms WHERE ${passing} AND id <=
			(SELECT id FROM alarms WHERE ${passing} ORDER BY id DESC LIMIT 1 OFFSET ${hostLimits.alarmsPerTerminalMax})`,
		);
		this.#alarms = database.prepare(
			`SELECT id, code, terminal, detail, amount_minor AS amountMinor, currency, created_ms AS createdMs, count FROM alarms
			WHERE merchant = ? ORDER BY amount_minor DESC, id DESC LIMIT ${hostLimits.pageRowsMax}`,
		);
		this.#details = database.prepare(
			"SELECT detail FROM alarms WHERE merchant = ? AND code = ? AND terminal = ? ORDER BY detail",
		);
		this.#setAside = database.prepare(
			`INSERT INTO set_asides (merchant, terminal, digest, code, detail, payload, received_ms, count) VALUES (${places(7)}, 1)
			ON CONFLICT (merchant, terminal, digest) DO UPDATE SET count = count + 1, received_ms = excluded.received_ms`,
		);
		this.#trimSetAsides = database.prepare(
			`DELETE FROM set_asides WHERE merchant = ? AND terminal = ? AND id <= (SELECT id FROM set_asides WHERE merchant = ? AND terminal = ?
			ORDER BY id DESC LIMIT 1 OFFSET ${hostLimits.setAsidesPerTerminalMax})`,
		);
		this.#setAsides = database.prepare(
			`SELECT terminal, code, detail, payload, received_ms AS receivedMs, count FROM set_asides
			WHERE merchant = ? AND terminal = ? ORDER BY id DESC`,
		);
		this.#count = database.prepare(
			`INSERT INTO counters VALUES (${places(3)}) ON CONFLICT (merchant, name) DO UPDATE SET value = value + excluded.value`,
		);
		this.#counters = database.prepare("SELECT name, value FROM counters WHERE merchant = ? ORDER BY name");
	}

	raise(alarm: AlarmNotice, nowMs: number): void {
		this.#raise.run(...this.values(alarm, nowMs));
		this.trim(alarm.terminal);
	}

	hold(alarm: AlarmNotice, nowMs: number): boolean {
		const isNew = this.#hold.run(...this.values(alarm, nowMs)).changes > 0;
		if (isNew) this.trim(alarm.terminal);
		else
			this.#update.run(
				alarm.amountMinor,
				alarm.currency,
				this.#merchant,
				alarm.code,
				alarm.terminal,
				alarm.detail,
			);
		return isNew;
	}

	settle(code: string, terminal: string, detail: string): void {
		this.#settle.run(this.#merchant, code, terminal, detail);
	}

	alarms(): AlarmRow[] {
		return this.#alarms.all(this.#merchant);
	}

	details(code: string, terminal: string): string[] {
		return this.#details.all(this.#merchant, code, terminal).map((row) => row.detail);
	}

	setAside(row: Omit<SetAsideRow, "count">): void {
		const digest = createHash("sha256").update(row.payload).digest();
		const kept = row.payload.subarray(0, hostLimits.setAsideBytesMax);
		this.#setAside.run(this.#merchant, row.terminal, digest, row.code, row.detail, kept, row.receivedMs);
		this.#trimSetAsides.run(this.#merchant, row.terminal, this.#merchant, row.terminal);
	}

	setAsides(terminal: string): SetAsideRow[] {
		return this.#setAsides.all(this.#merchant, terminal);
	}

	count(name: string, by: number): void {
		this.#count.run(this.#merchant, name, by);
	}

	counters(): Record<string, number> {
		return Object.fromEntries(this.#counters.all(this.#merchant).map((row) => [row.name, row.value]));
	}

	private trim(terminal: string): void {
		const untrimmed = (this.#untrimmed.get(terminal) ?? 0) + 1;
		const isDue = untrimmed >= hostLimits.alarmsTrimEvery;
		this.#untrimmed.set(terminal, isDue ? 0 : untrimmed);
		if (isDue) this.#trimAlarms.run(this.#merchant, terminal, this.#merchant, terminal);
	}

	private values({ code, terminal, detail, amountMinor, currency }: AlarmNotice, nowMs: number): Values {
		return [this.#merchant, code, terminal, detail, amountMinor, currency, nowMs];
	}
}
