// Alarms, set-asides and durable counters in SQLite. All three are bounded, so that no hostile terminal can fill the disk through them.
import { createHash } from "node:crypto";
import type { Database, Statement } from "better-sqlite3";
import { hostLimits } from "../../limits.js";
import type { AlarmRow, NoticeStore, SetAsideRow } from "../store.js";

export class SqliteNotices implements NoticeStore {
	readonly #raise: Statement<[string, string, string, number, number]>;
	readonly #trimAlarms: Statement<[]>;
	readonly #alarms: Statement<[], AlarmRow>;
	readonly #setAside: Statement<[string, Uint8Array, string, string, Uint8Array, number]>;
	readonly #trimSetAsides: Statement<[string, string]>;
	readonly #setAsides: Statement<[string], SetAsideRow>;
	readonly #count: Statement<[string, number]>;
	readonly #counters: Statement<[], { name: string; value: number }>;

	constructor(database: Database) {
		this.#raise = database.prepare(
			`INSERT INTO alarms (code, terminal, detail, amount_minor, created_ms, count) VALUES (?, ?, ?, ?, ?, 1)
			ON CONFLICT (code, terminal, detail) DO UPDATE SET count = count + 1, amount_minor = excluded.amount_minor`,
		);
		this.#trimAlarms = database.prepare(
			`DELETE FROM alarms WHERE id <= (SELECT id FROM alarms ORDER BY id DESC LIMIT 1 OFFSET ${hostLimits.alarmsMax})`,
		);
		this.#alarms = database.prepare(
			`SELECT id, code, terminal, detail, amount_minor AS amountMinor, created_ms AS createdMs, count FROM alarms
			ORDER BY amount_minor DESC, id DESC LIMIT ${hostLimits.pageRowsMax}`,
		);
		this.#setAside = database.prepare(
			`INSERT INTO set_asides (terminal, digest, code, detail, payload, received_ms, count) VALUES (?, ?, ?, ?, ?, ?, 1)
			ON CONFLICT (terminal, digest) DO UPDATE SET count = count + 1, received_ms = excluded.received_ms`,
		);
		this.#trimSetAsides = database.prepare(
			`DELETE FROM set_asides WHERE terminal = ? AND id <=
			(SELECT id FROM set_asides WHERE terminal = ? ORDER BY id DESC LIMIT 1 OFFSET ${hostLimits.setAsidesPerTerminalMax})`,
		);
		this.#setAsides = database.prepare(
			`SELECT terminal, code, detail, payload, received_ms AS receivedMs, count FROM set_asides WHERE terminal = ? ORDER BY id DESC`,
		);
		this.#count = database.prepare("INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value");
		this.#counters = database.prepare("SELECT name, value FROM counters ORDER BY name");
	}

	raise(alarm: Pick<AlarmRow, "code" | "terminal" | "detail" | "amountMinor">, nowMs: number): void {
		this.#raise.run(alarm.code, alarm.terminal, alarm.detail, alarm.amountMinor, nowMs);
		this.#trimAlarms.run();
	}

	alarms(): AlarmRow[] {
		return this.#alarms.all();
	}

	setAside(row: Omit<SetAsideRow, "count">): void {
		const digest = createHash("sha256").update(row.payload).digest();
		const kept = row.payload.subarray(0, hostLimits.setAsideBytesMax);
		this.#setAside.run(row.terminal, digest, row.code, row.detail, kept, row.receivedMs);
		this.#trimSetAsides.run(row.terminal, row.terminal);
	}

	setAsides(terminal: string): SetAsideRow[] {
		return this.#setAsides.all(terminal);
	}

	count(name: string, by: number): void {
		this.#count.run(name, by);
	}

	counters(): Record<string, number> {
		return Object.fromEntries(this.#counters.all().map((row) => [row.name, row.value]));
	}
}
