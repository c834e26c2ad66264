// The counters of rights on raw NOR flash: a hash table in sectors that are written once and copied when they are full.
// A subject's bucket is a sector; in it the slots from its own on are probed until an erased one, and the last that
// names it counts. It is a fold of the journal, which heals what a power cut takes from it. docs/vouchers.md has the
// bytes.
import { Fault } from "../core/fault.js";
import type { Flash } from "../core/ports.js";
import { programBytes, programVerified } from "../journal/program.js";
import {
	encodeEntry,
	encodeHeader,
	hashOf,
	isSlotOf,
	readEntry,
	readHeader,
	type RightEntry,
	type SectorHeader,
	slotBytes,
} from "./slot.js";

/** Sectors that hold no bucket: one to copy to, one for a bucket that is used for the first time. */
const sparesKept = 2;
/** An entry that lies further from its own slot has its bucket copied when there is time. */
const distanceMax = 16;
const none = 0xff;

export class RightsStore {
	readonly #flash: Flash;
	readonly #store: number;
	readonly #slots: number;
	/** By bucket: its sector, or `none`. */
	readonly #sectorOf: Uint8Array;
	/** Bit i: sector i is erased and holds nothing. */
	#erased = 0;
	/** Bit i: bucket i is to be copied. */
	#crowded = 0;
	/** Bit i: bucket i was copied in this boot, and copying it again would not help. */
	#tight = 0;
	/** Bit i: sector i could not be erased and is left alone in this boot. */
	#worn = 0;

