// The partition as a ring of segments. A segment's sequence modulo the number of sectors is its position. A skipped
// sector therefore skips a sequence too, and the ring needs no state in memory.
import { assert } from "../core/assert.js";
import { Fault } from "../core/fault.js";
import type { Flash } from "../core/ports.js";
import { Damage } from "./damage.js";
import {
	decodeHeader,
	hasOtherVersion,
	judgeHeader,
	resemblesHeader,
	type Owner,
	type SegmentHeader,
} from "./header.js";
import { headerBytes, headerCrcOffset, readU32 } from "./layout.js";
import { repairBit } from "./repair.js";

const sectorsMin = 4;

export class Ring {
	readonly flash: Flash;
	readonly owner: Owner;
	readonly sectors: number;
	readonly damage = new Damage();

	constructor(flash: Flash, owner: Owner) {
		this.flash = flash;
		this.owner = owner;
		this.sectors = Math.floor(flash.sizeBytes / flash.sectorBytes);
		assert(this.sectors >= sectorsMin, "a journal needs at least four sectors");
	}

	/** Byte offset of a segment in the partition. */
	base(segment: number): number {
		return (segment % this.sectors) * this.flash.sectorBytes;
	}

	/** The header at a position; undefined where there is none of this terminal's that fits the position. */
	probe(position: number): SegmentHeader | undefined {
		return this.headerIn(this.headerBytesAt(position), position);
	}

	/** The header of one segment; undefined when the ring does not hold it (any more). */
	header(segment: number): SegmentHeader | undefined {
		const header = this.probe(segment % this.sectors);
		return header?.segment === segment ? header : undefined;
	}

	/**
	 * The segment last opened, by binary search over the positions. A worn sector with an old header can end the search
	 * early, so from each candidate the ring is probed at growing distances until nothing newer is found.
	 */
	newest(): SegmentHeader | undefined {
		let low = 0;
		let best = this.probeStrict(0);
		while (best === undefined && ++low < this.sectors) best = this.probeStrict(low);
		if (best === undefined) return undefined;
		let high = this.sectors;
		for (;;) {
			while (high - low > 1) {
				const middle = (low + high) >>> 1;
				const header = this.probe(middle);
				if (header !== undefined && header.segment > best.segment) {
					best = header;
					low = middle;
				} else high = middle;
			}
			let found = false;
			for (let distance = 2; !found && low + distance < this.sectors; distance *= 2) {
				const header = this.probe(low + distance);
				if (header === undefined || header.segment <= best.segment) continue;
				best = header;
				low += distance;
				high = this.sectors;
				found = true;
			}
			if (!found) return best;
		}
	}

	/** The segment before `segment`, not counting skipped sectors. */
	previous(segment: number): SegmentHeader | undefined {
		for (let before = segment - 1; before >= 0 && before > segment - this.sectors; before--) {
			const header = this.header(before);
			if (header !== undefined) return header;
		}
		return undefined;
	}

	/** The segment after `segment`, not counting skipped sectors; undefined at the newest. */
	next(segment: number, newest: number): SegmentHeader | undefined {
		for (let after = segment + 1; after <= newest; after++) {
			const header = this.header(after);
			if (header !== undefined) return header;
		}
		return undefined;
	}

	/**
	 * The last segment from `oldest` to `newest` that begins at or before the given record, which must be there if it
	 * is held.
	 */
	find(epoch: number, sequence: number, oldest: SegmentHeader, newest: number): SegmentHeader | undefined {
		if (!atOrBefore(oldest, epoch, sequence)) return undefined;
		let best = oldest;
		let high = newest + 1;
		while (high - best.segment > 1) {
			const middle = (best.segment + high) >>> 1;
			const header = this.next(middle - 1, high - 1);
			if (header !== undefined && atOrBefore(header, epoch, sequence)) best = header;
			else high = middle;
		}
		return best;
	}

	/** The bytes at the place of a header. */
	headerBytesAt(position: number): Uint8Array {
		const bytes = new Uint8Array(headerBytes);
		this.flash.read(position * this.flash.sectorBytes, bytes);
		return bytes;
	}

	/** Whether the sector was erased and neither got a header's CRC since nor was set aside. */
	isUnopened(bytes: Uint8Array, position: number): boolean {
		if (bytes[0] === 0) return false;
		if (this.flash.alignBytes === 1) return readU32(bytes, headerCrcOffset) === 0xffff_ffff;
		const raw = new Uint8Array(4);
		this.flash.readRaw(position * this.flash.sectorBytes + headerCrcOffset, raw);
		return readU32(raw, 0) === 0xffff_ffff;
	}

	/** The header in bytes read from a position, as `probe` returns them. */
	headerIn(bytes: Uint8Array, position: number): SegmentHeader | undefined {
		let repaired = false;
		let verdict = judgeHeader(bytes, this.owner);
		if (verdict === "none" && resemblesHeader(bytes, this.owner) && repairBit(bytes, headerCrcOffset, 0)) {
			this.damage.repairs++;
			repaired = true;
			verdict = judgeHeader(bytes, this.owner);
		}
		if (verdict !== "ours") return undefined;
		const header = decodeHeader(bytes, repaired);
		return header.segment % this.sectors === position ? header : undefined;
	}

	/** Throws where a sound header belongs to another terminal or another version. */
	private probeStrict(position: number): SegmentHeader | undefined {
		const bytes = this.headerBytesAt(position);
		const verdict = judgeHeader(bytes, this.owner);
		if (verdict === "foreign") throw new Fault("JOURNAL_FOREIGN", `sector ${position}`);
		if (verdict === "version")
			throw new Fault("JOURNAL_UNKNOWN_FORMAT", `sector ${position} has version ${bytes[2]}`);
		return this.headerIn(bytes, position);
	}

	/**
	 * Where nothing of this terminal is found, bytes that begin like another version of this format are not taken for
	 * an empty chip.
	 */
	refuseOtherVersion(): void {
		let seen = 0;
		for (let position = 0; position < this.sectors; position++) {
			const bytes = this.headerBytesAt(position);
			if (!hasOtherVersion(bytes) || bytes[3] !== this.owner.geometry) continue;
			// What a power cut left of a preamble is no other version: a header has its CRC too.
			if (!this.isUnopened(bytes, position)) seen++;
		}
		if (seen > 0) throw new Fault("JOURNAL_UNKNOWN_FORMAT", `${seen} sectors begin like another version`);
	}
}

/** Whether a segment begins at or before a record. */
export function atOrBefore(header: SegmentHeader, epoch: number, sequence: number): boolean {
	return header.epoch < epoch || (header.epoch === epoch && header.firstSequence <= sequence);
}
