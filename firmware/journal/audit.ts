// Reads the whole journal again and recomputes its chain in bounded steps. A terminal shows the result to an inspector
// (invariant 7).
import { equal } from "../core/bytes.js";
import { nextHead } from "../core/chain.js";
import type { Digest } from "../core/ports.js";
import { JournalCursor, type JournalReach } from "./cursor.js";
import type { Ring } from "./ring.js";

export interface AuditOptions {
	readonly ring: Ring;
	readonly reach: JournalReach & { readonly head: Uint8Array };
	readonly digest: Digest;
}

export class Audit {
	/** Records that were read and are part of the chain. */
	records = 0;
	/** Records that cannot be read any more. */
	damaged = 0;
	/** Places where the records do not lead to the head that follows them. */
	breaks = 0;
	readonly #options: AuditOptions;
	readonly #cursor: JournalCursor;
	/** The last record when the audit began, and the head after it. Records written later are not part of the audit. */
	readonly #lastEpoch: number;
	readonly #lastSequence: number;
	readonly #lastHead: Uint8Array;
	#epoch = 0;
	#sequence = 0;
	/** The head after `#sequence`; undefined where the records before it cannot be read. */
	#head: Uint8Array | undefined;
	#segment = -1;

	constructor(options: AuditOptions) {
		this.#options = options;
		this.#cursor = new JournalCursor(options.ring, options.reach, 0, 0);
		this.#lastEpoch = options.reach.epoch;
		this.#lastSequence = options.reach.sequence;
		this.#lastHead = options.reach.head;
	}

	/** Reads at most `recordsMax` records. True when more remain. */
	step(recordsMax: number): boolean {
		for (let count = 0; count < recordsMax; count++) {
			const entry = this.isAtLast() ? undefined : this.#cursor.next();
			if (entry === undefined) {
				this.end();
				return false;
			}
			this.place(entry.epoch, entry.sequence);
			this.records++;
			this.#sequence = entry.sequence;
			if (this.#head !== undefined) this.#head = nextHead(this.#options.digest, this.#head, entry.payload);
		}
		return true;
	}

	/**
	 * Takes the next record: counts what is missing between it and the one before, and compares the head that its
	 * segment states.
	 */
	private place(epoch: number, sequence: number): void {
		const isFirst = this.records === 0;
		if (epoch !== this.#epoch) {
			this.#epoch = epoch;
			this.#sequence = isFirst ? sequence - 1 : 0;
			this.#head = undefined;
		}
		if (sequence > this.#sequence + 1) {
			// Archived records whose sector was reused during the audit are not missing.
			if (!this.#options.reach.isGone(this.#segment)) this.damaged += sequence - this.#sequence - 1;
			this.#head = undefined;
		}
		const segment = this.#cursor.segment;
		if (segment === this.#segment) return;
		this.#segment = segment;
		const header = this.#options.ring.header(segment);
		if (header?.firstSequence !== sequence || header.epoch !== epoch) return;
		if (this.#head !== undefined && !equal(this.#head, header.head)) this.breaks++;
		this.#head = header.head;
	}

	private isAtLast(): boolean {
		return (
			this.#epoch > this.#lastEpoch || (this.#epoch === this.#lastEpoch && this.#sequence >= this.#lastSequence)
		);
	}

	private end(): void {
		if (this.#epoch !== this.#lastEpoch) return;
		this.damaged += Math.max(0, this.#lastSequence - this.#sequence);
		if (this.#sequence === this.#lastSequence && this.#head !== undefined && !equal(this.#head, this.#lastHead))
			this.breaks++;
	}
}
