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
	readonly epoch: number;
	/** Last durable record of that epoch. */
	readonly sequence: number;
	oldest(): SegmentHeader;
	isGone(segment: number): boolean;
	/** Says that a segment is damaged; true when that is an erase that was cut off, and the segment counts as gone. */
	isHalfErased(segment: number): boolean;
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
	/** Damage reaches to the segment's end. */
	#exhausted = false;

	constructor(ring: Ring, reach: JournalReach, epoch: number, sequence: number) {
		this.#ring = ring;
		this.#reach = reach;
		this.#fromEpoch = epoch;
		this.#fromSequence = sequence;
	}

	/** The segment of the record last read; -1 before the first. */
	get segment(): number {
		return this.#reader?.segment ?? -1;
	}

	/** The next record; undefined at the end, and again something once more is appended. Damaged records are passed over and noted. */
	next(): JournalEntry | undefined {
		for (;;) {
			const newest = this.#reach.newestSegment;
			if (newest === undefined) return undefined;
			if (this.#reader === undefined || this.#reach.isGone(this.#reader.segment)) this.#seek(newest);
			const reader = this.#reader!;
			if (this.#isRead(reader, newest)) {
				if (!this.#advance(reader.segment, newest)) return undefined;
				continue;
			}
			const frame = reader.next();
			if (frame === undefined) {
				this.#passDamage(reader, newest);
				continue;
			}
			if (frame.code > recordCodeMax) continue;
			const sequence = this.#sequence++;
			if (this.#epoch < this.#fromEpoch || (this.#epoch === this.#fromEpoch && sequence < this.#fromSequence)) continue;
			return { epoch: this.#epoch, sequence, payload: frame.content };
		}
	}

	/** Whether the segment has nothing more to give. */
	#isRead(reader: SegmentReader, newest: number): boolean {
		if (this.#exhausted) return true;
		if (reader.segment === newest) return reader.offset >= this.#reach.offset;
		if (this.#until === undefined) {
			const behind = this.#ring.next(reader.segment, newest);
			const isAdjacent = behind?.segment === reader.segment + 1 || this.#hidden(reader.segment, behind?.segment ?? newest) === undefined;
			this.#until = behind?.epoch === this.#epoch && isAdjacent ? behind.firstSequence : Infinity;
		}
		return this.#sequence >= this.#until;
	}

	#advance(segment: number, newest: number): boolean {
		if (segment === newest) return false;
		const behind = this.#ring.next(segment, newest);
		const hidden = this.#hidden(segment, behind?.segment ?? newest + 1);
		if (hidden !== undefined) {
			const epoch = this.#ring.hiddenEpoch(hidden, this.#epoch)!;
			this.#begin(hidden, epoch, epoch === this.#epoch ? this.#sequence : 1);
			return true;
		}
		if (behind === undefined) return false;
		this.#begin(behind.segment, behind.epoch, behind.firstSequence);
		return true;
	}

	/** A segment between two others whose header can not be read, but whose frames can. */
	#hidden(after: number, before: number): number | undefined {
		for (let segment = after + 1; segment < before; segment++)
			if (this.#ring.hiddenEpoch(segment, this.#epoch) !== undefined) return segment;
		return undefined;
	}

	#passDamage(reader: SegmentReader, newest: number): void {
		const written = reader.writtenEnd();
		if (written > reader.offset && this.#reach.isHalfErased(reader.segment)) return;
		const isNewest = reader.segment === newest;
		const newestUntil = this.#reach.epoch === this.#epoch ? this.#reach.sequence + 1 : Infinity;
		const until = isNewest ? newestUntil : this.#until!;
		const gap = reader.skip(written);
		let lost = 0;
		if (gap !== undefined) lost = gap.exact || until === Infinity ? gap.records : until - this.#sequence - reader.countRecords();
		else {
			if (isNewest) reader.offset = this.#reach.offset;
			else this.#exhausted = true;
			if (until !== Infinity) lost = until - this.#sequence;
		}
		for (; lost > 0; lost--) this.#ring.damage.note(reader.segment % this.#ring.sectors, this.#epoch, this.#sequence++);
	}

	#seek(newest: number): void {
		const oldest = this.#reach.oldest();
		const found = this.#ring.find(this.#fromEpoch, this.#fromSequence, oldest, newest) ?? oldest;
		this.#begin(found.segment, found.epoch, found.firstSequence);
	}

	#begin(segment: number, epoch: number, sequence: number): void {
		this.#reader = new SegmentReader(this.#ring, segment);
		this.#epoch = epoch;
		this.#sequence = sequence;
		this.#until = undefined;
		this.#exhausted = false;
	}
}
