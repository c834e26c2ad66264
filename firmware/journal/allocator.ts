// Chooses the next sector and erases it ahead of time. Using sectors in ring order levels the wear: no sector is erased
// a second time before all others were erased once.
import { equal } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { writtenEnd } from "./erased.js";
import { encodePreamble } from "./header.js";
import { epochOffset, magicBytes, preambleBytes } from "./layout.js";
import { programBytes, programVerified } from "./program.js";
import type { Ring } from "./ring.js";

export type Room = "sale" | "reserved";

export class Allocator {
	/** The segment whose sector is erased and marked, ready to be opened. */
	prepared: number | undefined;
	/** The next segment to open, unless its sector turns out bad. */
	candidate: number;
	/** The newest segment that any sector was erased for: segments a whole ring before it are gone. */
	claimed: number;
	/** Positions whose erase or program failed since mount. */
	readonly condemned: number[] = [];
	#ring: Ring;

	constructor(ring: Ring, candidate: number) {
		this.#ring = ring;
		this.candidate = candidate;
		this.claimed = candidate - 1;
	}

	/** How many sectors may be opened while `tail` is the oldest segment still needed, not counting known bad ones. */
	free(tail: number): number {
		let free = this.#ring.sectors - (this.candidate - tail);
		for (const position of this.condemned) if (this.inFree(position, tail)) free--;
		return Math.max(0, free);
	}

	/** The segment to open now. Throws Fault JOURNAL_FULL, with nothing changed, where there is no room. */
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
	 * Erases and marks the candidate's sector; false when there is no room, or when the sector is bad and was skipped.
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
					this.voidMark(base, mark);
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

	/**
	 * Sets a sector aside until the next mount, and invalidates the header that an earlier turn may have left in it.
	 */
	condemn(segment: number): void {
		const position = segment % this.#ring.sectors;
		if (!this.condemned.includes(position)) this.condemned.push(position);
		// With flash encryption, zeros are stored as other bits, and the chip can only clear bits.
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

	/**
	 * Makes a preamble of the same segment unreadable before its sector is erased again, for a new epoch or after an
	 * interrupted first write. An erase that a power cut ends may leave it as it is, with weak cells behind it, or turn
	 * its version into another one.
	 */
	private voidMark(base: number, mark: Uint8Array): void {
		const { flash } = this.#ring;
		const found = new Uint8Array(epochOffset);
		flash.read(base, found);
		for (let at = 0; at < epochOffset; at++) if (found[at] !== mark[at]) return;
		const behind = base + preambleBytes;
		// With flash encryption only erased bytes can be programmed. Without it the magic is enough, and an interrupted
		// program of more could turn the version into another one.
		if (flash.alignBytes === 1) flash.program(base, new Uint8Array(magicBytes));
		else if (writtenEnd(flash, behind, base + flash.sectorBytes) === behind)
			flash.program(behind, new Uint8Array(preambleBytes));
	}

	private inFree(position: number, tail: number): boolean {
		const sectors = this.#ring.sectors;
		const ahead = (position - (this.candidate % sectors) + sectors) % sectors;
		return ahead < sectors - (this.candidate - tail);
	}
}
