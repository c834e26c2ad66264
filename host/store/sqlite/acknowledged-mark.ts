// How far the host has acknowledged, in a file beside the database. SQLite silently drops everything behind a torn
// frame of its write-ahead log: what remains is whole, but older than what terminals were told. The same is true of a
// backup that is put in place of the database without saying so. At the next start the mark shows either.
import { closeSync, existsSync, fdatasyncSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Database, Statement } from "better-sqlite3";
import { ascii } from "../../../firmware/core/bytes.js";
import { crc32c } from "../../../firmware/core/crc32c.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import { createPrivately } from "../../private-folder.js";
import type { Named } from "./sql.js";

interface Mark {
	readonly incarnation: number;
	/** The number of the newest entry of the log. */
	readonly entry: number;
	/** How often something was entered at the host that is no entry of the log. */
	readonly entered: number;
}

/** Written in place, within one sector, so that it needs no room on a full disk. */
const fileBytes = 64;

/** The calls after which something is acknowledged. */
const markedCalls: readonly string[] = ["chains.commit", "terminals.grant", "payments.addAnswer"];

/**
 * The calls that enter something else, which only the database has: prices, firmware, closed alarms, judged times, and
 * as settings the people and the incarnation, which is in use from then on.
 */
const enteringCalls: readonly string[] = [
	...["catalogs.publish", "firmware.add", "firmware.withdraw", "notices.close", "chains.setReceived"],
	"settings.set",
];

const enteredKey = "entered";

export class AcknowledgedMark {
	readonly #path: string | undefined;
	readonly #merchant: string;
	readonly #present: Statement<[Named], Mark>;
	readonly #owner: Statement<[], { merchant: string }>;
	readonly #enter: Statement<[Named]>;
	#written: Mark | undefined;
	#file: number | undefined;
	#syncedMs = 0;

	/** An undefined folder keeps none. */
	constructor(database: Database, merchant: string, folder: string | undefined) {
		this.#path = folder === undefined ? undefined : join(folder, "host.mark");
		this.#merchant = merchant;
		this.#present = database.prepare(
			`SELECT coalesce((SELECT max(number) FROM log WHERE merchant = @merchant), 0) AS entry, coalesce(
			(SELECT CAST(value AS INTEGER) FROM settings WHERE merchant = @merchant AND key = 'incarnation'), 0)
			AS incarnation, coalesce((SELECT CAST(value AS INTEGER) FROM settings
			WHERE merchant = @merchant AND key = '${enteredKey}'), 0) AS entered`,
		);
		this.#enter = database.prepare(
			`INSERT INTO settings (merchant, key, value) VALUES (@merchant, '${enteredKey}', '1')
			ON CONFLICT (merchant, key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`,
		);
		this.#owner = database.prepare("SELECT merchant FROM settings LIMIT 1");
	}

	/** Throws HostFault STORE_BEHIND where the database lacks something that was acknowledged. */
	demandReached(): void {
		const held = this.read();
		// A folder of another merchant is refused as such later.
		const { merchant = this.#merchant } = this.#owner.get() ?? {};
		if (!held || merchant !== this.#merchant) return;
		const present = this.present();
		if (present.incarnation > held.incarnation) return;
		const isSame = present.incarnation === held.incarnation;
		if (isSame && present.entry >= held.entry && present.entered >= held.entered) return;
		const isShort = isSame && present.entry >= held.entry;
		const text = ({ entry, incarnation, entered }: Mark): string =>
			isShort ? `input ${entered} of an operator` : `entry ${entry} of incarnation ${incarnation}`;
		throw new HostFault("STORE_BEHIND", `the database ends with ${text(present)}, not with ${text(held)}`);
	}

	/** After a call that is durable now. Never throws: without the newest mark a start only notices less. */
	follow(call: string): void {
		const isEntered = enteringCalls.includes(call);
		if (this.#path === undefined || !(isEntered || markedCalls.includes(call))) return;
		try {
			if (isEntered) this.#enter.run({ merchant: this.#merchant });
			this.write(this.#path, this.present());
		} catch {
			// The disk's trouble shows in the store's own calls.
		}
	}

	/** Idempotent. */
	close(): void {
		const file = this.#file;
		this.#file = undefined;
		if (file === undefined) return;
		try {
			fdatasyncSync(file);
		} catch {
			// As above.
		}
		closeSync(file);
	}

	private present(): Mark {
		return this.#present.get({ merchant: this.#merchant })!;
	}

	/** Undefined for none, and for one that a power cut has torn. */
	private read(): Mark | undefined {
		if (this.#path === undefined || !existsSync(this.#path)) return undefined;
		const text = readStart(this.#path);
		const match = /^((\d{1,15}) (\d{1,15})(?: (\d{1,12}))?) ([0-9a-f]{8}) *\n$/.exec(text);
		const [, body = "", incarnation, entry, entered = 0, sum] = match ?? [];
		if (sum !== sumOf(body)) return undefined;
		return { incarnation: Number(incarnation), entry: Number(entry), entered: Number(entered) };
	}

	private write(path: string, mark: Mark): void {
		const { incarnation, entry, entered } = mark;
		const last = this.#written;
		if (last?.incarnation === incarnation && last.entry === entry && last.entered === entered) return;
		if (this.#file === undefined) {
			createPrivately(path);
			this.#file = openSync(path, "r+");
		}
		const body = `${incarnation} ${entry} ${entered}`;
		writeSync(this.#file, ascii(`${`${body} ${sumOf(body)}`.padEnd(fileBytes - 1)}\n`), 0, fileBytes, 0);
		this.#written = mark;
		// The system writes a page by itself within half a minute, so that a sync now and then is enough: a mark that a
		// power cut takes back shows less, but nothing that is untrue.
		const nowMs = performance.now();
		if (nowMs - this.#syncedMs < hostLimits.markSyncMs) return;
		this.#syncedMs = nowMs;
		fdatasyncSync(this.#file);
	}
}

/** No more than a mark has, whatever else lies there. */
function readStart(path: string): string {
	const file = openSync(path, "r");
	try {
		const bytes = Buffer.alloc(fileBytes);
		return bytes.toString("latin1", 0, readSync(file, bytes, 0, fileBytes, 0));
	} finally {
		closeSync(file);
	}
}

function sumOf(body: string): string {
	return crc32c(ascii(body)).toString(16).padStart(8, "0");
}
