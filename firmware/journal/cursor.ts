// Walks records in order, across segments and epochs, holding nothing but its place. It stays good while records are appended
// behind it; when its segment is reused it goes on at the oldest record held.
import { recordCodeMax } from "./layout.js";
import type { SegmentHeader } from "./header.js";
import type { Ring } from "./ring.js";
import { SegmentReader } from "./segment-reader.js";

export interface JournalEntry {
	readonly epoch: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

/** What a cursor asks of the open journal: how far it reaches now. */
export interface JournalReach {
	/** Undefined while the journal holds no segment. */
	readonly newestSegment: number | undefined;
	/** Offset behind the last frame of the newest segment. */
	readonly offset: number;
	oldest(): SegmentHeader;
	isGone(segment: number): boolean;
}

export class JournalCursor {
	#ring: Ring;
	#reach: JournalReach;
	#fromEpoch: number;
	#fromSequence: number;
	#reader: SegmentReader | undefined;
	#epoch = 0;
	/** Sequence of the record at the reader's offset. */
	#sequence = 0;
	/** Sequence at which the segment behind takes over (Infinity where another epoch begins); undefined until that is there. */
	#until: number | undefined;

	constructor(ring: Ring, reach: JournalReach, epoch: number, sequence: number) {
		this.#ring = ring;
		this.#reach = reach;
		this.#fromEpoch = epoch;
		this.#fromSequence = sequence;
	}

	/** The next record; undefined at the end, and again something once more is appended. */
	next(): JournalEntry | undefined {
		const newest = this.#reach.newestSegment;
		if (newest === undefined) return undefined;
		if (this.#reader === undefined || this.#reach.isGone(this.#reader.segment)) this.#seek(newest);
		for (;;) {
			const reader = this.#reader!;
			const isNewest = reader.segment === newest;
			const frame = this.#isRead(reader, newest) ? undefined : reader.next();
			if (frame === undefined) {
				const behind = isNewest ? undefined : this.#ring.next(reader.segment, newest);
				if (behind === undefined) return undefined;
				this.#enter(behind);
				continue;
			}
			if (frame.code > recordCodeMax) continue;
			const sequence = this.#sequence++;
			if (this.#epoch < this.#fromEpoch || (this.#epoch === this.#fromEpoch && sequence < this.#fromSequence)) continue;
			return { epoch: this.#epoch, sequence, payload: frame.content };
		}
	}

	#isRead(reader: SegmentReader, newest: number): boolean {
		if (reader.segment === newest) return reader.offset >= this.#reach.offset;
		if (this.#until === undefined) {
			const behind = this.#ring.next(reader.segment, newest);
			this.#until = behind?.epoch === this.#epoch ? behind.firstSequence : Infinity;
		}
		return this.#sequence >= this.#until;
	}

	#seek(newest: number): void {
		const oldest = this.#reach.oldest();
		this.#enter(this.#ring.find(this.#fromEpoch, this.#fromSequence, oldest, newest) ?? oldest);
	}

	#enter(header: SegmentHeader): void {
		this.#reader = new SegmentReader(this.#ring, header.segment);
		this.#epoch = header.epoch;
		this.#sequence = header.firstSequence;
		this.#until = undefined;
	}
}
