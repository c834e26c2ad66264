// The append-only log of a terminal on raw NOR flash: a record is durable when `append` returns (invariant 1), a power
// cut never makes the log unusable (invariant 2), and records are chained and signed (invariant 7).
// docs/journal-format.md describes the bytes.
import { assert } from "../core/assert.js";
import { concat, u32 } from "../core/bytes.js";
import { chainContext, checkpointMessage, genesisHead, nextHead, type ChainIdentity } from "../core/chain.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Digest, Flash, Signer } from "../core/ports.js";
import { Audit } from "./audit.js";
import { Allocator, type Room } from "./allocator.js";
import { JournalCursor, type JournalReach } from "./cursor.js";
import { oldestSegment } from "./damaged-header.js";
import { geometryByte, type Owner, type SegmentHeader } from "./header.js";
import { archivedMarkCode, checkpointCode, segmentEndCode, readU32 } from "./layout.js";
import { earlierMark, mount, type RecordMark } from "./mount.js";
import { atOrBefore, Ring } from "./ring.js";
import { SegmentWriter, type FrameContent } from "./segment-writer.js";
import { journalStatistics, type JournalStatistics } from "./statistics.js";

export interface JournalOptions {
	readonly flash: Flash;
	readonly digest: Digest;
	readonly signer: Signer;
	/** The epoch is used only while the flash holds no later one. */
	readonly identity: ChainIdentity;
	/** Sign after this many records: 1 signs every record, 0 (the default) never signs by count. */
	readonly checkpointEvery?: number;
}

const wholeU32 = 0xffff_ffff;

export class Journal implements JournalReach {
	#flash: Flash;
	#digest: Digest;
	#signer: Signer;
	#identity: ChainIdentity;
	#checkpointEvery: number;
	#ring: Ring;
	#allocator: Allocator;
	#writer: SegmentWriter;
	#epoch: number;
	#sequence = 0;
	#head: Uint8Array;
	#sinceCheckpoint = 0;
	#archived: RecordMark | undefined;
	/** The mark as stored in flash, and the oldest segment it keeps: what a reboot would find. */
	#storedMark: RecordMark | undefined;
	#storedTail = 0;
	#tail: number | undefined;
	#closed = false;

	/** Mounts without writing. Throws Fault JOURNAL_FOREIGN or JOURNAL_UNKNOWN_FORMAT and leaves the flash as it is. */
	constructor(options: JournalOptions) {
		const { flash, digest, identity } = options;
		this.#flash = flash;
		this.#digest = digest;
		this.#signer = options.signer;
		this.#identity = identity;
		this.#checkpointEvery = options.checkpointEvery ?? 0;
		this.#ring = new Ring(flash, ownerOf(flash, digest, identity));
		this.#writer = new SegmentWriter(this.#ring);
		const genesis = (epoch: number): Uint8Array => this.genesis(epoch);
		const { newest: mounted, candidate } = mount({
			ring: this.#ring,
			digest,
			genesis,
			enrolledEpoch: identity.epoch,
		});
		this.#epoch = identity.epoch;
		if (mounted !== undefined) {
			this.#writer.resume(mounted.segment, mounted.offset, mounted.sealed);
			this.#archived = mounted.archived;
			this.#storedMark = mounted.archived;
		}
		if (mounted !== undefined && mounted.epoch >= identity.epoch && !mounted.broken) {
			this.#epoch = mounted.epoch;
			this.#sequence = mounted.sequence;
			this.#head = mounted.head;
			this.#sinceCheckpoint = mounted.recordsSinceCheckpoint;
		} else {
			// A chain whose head is lost cannot be continued: the next epoch begins automatically, and selling
			// continues.
			if (mounted?.broken) this.#epoch = Math.max(identity.epoch, mounted.epoch + 1);
			this.#head = this.genesis(this.#epoch);
			this.#writer.sealed = true;
		}
		this.#allocator = new Allocator(this.#ring, candidate);
	}

	get epoch(): number {
		return this.#epoch;
	}

	/** Sequence of the last durable record of this epoch; 0 when there is none. */
	get sequence(): number {
		return this.#sequence;
	}

	/** The chain head after `sequence`. */
	get head(): Uint8Array {
		return this.#head;
	}

	/** Records of this epoch after the last stored signature. */
	get unsignedRecords(): number {
		return this.#sinceCheckpoint;
	}

