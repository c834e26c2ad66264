// Which sector comes next, and its erase ahead of time. Ring order is the wear levelling: no sector is erased twice
// before all were once.
import { equal } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { writtenEnd } from "./erased.js";
import { encodePreamble } from "./header.js";
import { preambleBytes } from "./layout.js";
import { programBytes, programVerified } from "./program.js";
import type { Ring } from "./ring.js";

export type Room = "sale" | "reserved";

export class Allocator {
	/** The segment whose sector stands erased and marked, ready to be opened. */
	prepared: number | undefined;
	/** The next segment to open, unless its sector turns out bad. */
	candidate: number;
	/** The segment every sector erase so far was for, at most: what lies a whole ring before it is gone. */
	claimed: number;
	/** Positions that failed an erase or a program since mount. */
	readonly condemned: number[] = [];
	#ring: Ring;

	constructor(ring: Ring, candidate: number) {
		this.#ring = ring;
		this.candidate = candidate;
		this.claimed = candidate - 1;
	}

	/** Sectors that may be opened when `tail` is the oldest segment still needed, known bad ones left out. */
	free(tail: number): number {
		let free = this.#ring.sectors - (this.candidate - tail);
		for (const position of this.condemned) if (this.inFree(position, tail)) free--;
		return Math.max(0, free);
	}

	/** The segment to open now. Throws JOURNAL_FULL and has changed nothing when the room is not there. */
	take(tail: number, epoch: number, room: Room): number {
		const spare = room === "sale" ? limits.journalReservedSegments : 0;
		if (this.free(tail) <= spare) throw new Fault("JOURNAL_FULL", room);
		while (!this.prepare(tail, epoch)) if (this.free(tail) <= spare) throw new Fault("JOURNAL_FULL", room);
		const segment = this.prepared!;
		this.prepared = undefined;
		this.candidate = segment + 1;
		return segment;
	}

	/**
	 * Erases and marks the candidate's sector; false when there is no room or the sector is bad and was passed over.
	 */
	prepare(tail: number, epoch: number): boolean {
		if (this.prepared !== undefined) return true;
		if (this.free(tail) < 1) return false;
		const segment = this.candidate;
		const flash = this.#ring.flash;
		const base = this.#ring.base(segment);
		const mark = encodePreamble(this.#ring.owner, segment, epoch);
		this.claimed = segment;
		if (!this.condemned.includes(segment % this.#ring.sectors)) {
			if (this.isMarked(base, mark)) this.prepared = segment;
			else {
				try {
					flash.erase(base);
					if (writtenEnd(flash, base, base + flash.sectorBytes) === base) {
						const bytes = programBytes(preambleBytes);
						bytes.set(mark);
						if (programVerified(flash, base, bytes)) this.prepared = segment;
					}
				} catch (error) {
					if (!(error instanceof Fault)) throw error;
				}
			}
			if (this.prepared !== undefined) return true;
			this.condemn(segment);
		}
		this.candidate = segment + 1;
		return false;
	}

	/** Sets a sector aside until the next mount, and spoils whatever header an old turn left in it. */
	condemn(segment: number): void {
		const position = segment % this.#ring.sectors;
		if (!this.condemned.includes(position)) this.condemned.push(position);
		// Under encryption zeros would be other bits, and the chip can only clear them.
		if (this.#ring.flash.alignBytes > 1) return;
		try {
			this.#ring.flash.program(this.#ring.base(segment), new Uint8Array(preambleBytes));
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
		}
	}

	private isMarked(base: number, mark: Uint8Array): boolean {
		const found = new Uint8Array(preambleBytes);
		this.#ring.flash.read(base, found);
		if (!equal(found, mark)) return false;
		const behind = base + preambleBytes;
		return writtenEnd(this.#ring.flash, behind, base + this.#ring.flash.sectorBytes) === behind;
	}

	private inFree(position: number, tail: number): boolean {
		const sectors = this.#ring.sectors;
		const ahead = (position - (this.candidate % sectors) + sectors) % sectors;
		return ahead < sectors - (this.candidate - tail);
	}
}