	/** Reads the headers of at most 32 sectors; writes nothing. `store`: the number of this board's store. */
	constructor(flash: Flash, store: number) {
		this.#flash = flash;
		this.#store = store;
		this.#slots = flash.sectorBytes / slotBytes - 1;
		const sectors = Math.min(32, flash.sizeBytes / flash.sectorBytes);
		this.#sectorOf = new Uint8Array(sectors - sparesKept).fill(none);
		const generations = new Uint32Array(sectors);
		for (let sector = 0; sector < sectors; sector++) {
			const header = this.headerOf(sector);
			if (!header || header.store !== store || header.bucket >= this.#sectorOf.length) continue;
			const { bucket, generation } = header;
			const present = this.#sectorOf[bucket]!;
			generations[sector] = generation;
			// A power cut between the copy and its original's erase leaves both.
			if (present === none || generation > generations[present]!) this.#sectorOf[bucket] = sector;
		}
	}

	/** Bit i: bucket i has a sector. One that had is damaged. */
	get buckets(): number {
		let bits = 0;
		for (let bucket = 0; bucket < this.#sectorOf.length; bucket++)
			if (this.#sectorOf[bucket] !== none) bits |= 1 << bucket;
		return bits >>> 0;
	}

	/**
	 * The newest entry of the subject. `isFolded`: no record is to be folded any more, so that a newer one which is not
	 * whole is damaged: nothing is left of it.
	 */
	find(kind: number, key: Uint8Array, isFolded = false): RightEntry | undefined {
		const hash = hashOf(kind, key);
		const sector = this.#sectorOf[hash % this.#sectorOf.length]!;
		if (sector === none) return undefined;
		const bytes = new Uint8Array(slotBytes);
		let found: RightEntry | undefined;
		let isDamaged = false;
		let slot = this.firstSlot(hash);
		for (let probed = 0; probed < this.#slots; probed++) {
			if (!this.readSlot(sector, slot, bytes)) break;
			if (isSlotOf(bytes, kind, key)) {
				const entry = readEntry(bytes);
				isDamaged = entry === undefined;
				if (entry) found = entry;
			}
			slot = slot === this.#slots ? 1 : slot + 1;
		}
		if (!isFolded || !isDamaged) return found;
		return {
			kind,
			key,
			epoch: found?.epoch ?? 0,
			sequence: found?.sequence ?? 0,
			issued: found?.issued ?? 0,
			left: 0,
		};
	}

	/** The newest entries of a bucket; undefined for a bucket that there is not. */
	entriesOf(bucket: number): readonly RightEntry[] | undefined {
		const sector = this.#sectorOf[bucket];
		if (sector === undefined) return undefined;
		const entries: RightEntry[] = [];
		const bytes = new Uint8Array(slotBytes);
		for (let slot = 1; sector !== none && slot <= this.#slots; slot++) {
			const entry = this.readSlot(sector, slot, bytes) ? readEntry(bytes) : undefined;
			if (entry && !this.isOutdated(entry)) entries.push(entry);
		}
		return entries;
	}

	/** Whether an entry of the subject can be written now. */
	hasRoom(kind: number, key: Uint8Array): boolean {
		const hash = hashOf(kind, key);
		const bucket = hash % this.#sectorOf.length;
		const sector = this.#sectorOf[bucket]!;
		if (sector === none) return this.#erased !== 0;
		if (this.erasedSlot(sector, this.firstSlot(hash)) !== undefined) return true;
		this.#crowded |= 1 << bucket;
		return false;
	}

	/** Whether no upkeep can make room for the subject. */
	isFull(kind: number, key: Uint8Array): boolean {
		return ((this.#tight >>> (hashOf(kind, key) % this.#sectorOf.length)) & 1) === 1 && !this.hasRoom(kind, key);
	}

	/** Durable when it returns true. False where there is no room now: `idle` may make some. */
	put(entry: RightEntry): boolean {
		const hash = hashOf(entry.kind, entry.key);
		const bucket = hash % this.#sectorOf.length;
		let sector = this.#sectorOf[bucket]!;
		if (sector === none) {
			const begun = this.begin(bucket);
			if (begun === undefined) return false;
			sector = begun;
		}
		const bytes = programBytes(slotBytes);
		encodeEntry(entry, bytes);
		const first = this.firstSlot(hash);
		for (;;) {
			const slot = this.erasedSlot(sector, first);
			if (slot === undefined) {
				this.#crowded |= 1 << bucket;
				return false;
			}
			const distance = (slot - first + this.#slots) % this.#slots;
			if (distance > distanceMax && ((this.#tight >>> bucket) & 1) === 0) this.#crowded |= 1 << bucket;
			// A slot that did not take the bytes is not erased any more, and the next one is tried.
			if (programVerified(this.#flash, this.offset(sector, slot), bytes)) return true;
			if (this.isErased(sector, slot)) return false;
		}
	}

	/**
	 * Erases or copies one sector. Returns whether there is more to do. Only called between sales: an erase takes a
	 * board some hundredths of a second.
	 */
	idle(): boolean {
		const spares = this.spares();
		const wanting = spares.filter((sector) => ((this.#erased >>> sector) & 1) === 0);
		if (spares.length - wanting.length < Math.min(sparesKept, spares.length)) {
			this.erase(wanting[0]!);
			return true;
		}
		for (let bucket = 0; bucket < this.#sectorOf.length; bucket++) {
			if (((this.#crowded >>> bucket) & 1) === 0) continue;
			this.copy(bucket);
			return true;
		}
		return false;
	}

	private spares(): number[] {
		const spares: number[] = [];
		for (let sector = 0; sector < this.#sectorOf.length + sparesKept; sector++)
			if (!this.#sectorOf.includes(sector) && ((this.#worn >>> sector) & 1) === 0) spares.push(sector);
		return spares;
	}

	private erase(sector: number): void {
		try {
			this.#flash.erase(sector * this.#flash.sectorBytes);
			this.#erased |= 1 << sector;
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			this.#worn |= 1 << sector;
		}
	}

	/** A bucket's first sector. */
	private begin(bucket: number): number | undefined {
		for (let sector = 0; sector < 32; sector++) {
			if (((this.#erased >>> sector) & 1) === 0) continue;
			this.#erased &= ~(1 << sector);
			if (!this.writeHeader(sector, { bucket, generation: 1, store: this.#store })) continue;
			this.#sectorOf[bucket] = sector;
			return sector;
		}
		return undefined;
	}

	/** Copies what counts of a bucket to an erased sector, whose header is written last. */
	private copy(bucket: number): void {
		this.#crowded &= ~(1 << bucket);
		this.#tight |= 1 << bucket;
		const from = this.#sectorOf[bucket]!;
		const header = this.headerOf(from);
		let to = 0;
		while (((this.#erased >>> to) & 1) === 0) to++;
		this.#erased &= ~(1 << to);
		const bytes = new Uint8Array(slotBytes);
		const copied = programBytes(slotBytes);
		for (let slot = 1; slot <= this.#slots; slot++) {
			if (!this.readSlot(from, slot, bytes)) continue;
			const entry = readEntry(bytes);
			if (!entry || this.isOutdated(entry)) continue;
			encodeEntry(entry, copied);
			const place = this.erasedSlot(to, this.firstSlot(hashOf(entry.kind, entry.key)));
			if (place === undefined || !programVerified(this.#flash, this.offset(to, place), copied)) return;
		}
		const generation = (header?.generation ?? 0) + 1;
		if (this.writeHeader(to, { bucket, generation, store: this.#store })) this.#sectorOf[bucket] = to;
	}

	/** Whether a newer entry of the subject follows. */
	private isOutdated({ kind, key, epoch, sequence }: RightEntry): boolean {
		const newest = this.find(kind, key);
		return newest !== undefined && (newest.epoch !== epoch || newest.sequence !== sequence);
	}

	private headerOf(sector: number): SectorHeader | undefined {
		const bytes = new Uint8Array(slotBytes);
		this.#flash.read(sector * this.#flash.sectorBytes, bytes);
		return readHeader(bytes);
	}

	private writeHeader(sector: number, header: SectorHeader): boolean {
		const bytes = programBytes(slotBytes);
		encodeHeader(header, bytes);
		return programVerified(this.#flash, sector * this.#flash.sectorBytes, bytes);
	}

	private firstSlot(hash: number): number {
		return 1 + ((hash >>> 8) % this.#slots);
	}

	private offset(sector: number, slot: number): number {
		return sector * this.#flash.sectorBytes + slot * slotBytes;
	}

	/** The first erased slot from `first` on. */
	private erasedSlot(sector: number, first: number): number | undefined {
		let slot = first;
		for (let probed = 0; probed < this.#slots; probed++) {
			if (this.isErased(sector, slot)) return slot;
			slot = slot === this.#slots ? 1 : slot + 1;
		}
		return undefined;
	}

	/** By the chip's own bits: with flash encryption an erased slot decrypts to noise. */
	private isErased(sector: number, slot: number): boolean {
		const words = new Uint32Array(slotBytes / 4);
		this.#flash.readRaw(this.offset(sector, slot), new Uint8Array(words.buffer));
		return isBlank(words);
	}

	/** False for an erased slot. */
	private readSlot(sector: number, slot: number, into: Uint8Array): boolean {
		const offset = this.offset(sector, slot);
		this.#flash.readRaw(offset, into);
		if (isBlank(new Uint32Array(into.buffer))) return false;
		if (this.#flash.alignBytes > 1) this.#flash.read(offset, into);
		return true;
	}
}

function isBlank(words: Uint32Array): boolean {
	for (let word = 0; word < words.length; word++) if (words[word] !== 0xffff_ffff) return false;
	return true;
}
