// The append-only log of a terminal on raw NOR flash: durable when `append` returns (invariant 1), never bricked by a power cut
// (invariant 2), chained and signed (invariant 7). The bytes are in docs/journal-format.md.
import { assert } from "../core/assert.js";
import { chainContext, checkpointMessage, genesisHead, nextHead, type ChainIdentity } from "../core/chain.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Digest, Flash, Signer } from "../core/ports.js";
import { Allocator, type Room } from "./allocator.js";
import { JournalCursor, type JournalReach } from "./cursor.js";
import { encodeFrame, frameEnd, segmentSeed } from "./frame.js";
import { encodeHeaderRest, geometryByte, type SegmentHeader } from "./header.js";
import { archivedMarkCode, checkpointCode, headerBytes, predecessorEndCode, preambleBytes, readU32, writeU32 } from "./layout.js";
import { mount, type RecordMark } from "./mount.js";
import { programVerified } from "./program.js";
import { Ring } from "./ring.js";
import { journalStatistics, type JournalStatistics } from "./statistics.js";

export interface JournalOptions {
	readonly flash: Flash;
	readonly digest: Digest;
	readonly signer: Signer;
	/** The epoch counts while the flash holds no later one. */
	readonly identity: ChainIdentity;
	/** Sign after this many records; 1 is every sale, 0 (the default) never by count. */
	readonly checkpointEvery?: number;
	/** Sign in `idle()` whatever is not signed yet. */
	readonly checkpointWhenIdle?: boolean;
}

const wholeU32 = 0xffff_ffff;

export class Journal implements JournalReach {
	#flash: Flash;
	#digest: Digest;
	#signer: Signer;
	#identity: ChainIdentity;
	#checkpointEvery: number;
	#checkpointWhenIdle: boolean;
	#ring: Ring;
	#allocator: Allocator;
	#segment: number | undefined;
	#seed = 0;
	#offset = 0;
	#sealed = true;
	/** Whether bits lie behind the frames of the newest segment, so that the next one has to say where they end. */
	#torn = false;
	#epoch: number;
	#sequence = 0;
	#head: Uint8Array;
	#sinceCheckpoint = 0;
	#archived: RecordMark | undefined;
	#tail: number | undefined;
	#closed = false;

