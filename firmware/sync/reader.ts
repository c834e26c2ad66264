// Reads the journal forwards for the shipper. It keeps its cursor between batches: finding a place again reads all of a
// segment before it.
import type { ChainPoint, ShippedJournal, ShippedRecord } from "./branch.js";

export class JournalReader {
	readonly #journal: ShippedJournal;
	#cursor: ReturnType<ShippedJournal["walk"]> | undefined;
	/** The record taken last. */
	#epoch = 0;
	#sequence = 0;
	#peeked: ShippedRecord | undefined;

	constructor(journal: ShippedJournal) {
		this.#journal = journal;
	}

	/** Continues after `point`, or at the oldest record held. */
	moveTo(point: ChainPoint | undefined): void {
		const epoch = point?.epoch ?? 1;
		const sequence = point?.sequence ?? 0;
		if (this.#cursor && epoch === this.#epoch && sequence === this.#sequence) return;
		this.#epoch = epoch;
		this.#sequence = sequence;
		this.seek();
	}

	/** The record that the next `take` returns; undefined at the end of the journal. */
	peek(): ShippedRecord | undefined {
		if (this.#peeked) return this.#peeked;
		this.#peeked = this.#cursor?.next();
		// A cursor whose segment was reused in the meantime continues at another place.
		if (this.#peeked && !this.follows(this.#peeked)) {
			this.seek();
			this.#peeked = this.#cursor?.next();
		}
		return this.#peeked;
	}

	take(): void {
		const record = this.peek();
		if (!record) return;
		this.#epoch = record.epoch;
		this.#sequence = record.sequence;
		this.#peeked = undefined;
	}

	private seek(): void {
		this.#peeked = undefined;
		this.#cursor = this.#journal.walk(this.#epoch, this.#sequence + 1);
	}

	private follows(record: ShippedRecord): boolean {
		return record.epoch === this.#epoch
			? record.sequence === this.#sequence + 1
			: record.epoch > this.#epoch && record.sequence === 1;
	}
}
