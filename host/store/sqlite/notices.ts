// Alarms, set-asides and durable counters in SQLite. All three are bounded, so that a hostile terminal cannot fill the
// disk through them.
import { createHash } from "node:crypto";
import type { Database, Statement } from "better-sqlite3";
import type { HostFaultCode } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import { type AlarmChange, type AlarmNotice, alarmSeverities } from "../../alarms.js";
import type { AlarmClosing, AlarmRow, ClosedAlarmRow, NoticeStore, SetAsideRow, Synchronous } from "../store.js";
import { places, type Values } from "./sql.js";

/**
 * Alarms that are exempt from trimming: they are cleared when their cause ends, or a second copy of a terminal might
 * try to displace them by raising others. Their number is bounded by that of the records, epochs, branches or catalog
 * rules they stand for.
 */
const lasting: readonly HostFaultCode[] = [
	"PAYMENT_UNRESOLVED",
	"EPOCH_UNLINKED",
	"BATCH_FORKED",
	"CATALOG_FORMAT_UNREADABLE",
	"CATALOG_RULE_DROPPED",
	"CATALOG_RULE_UNAPPLIED",
];

/** A closing `c` counts for alarm `a` until the alarm occurs again or its amount changes. */
const closedAs = `c.merchant = a.merchant AND c.code = a.code AND c.terminal = a.terminal AND c.detail = a.detail
	AND c.count = a.count AND c.amount_minor = a.amount_minor`;

const severity = `CASE code ${Object.entries(alarmSeverities)
	.map(([code, level]) => `WHEN '${code}' THEN ${level}`)
	.join(" ")} ELSE 0 END`;

/**
 * A page of the open alarms that match, those first that come first by `order`. Terminals take turns: each shows its
 * first, then each its second, so that none hides the others' alarms behind its own.
 */
function pageOf(match: string, order: string): string {
	return `SELECT id, code, terminal, detail, amountMinor, currency, createdMs, count FROM (
		SELECT id, code, terminal, detail, amount_minor AS amountMinor, currency, created_ms AS createdMs, count,
		${order} AS level, row_number() OVER (PARTITION BY terminal ORDER BY ${order} DESC, id DESC) AS turn
		FROM alarms a WHERE merchant = ? AND ${match}
		AND NOT EXISTS (SELECT 1 FROM alarm_closings c WHERE ${closedAs}))
		ORDER BY turn, level DESC, id DESC LIMIT ${hostLimits.pageRowsMax}`;
}

type StandingAlarm = Pick<AlarmRow, "count" | "amountMinor" | "currency">;

export class SqliteNotices implements Synchronous<NoticeStore> {
	readonly #database: Database;
	readonly #merchant: string;
	readonly #raise: Statement<Values>;
	readonly #hold: Statement<Values>;
	readonly #find: Statement<Values, StandingAlarm>;
	readonly #set: Statement<Values>;
	readonly #settle: Statement<Values>;
	readonly #trimAlarms: Statement<Values>;
	/** The first page of those with money, and of those without. */
	readonly #alarms: readonly Statement<Values, AlarmRow>[];
	readonly #details: Statement<Values, { detail: string }>;
	readonly #setAside: Statement<Values>;
	readonly #trimSetAsides: Statement<Values>;
	readonly #setAsides: Statement<Values, SetAsideRow>;
	readonly #count: Statement<Values>;
	readonly #counters: Statement<Values, { name: string; value: number }>;
	/** Alarms of a terminal since its last trim, which scans all of its alarms. */
	readonly #untrimmed = new Map<string, number>();