	/** Mounts and writes nothing. Throws JOURNAL_FOREIGN or JOURNAL_UNKNOWN_FORMAT and leaves the flash as it is. */
	constructor(options: JournalOptions) {
		const { flash, digest, identity } = options;
		this.#flash = flash;
		this.#digest = digest;
		this.#signer = options.signer;
		this.#identity = identity;
		this.#checkpointEvery = options.checkpointEvery ?? 0;
		this.#checkpointWhenIdle = options.checkpointWhenIdle ?? false;
		this.#ring = new Ring(flash, ownerOf(flash, digest, identity));
		const { newest: mounted, candidate } = mount(this.#ring, digest);
		this.#epoch = identity.epoch;
		if (mounted !== undefined) {
			this.#segment = mounted.segment;
			this.#seed = segmentSeed(mounted.segment);
			this.#offset = mounted.offset;
			this.#sealed = mounted.sealed;
			this.#torn = mounted.sealed;
			this.#archived = mounted.archived;
		}
		if (mounted !== undefined && mounted.epoch >= identity.epoch) {
			this.#epoch = mounted.epoch;
			this.#sequence = mounted.sequence;
			this.#head = mounted.head;
			this.#sinceCheckpoint = mounted.recordsSinceCheckpoint;
		} else {
			this.#head = genesisHead(digest, this.#context());
			this.#sealed = true;
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

	/** The oldest record of this epoch that is held; `sequence` + 1 when none is. */
	get firstSequence(): number {
		if (this.#segment === undefined) return this.#sequence + 1;
		const oldest = this.oldest();
		if (oldest.epoch === this.#epoch) return oldest.firstSequence;
		return this.#ring.header(this.#segment)?.epoch === this.#epoch ? 1 : this.#sequence + 1;
	}

	get newestSegment(): number | undefined {
		return this.#segment;
	}

	get offset(): number {
		return this.#offset;
	}

	/** Stores one record; it is durable when this returns its sequence. Throws JOURNAL_FULL or FLASH_PROGRAM_FAILED with nothing changed. */
	append(payload: Uint8Array, room: Room = "sale"): number {
		assert(payload.length > 0, "a record has at least one byte");
		if (payload.length > limits.recordPayloadBytesMax) throw new Fault("JOURNAL_RECORD_TOO_LARGE", `${payload.length} bytes`);
		this.#store(payload.length, payload, room);
		this.#head = nextHead(this.#digest, this.#head, payload);
		this.#sequence++;
		this.#sinceCheckpoint++;
		if (this.#checkpointEvery > 0 && this.#sinceCheckpoint >= this.#checkpointEvery) this.#checkpointIfRoom();
		return this.#sequence;
	}

	/** Signs the present head and stores the signature. Throws JOURNAL_FULL. */
	checkpoint(): void {
		const signature = this.#signer.sign(checkpointMessage(this.#context(), this.#sequence, this.#head));
		this.#store(checkpointCode, signature, "sale");
		this.#sinceCheckpoint = 0;
	}

	/** One record's payload; undefined when it is not held (or damaged). */
	read(epoch: number, sequence: number): Uint8Array | undefined {
		const entry = new JournalCursor(this.#ring, this, epoch, sequence).next();
		return entry?.epoch === epoch && entry.sequence === sequence ? entry.payload : undefined;
	}

	/** A cursor at the given record, or at the first one held behind it. */
	walk(epoch: number, fromSequence: number): JournalCursor {
		return new JournalCursor(this.#ring, this, epoch, fromSequence);
	}

	/** The next record begins a new chain in a new segment. */
	openEpoch(epoch: number): void {
		assert(epoch > this.#epoch && epoch <= wholeU32, "an epoch only rises");
		this.#epoch = epoch;
		this.#sequence = 0;
		this.#head = genesisHead(this.#digest, this.#context());
		this.#sinceCheckpoint = 0;
		this.#sealed = true;
		this.#allocator.prepared = undefined;
	}

	/**
	 * Records up to this one are archived, by an ack whose signature was verified: segments wholly at or below it may be reused when room
	 * is needed. A later call may lower the mark (a host restored from backup).
	 */
	release(epoch: number, sequence: number): void {
		this.#archived = { epoch, sequence };
		this.#tail = undefined;
	}

	/** One bounded step of upkeep between sales: erase the sector the next segment needs, or sign. True when more remains. */
	idle(): boolean {
		if (this.#checkpointWhenIdle && this.#sinceCheckpoint > 0 && this.#checkpointIfRoom()) return true;
		if (this.#allocator.prepared !== undefined) return false;
		const prepared = this.#allocator.prepare(this.#tailSegment(), this.#epoch);
		return !prepared && this.#allocator.free(this.#tailSegment()) > 0;
	}

	statistics(): JournalStatistics {
		return journalStatistics(this.#ring, {
			newest: this.#segment,
			claimed: this.#allocator.claimed,
			tail: this.#tailSegment(),
			free: this.#allocator.free(this.#tailSegment()),
			offset: this.#sealed ? this.#flash.sectorBytes : this.#offset,
			condemned: this.#allocator.condemned.length,
		});
	}

	/** Idempotent. Everything durable already is. */
	close(): void {
		this.#closed = true;
	}

	oldest(): SegmentHeader {
		assert(this.#segment !== undefined, "an empty journal has no oldest segment");
		return this.#ring.oldest(this.#segment, this.#allocator.claimed);
	}

	isGone(segment: number): boolean {
		return segment + this.#ring.sectors <= this.#allocator.claimed;
	}

	#context(): Uint8Array {
		return chainContext(this.#digest, { ...this.#identity, epoch: this.#epoch });
	}

	#checkpointIfRoom(): boolean {
		try {
			this.checkpoint();
			return true;
		} catch (error) {
			// The records are durable without it; the next one that fits vouches for them too.
			if (error instanceof Fault && error.code === "JOURNAL_FULL") return false;
			throw error;
		}
	}

	/** The oldest segment with a record that is not archived. */
	#tailSegment(): number {
		if (this.#tail !== undefined) return this.#tail;
		if (this.#segment === undefined) return this.#allocator.candidate;
		const oldest = this.oldest();
		const mark = this.#archived;
		const found = mark && this.#ring.find(mark.epoch, mark.sequence + 1, oldest, this.#segment);
		this.#tail = found?.segment ?? oldest.segment;
		return this.#tail;
	}

	#store(code: number, content: Uint8Array, room: Room): void {
		assert(!this.#closed, "the journal is closed");
		for (let attempt = 0; attempt < limits.journalProgramAttemptsMax; attempt++) {
			if (this.#storeBehind(code, content) || this.#storeInNew(code, content, room)) return;
		}
		throw new Fault("FLASH_PROGRAM_FAILED", `after ${limits.journalProgramAttemptsMax} sectors`);
	}

	/** Stores a frame in the open segment; false when it does not fit or the chip would not take it, which seals the segment. */
	#storeBehind(code: number, content: Uint8Array): boolean {
		if (this.#sealed) return false;
		const end = frameEnd(this.#offset, content.length, this.#flash.alignBytes);
		if (end > this.#flash.sectorBytes) return false;
		const bytes = new Uint8Array(end - this.#offset).fill(0xff, content.length);
		encodeFrame(bytes, 0, code, content, this.#seed);
		if (programVerified(this.#flash, this.#ring.base(this.#segment!) + this.#offset, bytes)) {
			this.#offset = end;
			return true;
		}
		this.#sealed = true;
		this.#torn = true;
		return false;
	}

	/** Opens a segment: its header, the journal's own notes and the frame are one program. False when the sector is bad. */
	#storeInNew(code: number, content: Uint8Array, room: Room): boolean {
		const segment = this.#allocator.take(this.#tailSegment(), this.#epoch, room);
		const seed = segmentSeed(segment);
		const align = this.#flash.alignBytes;
		const predecessorEnd = this.#torn ? this.#offset : undefined;
		const archived = this.#archived;
		let end = headerBytes;
		if (predecessorEnd !== undefined) end = frameEnd(end, 4, align);
		if (archived !== undefined) end = frameEnd(end, 8, align);
		const frameAt = end;
		end = frameEnd(end, content.length, align);
		const bytes = new Uint8Array(end - preambleBytes).fill(0xff);
		encodeHeaderRest(bytes, this.#ring.owner, { segment, epoch: this.#epoch, firstSequence: this.#sequence + 1, head: this.#head });
		let at = headerBytes;
		if (predecessorEnd !== undefined) {
			const note = new Uint8Array(4);
			writeU32(note, 0, predecessorEnd);
			encodeFrame(bytes, at - preambleBytes, predecessorEndCode, note, seed);
			at = frameEnd(at, 4, align);
		}
		if (archived !== undefined) {
			const note = new Uint8Array(8);
			writeU32(note, 0, archived.epoch);
			writeU32(note, 4, archived.sequence);
			encodeFrame(bytes, at - preambleBytes, archivedMarkCode, note, seed);
		}
		encodeFrame(bytes, frameAt - preambleBytes, code, content, seed);
		if (!programVerified(this.#flash, this.#ring.base(segment) + preambleBytes, bytes)) {
			this.#allocator.condemn(segment);
			return false;
		}
		this.#segment = segment;
		this.#seed = seed;
		this.#offset = end;
		this.#sealed = false;
		this.#torn = false;
		return true;
	}
}

function ownerOf(flash: Flash, digest: Digest, identity: ChainIdentity): { fingerprint: number; geometry: number } {
	const fingerprint = readU32(chainContext(digest, { ...identity, epoch: 0 }), 0);
	return { fingerprint, geometry: geometryByte(flash.sectorBytes, flash.alignBytes) };
}