	/** The oldest record of this epoch that is held; `sequence` + 1 when none is. */
	get firstSequence(): number {
		if (this.#writer.segment === undefined) return this.#sequence + 1;
		const { epoch, firstSequence } = this.oldest();
		// Where an earlier epoch is still held, this one is held from its beginning.
		return epoch === this.#epoch ? firstSequence : 1;
	}

	get newestSegment(): number | undefined {
		return this.#writer.segment;
	}

	get offset(): number {
		return this.#writer.offset;
	}

	/**
	 * Stores one record and returns its sequence; the record is durable then. Throws Fault JOURNAL_FULL or
	 * FLASH_PROGRAM_FAILED with nothing changed.
	 */
	append(payload: Uint8Array, room: Room = "sale"): number {
		assert(payload.length > 0, "a record has at least one byte");
		if (payload.length > limits.recordPayloadBytesMax)
			throw new Fault("JOURNAL_RECORD_TOO_LARGE", `${payload.length} bytes`);
		this.store({ code: payload.length, content: payload }, room);
		this.#head = nextHead(this.#digest, this.#head, payload);
		this.#sequence++;
		this.#sinceCheckpoint++;
		if (this.#checkpointEvery > 0 && this.#sinceCheckpoint >= this.#checkpointEvery) this.checkpointIfRoom();
		return this.#sequence;
	}

	/** Signs the current head and stores the signature. Throws Fault JOURNAL_FULL. */
	checkpoint(): void {
		const signature = this.#signer.sign(checkpointMessage(this.context(this.#epoch), this.#sequence, this.#head));
		this.store({ code: checkpointCode, content: signature }, "sale");
		this.#sinceCheckpoint = 0;
	}

	/** One record's payload; undefined when it is not held, or is damaged. */
	read(epoch: number, sequence: number): Uint8Array | undefined {
		const entry = new JournalCursor(this.#ring, this, epoch, sequence).next();
		return entry?.epoch === epoch && entry.sequence === sequence ? entry.payload : undefined;
	}

	/** A cursor at the given record, or at the first one held after it. */
	walk(epoch: number, fromSequence: number): JournalCursor {
		return new JournalCursor(this.#ring, this, epoch, fromSequence);
	}

	/** The next record begins a new chain in a new segment. */
	openEpoch(epoch: number): void {
		assert(epoch > this.#epoch && epoch <= wholeU32, "an epoch only rises");
		this.#epoch = epoch;
		this.#sequence = 0;
		this.#head = this.genesis(this.#epoch);
		this.#sinceCheckpoint = 0;
		this.#writer.sealed = true;
		this.#allocator.prepared = undefined;
	}

	/**
	 * Marks records up to this one as archived, by an ack whose signature was verified: segments wholly at or below it
	 * may be reused when room is needed. A later call may lower the mark (after a host was restored from backup).
	 */
	release(epoch: number, sequence: number): void {
		this.#archived = { epoch, sequence };
		this.#tail = undefined;
		if (this.#storedMark !== undefined && isBefore(this.#archived, this.#storedMark)) this.storeMark();
	}

	/** Reads the whole journal again, one step at a time. */
	audit(): Audit {
		return new Audit({ ring: this.#ring, reach: this, digest: this.#digest });
	}

	/**
	 * One bounded step of upkeep between sales: erases the sector that the next segment needs. True when more remains
	 * to be done.
	 */
	idle(): boolean {
		if (this.#allocator.prepared !== undefined) return false;
		this.coverErase();
		const prepared = this.#allocator.prepare(this.tailSegment(), this.#epoch);
		return !prepared && this.#allocator.free(this.tailSegment()) > 0;
	}

	statistics(): JournalStatistics {
		return journalStatistics(this.#ring, {
			newest: this.#writer.segment,
			claimed: this.#allocator.claimed,
			tail: this.tailSegment(),
			free: this.#allocator.free(this.tailSegment()),
			offset: this.#writer.sealed ? this.#flash.sectorBytes : this.#writer.offset,
			condemned: this.#allocator.condemned.length,
			damaged: this.#ring.damage,
		});
	}

	/** Idempotent. Nothing is lost: what was appended is durable already. */
	close(): void {
		this.#closed = true;
	}

	oldest(): SegmentHeader {
		assert(this.#writer.segment !== undefined, "an empty journal has no oldest segment");
		const oldest = oldestSegment(this.#ring, this.#writer.segment, this.#allocator.claimed, this);
		// An interrupted erase may have reached only the header.
		return oldest.repaired && this.isHalfErased(oldest.segment) ? this.oldest() : oldest;
	}

	isGone(segment: number): boolean {
		return segment + this.#ring.sectors <= this.#allocator.claimed;
	}

	/** A damaged archived segment at the place of the next erase: that erase was begun before the last power cut. */
	isHalfErased(segment: number): boolean {
		const newest = this.#writer.segment;
		if (segment !== this.#allocator.candidate - this.#ring.sectors || newest === undefined) return false;
		this.#archived ??= earlierMark(this.#ring, newest);
		const mark = this.#archived;
		const next = this.#ring.next(segment, newest);
		if (mark === undefined || next === undefined || !atOrBefore(next, mark.epoch, mark.sequence + 1)) return false;
		this.#allocator.claimed = this.#allocator.candidate;
		return true;
	}

	genesis(epoch: number): Uint8Array {
		return genesisHead(this.#digest, this.context(epoch));
	}

	private context(epoch: number): Uint8Array {
		return chainContext(this.#digest, { ...this.#identity, epoch });
	}

	private checkpointIfRoom(): void {
		try {
			this.checkpoint();
		} catch (error) {
			// The records are durable without this signature; the next one that fits covers them too.
			if (!(error instanceof Fault) || error.code !== "JOURNAL_FULL") throw error;
		}
	}

	/** The oldest segment with a record that is not archived. */
	private tailSegment(): number {
		if (this.#tail !== undefined) return this.#tail;
		if (this.#writer.segment === undefined) return this.#allocator.candidate;
		const oldest = this.oldest();
		this.#archived ??= earlierMark(this.#ring, this.#writer.segment);
		const mark = this.#archived;
		const found = mark && this.#ring.find(mark.epoch, mark.sequence + 1, oldest, this.#writer.segment);
		this.#tail = found?.segment ?? oldest.segment;
		return this.#tail;
	}

	/**
	 * Stores the archived mark before the erase of a sector whose records the flash still lists as unarchived, so that
	 * a power cut during that erase does not look like a loss.
	 */
	private coverErase(): void {
		const victim = this.#allocator.candidate - this.#ring.sectors;
		if (this.#archived === this.#storedMark || victim < this.#storedTail || victim >= this.tailSegment()) return;
		this.storeMark();
	}

	private storeMark(): void {
		const mark = this.#archived!;
		if (this.#writer.append({ code: archivedMarkCode, content: pair(mark.epoch, mark.sequence) }))
			this.markStored();
	}

	private markStored(): void {
		this.#storedMark = this.#archived;
		this.#storedTail = this.tailSegment();
	}

	private store(frame: FrameContent, room: Room): void {
		assert(!this.#closed, "the journal is closed");
		for (let attempt = 0; attempt < limits.journalProgramAttemptsMax; attempt++) {
			if (this.#writer.append(frame) || this.storeInNew(frame, room)) return;
		}
		throw new Fault("FLASH_PROGRAM_FAILED", `after ${limits.journalProgramAttemptsMax} sectors`);
	}

	/** Stores the first frame of the next segment; false when its sector is bad. */
	private storeInNew(frame: FrameContent, room: Room): boolean {
		if (this.#allocator.prepared === undefined) this.coverErase();
		const segment = this.#allocator.take(this.tailSegment(), this.#epoch, room);
		const frames: FrameContent[] = this.#writer.ends.map((end) => ({
			code: segmentEndCode,
			content: pair(end.segment, end.offset),
		}));
		if (this.#archived !== undefined)
			frames.push({ code: archivedMarkCode, content: pair(this.#archived.epoch, this.#archived.sequence) });
		frames.push(frame);
		const header = { segment, epoch: this.#epoch, firstSequence: this.#sequence + 1, head: this.#head };
		if (!this.#writer.open(header, frames)) {
			this.#allocator.condemn(segment);
			return false;
		}
		this.markStored();
		return true;
	}
}

function pair(a: number, b: number): Uint8Array {
	return concat(u32(a), u32(b));
}

function isBefore(a: RecordMark, b: RecordMark): boolean {
	return a.epoch < b.epoch || (a.epoch === b.epoch && a.sequence < b.sequence);
}

function ownerOf(flash: Flash, digest: Digest, identity: ChainIdentity): Owner {
	const fingerprint = readU32(chainContext(digest, { ...identity, epoch: 0 }), 0);
	return { fingerprint, geometry: geometryByte(flash.sectorBytes, flash.alignBytes) };
}
