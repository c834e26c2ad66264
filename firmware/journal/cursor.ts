// Walks records in order, across segments and epochs, and keeps only its position. It stays valid while records are
// appended; when its segment is reused it continues at the oldest record held.
import { isOpened, provenHeader, recoverHeader, statedEnd } from "./damaged-header.js";
import type { SegmentHeader } from "./header.js";
import { recordCodeMax } from "./layout.js";
import type { Ring } from "./ring.js";
import { SegmentReader } from "./segment-reader.js";

export interface JournalEntry {
	readonly epoch: number;
	readonly sequence: number;
	readonly payload: Uint8Array;
}

/** What a cursor needs to know of the open journal. */
export interface JournalReach {
	/** Undefined while the journal holds no segment. */
	readonly newestSegment: number | undefined;
	/** Offset behind the last frame of the newest segment. */
	readonly offset: number;
	readonly epoch: number;
	/** Last durable record of that epoch. */
	readonly sequence: number;
	/** The head before an epoch's first record. */
	genesis(epoch: number): Uint8Array;
	oldest(): SegmentHeader;
	isGone(segment: number): boolean;
	/**
	 * Reports that a segment is damaged; true when the cause is an interrupted erase, and the segment counts as gone.
	 */
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
	/**
	 * Sequence at which the next segment begins (Infinity where it begins another epoch); undefined until there is one.
	 */
	#until: number | undefined;
	/** The damage extends to the end of the segment. */
	#exhausted = false;

	constructor(ring: Ring, reach: JournalReach, epoch: number, sequence: number) {
		this.#ring = ring;
		this.#reach = reach;
		this.#fromEpoch = epoch;
		this.#fromSequence = sequence;
	}

	/** The segment of the last record that was read; -1 before the first. */
	get segment(): number {
		return this.#reader?.segment ?? -1;
	}

	/**
	 * The next record. Undefined at the end, and a record again once more are appended. Damaged records are skipped and
	 * noted.
	 */
	next(): JournalEntry | undefined {
		for (;;) {
			const newest = this.#reach.newestSegment;
			if (newest === undefined) return undefined;
			if (this.#reader === undefined || this.#reach.isGone(this.#reader.segment)) this.seek(newest);
			const reader = this.#reader!;
			if (this.isRead(reader, newest)) {
				if (!this.advance(reader.segment, newest)) return undefined;
				continue;
			}
			const frame = reader.next();
			if (frame === undefined) {
				this.passDamage(reader, newest);
				continue;
			}
			if (frame.code > recordCodeMax) continue;
			const sequence = this.#sequence++;
			if (this.#epoch < this.#fromEpoch || (this.#epoch === this.#fromEpoch && sequence < this.#fromSequence))
				continue;
			return { epoch: this.#epoch, sequence, payload: frame.content };
		}
	}

	/** Whether all of the segment was read. */
	private isRead(reader: SegmentReader, newest: number): boolean {
		if (this.#exhausted) return true;
		if (reader.segment === newest) return reader.offset >= this.#reach.offset;
		this.#until ??= this.findUntil(reader, newest);
		return this.#sequence >= this.#until;
	}

	private findUntil(reader: SegmentReader, newest: number): number {
		const { segment } = reader;
		const behind = this.#ring.next(segment, newest);
		const damaged = this.damaged(segment, behind?.segment ?? newest + 1);
		if (damaged === undefined) return behind?.epoch === this.#epoch ? behind.firstSequence : Infinity;
		const proven = provenHeader(this.#ring, damaged, [this.#epoch, this.#epoch + 1, this.epochAfter(behind)]);
		if (proven !== undefined) return proven.epoch === this.#epoch ? proven.firstSequence : Infinity;
		const end = statedEnd(this.#ring, damaged, segment);
		return end === undefined ? Infinity : this.#sequence + reader.countRecords(end);
	}

	private advance(segment: number, newest: number): boolean {
		if (segment === newest) return false;
		const behind = this.#ring.next(segment, newest);
		const damaged = this.damaged(segment, behind?.segment ?? newest + 1);
		if (damaged !== undefined) {
			const recovery = {
				ring: this.#ring,
				segment: damaged,
				before: { segment, epoch: this.#epoch, sequence: this.#sequence - 1, head: undefined },
				epochs: [this.epochAfter(behind)],
				genesis: (epoch: number) => this.#reach.genesis(epoch),
			};
			this.begin(recoverHeader(recovery)!.header);
			return true;
		}
		if (behind === undefined) return false;
		this.begin(behind);
		return true;
	}

	/** A segment between two others whose header cannot be read, but whose frames can. */
	private damaged(after: number, before: number): number | undefined {
		for (let segment = after + 1; segment < before; segment++) if (isOpened(this.#ring, segment)) return segment;
		return undefined;
	}

	/** The latest epoch that a damaged segment before `behind` can belong to. */
	private epochAfter(behind: SegmentHeader | undefined): number {
		return behind?.epoch ?? this.#reach.epoch;
	}

	private passDamage(reader: SegmentReader, newest: number): void {
		const written = reader.writtenEnd();
		if (written > reader.offset && this.#reach.isHalfErased(reader.segment)) return;
		const isNewest = reader.segment === newest;
		const newestUntil = this.#reach.epoch === this.#epoch ? this.#reach.sequence + 1 : Infinity;
		const until = isNewest ? newestUntil : this.#until!;
		const gap = reader.skip(written);
		let lost = 0;
		if (gap !== undefined)
			lost = gap.exact || until === Infinity ? gap.records : until - this.#sequence - reader.countRecords();
		else {
			if (isNewest) reader.offset = this.#reach.offset;
			else this.#exhausted = true;
			if (until !== Infinity) lost = until - this.#sequence;
		}
		for (; lost > 0; lost--)
			this.#ring.damage.note(reader.segment % this.#ring.sectors, this.#epoch, this.#sequence++);
	}

	private seek(newest: number): void {
		const oldest = this.#reach.oldest();
		this.begin(this.#ring.find(this.#fromEpoch, this.#fromSequence, oldest, newest) ?? oldest);
	}

	private begin({ segment, epoch, firstSequence }: SegmentHeader): void {
		this.#reader = new SegmentReader(this.#ring, segment);
		this.#epoch = epoch;
		this.#sequence = firstSequence;
		this.#until = undefined;
		this.#exhausted = false;
	}
}