	constructor(database: Database, merchant: string) {
		this.#database = database;
		this.#merchant = merchant;
		const insert = `INSERT INTO alarms (merchant, code, terminal, detail, amount_minor, currency, created_ms, count)
			VALUES (${places(8)}) ON CONFLICT (merchant, code, terminal, detail)`;
		this.#raise = database.prepare(
			`${insert} DO UPDATE SET count = count + 1, amount_minor = excluded.amount_minor,
			currency = excluded.currency`,
		);
		this.#hold = database.prepare(`${insert} DO NOTHING`);
		this.#set = database.prepare(
			`${insert} DO UPDATE SET count = excluded.count, amount_minor = excluded.amount_minor,
			currency = excluded.currency`,
		);
		const named = "WHERE merchant = ? AND code = ? AND terminal = ? AND detail = ?";
		this.#find = database.prepare(`SELECT count, amount_minor AS amountMinor, currency FROM alarms ${named}`);
		this.#settle = database.prepare(`DELETE FROM alarms ${named}`);
		const codes = lasting.map((code) => `'${code}'`).join(", ");
		const passing = `merchant = ? AND terminal = ? AND code NOT IN (${codes})`;
		this.#trimAlarms = database.prepare(
			`DELETE FROM alarms WHERE id IN (SELECT id FROM alarms WHERE ${passing}
			ORDER BY abs(amount_minor) DESC, ${severity} DESC, id DESC
			LIMIT -1 OFFSET ${hostLimits.alarmsPerTerminalMax})`,
		);
		this.#alarms = [
			database.prepare(pageOf("amount_minor <> 0", "abs(amount_minor)")),
			database.prepare(pageOf("amount_minor = 0", severity)),
		];
		this.#details = database.prepare(
			"SELECT detail FROM alarms WHERE merchant = ? AND code = ? AND terminal = ? ORDER BY detail",
		);
		this.#setAside = database.prepare(
			`INSERT INTO set_asides (merchant, terminal, digest, code, detail, payload, received_ms, count)
			VALUES (${places(7)}, 1)
			ON CONFLICT (merchant, terminal, digest) DO UPDATE SET count = count + 1,
			received_ms = excluded.received_ms`,
		);
		this.#trimSetAsides = database.prepare(
			`DELETE FROM set_asides WHERE merchant = ? AND terminal = ? AND id <=
			(SELECT id FROM set_asides WHERE merchant = ? AND terminal = ? ORDER BY id DESC
			LIMIT 1 OFFSET ${hostLimits.setAsidesPerTerminalMax})`,
		);
		this.#setAsides = database.prepare(
			`SELECT terminal, code, detail, payload, received_ms AS receivedMs, count FROM set_asides
			WHERE merchant = ? AND terminal = ? ORDER BY id DESC`,
		);
		this.#count = database.prepare(
			`INSERT INTO counters VALUES (${places(3)})
			ON CONFLICT (merchant, name) DO UPDATE SET value = value + excluded.value`,
		);
		this.#counters = database.prepare("SELECT name, value FROM counters WHERE merchant = ? ORDER BY name");
	}

	raise(alarm: AlarmNotice, nowMs: number): void {
		this.#raise.run(...this.values(alarm, nowMs, 1));
		this.trim(alarm.terminal);
	}

	holdExactly(code: AlarmNotice["code"], terminal: string, details: readonly string[], nowMs: number): boolean {
		const hold = this.#database.transaction(() => {
			for (const detail of this.details(code, terminal))
				if (!details.includes(detail)) this.#settle.run(this.#merchant, code, terminal, detail);
			let isNew = false;
			for (const detail of details) {
				const alarm = { code, terminal, detail, amountMinor: 0, currency: "" };
				if (this.#hold.run(...this.values(alarm, nowMs, 1)).changes > 0) isNew = true;
			}
			return isNew;
		});
		return hold.immediate();
	}

	/** In the caller's transaction. Returns the alarms that are new or have occurred again. */
	change(changes: readonly AlarmChange[]): AlarmNotice[] {
		const changed: AlarmNotice[] = [];
		for (const change of changes) {
			const { code, terminal, detail } = change.alarm;
			if (change.kind === "clear") this.#settle.run(this.#merchant, code, terminal, detail);
			else if (this.upsert(change)) changed.push(change.alarm);
		}
		return changed;
	}

	/** In the caller's transaction. Deletes all alarms with these codes. */
	forget(codes: readonly string[]): void {
		const forget = this.#database.prepare<Values>("DELETE FROM alarms WHERE merchant = ? AND code = ?");
		for (const code of codes) forget.run(this.#merchant, code);
	}

	alarms(): AlarmRow[] {
		const [money, others] = this.#alarms.map((page) => page.all(this.#merchant)) as [AlarmRow[], AlarmRow[]];
		// Neither kind takes all of the page from the other.
		const room = hostLimits.pageRowsMax - Math.min(others.length, hostLimits.alarmsWithoutMoneyShown);
		const shown = money.slice(0, room).sort((a, b) => Math.abs(b.amountMinor) - Math.abs(a.amountMinor));
		return [...shown, ...others.slice(0, hostLimits.pageRowsMax - shown.length)];
	}

	/** Returns false if there is no such open alarm with that count. */
	close({ id, count, closedMs, closedBy, reason }: AlarmClosing): boolean {
		const close = this.#database.prepare<Values>(
			`INSERT INTO alarm_closings
			(merchant, code, terminal, detail, amount_minor, currency, created_ms, count, closed_ms, closed_by, reason)
			SELECT merchant, code, terminal, detail, amount_minor, currency, created_ms, count, ?, ?, ? FROM alarms a
			WHERE merchant = ? AND id = ? AND count = ?
			AND NOT EXISTS (SELECT 1 FROM alarm_closings c WHERE ${closedAs})`,
		);
		return close.run(closedMs, closedBy, reason, this.#merchant, id, count).changes > 0;
	}

	closedAlarms(limit: number): ClosedAlarmRow[] {
		return this.#database
			.prepare<Values, ClosedAlarmRow>(
				`SELECT id, code, terminal, detail, amount_minor AS amountMinor, currency, created_ms AS createdMs,
				count, closed_ms AS closedMs, closed_by AS closedBy, reason
				FROM alarm_closings WHERE merchant = ? ORDER BY id DESC LIMIT ?`,
			)
			.all(this.#merchant, limit);
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

	/** Returns true if the alarm is new or has occurred again. */
	private upsert(change: Exclude<AlarmChange, { kind: "clear" }>): boolean {
		const { alarm, atMs } = change;
		const { code, terminal, detail } = alarm;
		const before = this.#find.get(this.#merchant, code, terminal, detail);
		const after = change.kind === "set" ? { ...alarm, count: change.count } : merged(before, alarm, change.merge);
		this.#set.run(...this.values({ ...alarm, ...after }, atMs, after.count));
		if (!before) this.trim(terminal);
		return !before || after.count > before.count;
	}

	private trim(terminal: string): void {
		const untrimmed = (this.#untrimmed.get(terminal) ?? 0) + 1;
		const isDue = untrimmed >= hostLimits.alarmsTrimEvery;
		this.#untrimmed.set(terminal, isDue ? 0 : untrimmed);
		if (isDue) this.#trimAlarms.run(this.#merchant, terminal);
	}

	private values(alarm: AlarmNotice, nowMs: number, count: number): Values {
		const { code, terminal, detail, amountMinor, currency } = alarm;
		return [this.#merchant, code, terminal, detail, amountMinor, currency, nowMs, count];
	}
}

/** Commutative: the result does not depend on the order of the alarms. */
function merged(before: StandingAlarm | undefined, alarm: AlarmNotice, merge: "largest" | "sum"): StandingAlarm {
	const { amountMinor, currency } = alarm;
	if (!before) return { count: 1, amountMinor, currency };
	const count = before.count + 1;
	const lastCurrency = before.currency > currency ? before.currency : currency;
	if (merge === "sum") return { count, amountMinor: before.amountMinor + amountMinor, currency: lastCurrency };
	if (before.amountMinor === amountMinor) return { count, amountMinor, currency: lastCurrency };
	return before.amountMinor > amountMinor ? { ...before, count } : { count, amountMinor, currency };
}
