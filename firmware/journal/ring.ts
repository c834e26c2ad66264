// The partition as a ring of segments. A segment's sequence modulo the number of sectors is its position, so a skipped
// sector skips a sequence too, and nothing about the ring has to be kept in memory.
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

	/** The header at a position; undefined where there is none of ours that fits its place. */
	probe(position: number): SegmentHeader | undefined {
		return this.headerIn(this.headerBytesAt(position), position);
	}

	/** The header of one certain segment; undefined when the ring does not hold it (any more). */
	header(segment: number): SegmentHeader | undefined {
		const header = this.probe(segment % this.sectors);
		return header?.segment === segment ? header : undefined;
	}

	/**
	 * The segment last opened, by binary search over the positions. A sector that lies (worn out with an old header in
	 * it) can end the search early, so from each candidate the ring is probed at growing distances until nothing newer
	 * answers.
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

	/** The segment before `segment`, past sectors that were skipped. */
	previous(segment: number): SegmentHeader | undefined {
		for (let before = segment - 1; before >= 0 && before > segment - this.sectors; before--) {
			const header = this.header(before);
			if (header !== undefined) return header;
		}
		return undefined;
	}

	/** The segment behind `segment`, past sectors that were skipped; undefined at the newest. */
	next(segment: number, newest: number): SegmentHeader | undefined {
		for (let after = segment + 1; after <= newest; after++) {
			const header = this.header(after);
			if (header !== undefined) return header;
		}
		return undefined;
	}

	/**
	 * The last segment from `oldest` to `newest` that begins at or before the given record: where it must lie if it is
	 * held.
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

	/** The bytes where a header stands, or would. */
	headerBytesAt(position: number): Uint8Array {
		const bytes = new Uint8Array(headerBytes);
		this.flash.read(position * this.flash.sectorBytes, bytes);
		return bytes;
	}

	/** Whether no header's CRC was ever written since the sector was erased, and the sector was not set aside. */
	isUnopened(bytes: Uint8Array, position: number): boolean {
		if (bytes[0] === 0) return false;
		if (this.flash.alignBytes === 1) return readU32(bytes, headerCrcOffset) === 0xffff_ffff;
		const raw = new Uint8Array(4);
		this.flash.readRaw(position * this.flash.sectorBytes + headerCrcOffset, raw);
		return readU32(raw, 0) === 0xffff_ffff;
	}

	/** The header in bytes read from a position, as `probe` gives it. */
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

	/** Throws where a sound header is another terminal's or another version's. */
	private probeStrict(position: number): SegmentHeader | undefined {
		const bytes = this.headerBytesAt(position);
		const verdict = judgeHeader(bytes, this.owner);
		if (verdict === "foreign") throw new Fault("JOURNAL_FOREIGN", `sector ${position}`);
		if (verdict === "version")
			throw new Fault("JOURNAL_UNKNOWN_FORMAT", `sector ${position} has version ${bytes[2]}`);
		return this.headerIn(bytes, position);
	}

	/**
	 * With nothing of ours to be found, what begins like another version of this format is not taken for an empty chip.
	 */
	refuseOtherVersion(): void {
		let seen = 0;
		for (let position = 0; position < this.sectors; position++) {
			const bytes = this.headerBytesAt(position);
			if (hasOtherVersion(bytes) && bytes[3] === this.owner.geometry) seen++;
		}
		if (seen > 0) throw new Fault("JOURNAL_UNKNOWN_FORMAT", `${seen} sectors begin like another version`);
	}
}

/** Whether a segment begins at or before a record. */
export function atOrBefore(header: SegmentHeader, epoch: number, sequence: number): boolean {
	return header.epoch < epoch || (header.epoch === epoch && header.firstSequence <= sequence);
}
