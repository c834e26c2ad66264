// Terminals and the grants of their epochs in SQLite. A grant is an entry of the log.
import type { Database } from "better-sqlite3";
import { equal } from "../../../firmware/core/bytes.js";
import type {
	Sighting,
	Synchronous,
	TerminalCredentials,
	TerminalGrant,
	TerminalRow,
	TerminalStore,
} from "../store.js";
import type { SqliteLog } from "./log.js";
import type { Values } from "./sql.js";
import type { SqliteEnrolments, SqliteTerminals } from "./terminals.js";

export interface TerminalParts {
	readonly terminals: SqliteTerminals;
	readonly enrolments: SqliteEnrolments;
	readonly log: SqliteLog;
}

export class SqliteGrants implements Synchronous<TerminalStore> {
	readonly #parts: TerminalParts;
	readonly #grant: (grant: TerminalGrant) => string | undefined;

	constructor(database: Database, merchant: string, parts: TerminalParts) {
		this.#parts = parts;
		const heldKey = database.prepare<Values, { publicKey: Uint8Array }>(
			`SELECT public_key AS publicKey FROM epochs WHERE merchant = ? AND terminal = ? AND epoch = ?`,
		);
		const transaction = database.transaction((grant: TerminalGrant) =>
			this.take(grant, heldKey.get(merchant, grant.terminal, grant.epoch)?.publicKey),
		);
		this.#grant = (grant) => transaction.immediate(grant);
	}

	find(terminal: string): TerminalRow | undefined {
		return this.#parts.terminals.find(terminal);
	}

	credentials(terminals: readonly string[]): (TerminalCredentials | undefined)[] {
		return this.#parts.terminals.credentials(terminals);
	}

	all(): TerminalRow[] {
		return this.#parts.terminals.all();
	}

	grant(grant: TerminalGrant): string | undefined {
		return this.#grant(grant);
	}

	seen(sightings: readonly Sighting[]): void {
		this.#parts.terminals.seen(sightings);
	}

	private take(grant: TerminalGrant, heldKey: Uint8Array | undefined): string | undefined {
		const { terminals, enrolments, log } = this.#parts;
		const { terminal, epoch, publicKey, head, codeId, atMs } = grant;
		const present = terminals.find(terminal);
		if (heldKey) return equal(heldKey, publicKey) && isInForce(grant, present) ? present.topicRoot : undefined;
		if (epoch !== (present?.epoch ?? 0) + 1) return undefined;
		terminals.put(terminal, grant.name, atMs);
		log.addEpoch({ terminal, epoch, publicKey, committed: 0, head, status: "committed" }, atMs);
		if (codeId !== undefined) enrolments.useUp(codeId, publicKey, epoch);
		terminals.setPassword(terminal, grant.passwordHash);
		return terminals.topics(terminal);
	}
}

/** A grant ends with the next one, which has another password. */
function isInForce({ passwordHash }: TerminalGrant, present: TerminalRow | undefined): present is TerminalRow {
	return (
		passwordHash !== undefined && present?.passwordHash !== undefined && equal(passwordHash, present.passwordHash)
	);
}
