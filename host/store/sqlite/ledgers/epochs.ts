// Epochs whose predecessor's head is not stored yet, in SQLite.
import type { Database, Statement } from "better-sqlite3";
import type {
	EpochLink,
	EpochsChanges,
	EpochsState,
	EpochsWants,
	HeadKey,
	HeldHead,
} from "../../../ledger/epochs/ledger.js";
import type { Named, Values } from "../sql.js";
import type { LedgerRows } from "./rows.js";
import { Table } from "./tables.js";

export class SqliteEpochLinks implements LedgerRows<EpochsWants, EpochsState, EpochsChanges> {
	readonly #merchant: string;
	readonly #links: Table;
	readonly #waiting: Statement<Values, EpochLink>;
	readonly #heads: Statement<[Named], { head: Uint8Array }>;

	constructor(database: Database, merchant: string) {
		this.#merchant = merchant;
		this.#links = new Table(database, merchant, {
			name: "unlinked_epochs",
			key: ["terminal", "epoch", "sequence"],
			columns: ["opens", "previous_epoch", "previous_sequence", "previous_head", "received_ms"],
			onConflict: "replace",
		});
		this.#waiting = database.prepare(
			`SELECT terminal, epoch, sequence, opens, previous_epoch AS previousEpoch,
			previous_sequence AS previousSequence, previous_head AS previousHead, received_ms AS receivedMs
			FROM unlinked_epochs WHERE merchant = ? AND terminal = ? ORDER BY epoch, sequence`,
		);
		this.#heads = database.prepare(
			`SELECT head FROM records WHERE merchant = @merchant AND terminal = @terminal AND epoch = @epoch
			AND sequence = @sequence
			UNION ALL SELECT r.head FROM branches b
			CROSS JOIN branch_records r ON r.merchant = b.merchant AND r.branch = b.id
			WHERE b.merchant = @merchant AND b.terminal = @terminal AND b.epoch = @epoch AND r.sequence = @sequence`,
		);
	}

	load({ terminals, heads }: EpochsWants): EpochsState {
		const waiting = terminals.flatMap((terminal) => this.#waiting.all(this.#merchant, terminal));
		const named = waiting.map(({ terminal, previousEpoch, previousSequence }) => ({
			...{ terminal, epoch: previousEpoch, sequence: previousSequence },
		}));
		return { waiting, heads: [...named, ...heads].flatMap((key) => this.headsAt(key)) };
	}

	apply({ waiting, linked }: EpochsChanges): void {
		for (const { terminal, epoch, sequence } of linked) this.#links.remove({ terminal, epoch, sequence });
		for (const { terminal, epoch, sequence, ...link } of waiting)
			this.#links.put({
				...{ terminal, epoch, sequence, opens: link.opens, previous_epoch: link.previousEpoch },
				...{ previous_sequence: link.previousSequence, previous_head: link.previousHead },
				received_ms: link.receivedMs,
			});
	}

	clear(): void {
		this.#links.clear();
	}

	private headsAt(key: HeadKey): HeldHead[] {
		const values = { merchant: this.#merchant, terminal: key.terminal, epoch: key.epoch, sequence: key.sequence };
		return this.#heads.all(values).map(({ head }) => ({ ...key, head }));
	}
}
