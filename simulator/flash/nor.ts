// A model of a NOR flash chip: a program clears bits, an erase sets a whole sector, and power may fail during either.
// A sector whose erase was interrupted has weak cells, whatever it reads as, until it is erased to the end. Tests and
// worlds inject faults; randomness comes only from the generator that they pass.
import { Fault, type FaultCode } from "../../firmware/core/fault.js";
import type { Flash } from "../../firmware/core/ports.js";
import { blockBytes, crypt } from "./cipher.js";
import { cutInto, PowerCut, type CutMode } from "./power-cut.js";
import { WeakCells } from "./weak-cells.js";

export interface FlashOperation {
	readonly op: "program" | "erase" | "read";
	readonly offset: number;
	readonly length: number;
}

/** What outlives the process. Each call returns when the process can be killed without losing the change. */
export interface FlashStore {
	writeCells(offset: number, cells: Uint8Array): void;
	writeWear(sector: number, erases: number): void;
}

export interface NorOptions {
	readonly sizeBytes: number;
	readonly sectorBytes?: number;
	readonly pageBytes?: number;
	/** Turns flash encryption on: programs must be aligned to 16 bytes, and erased sectors decrypt to noise. */
	readonly encryptionKey?: number;
	/** After this many erases of a sector further erases and programs of it fail. */
	readonly enduranceErases?: number;
	/** Called before each operation takes effect; reads only with `traceReads`. */
	readonly onOperation?: (operation: FlashOperation) => void;
	readonly traceReads?: boolean;
}

export interface FlashCounters {
	reads: number;
	readBytes: number;
	programs: number;
	pagePrograms: number;
	programmedBytes: number;
	erases: number;
}

export class NorFlash implements Flash {
	readonly sizeBytes: number;
	readonly sectorBytes: number;
	readonly pageBytes: number;
	readonly alignBytes: number;
	readonly counters: FlashCounters = {
		reads: 0,
		readBytes: 0,
		programs: 0,
		pagePrograms: 0,
		programmedBytes: 0,
		erases: 0,
	};
	/** How often `cells` were changed by anything, also by operations that a power cut ended. */
	changes = 0;
	/** Number of erases of each sector. */
	readonly wear: Uint32Array;
	/** The bits stored in the chip, encrypted if encryption is on; weak cells with the value they have most often. */
	readonly cells: Uint8Array;
	/**
	 * Gets every change of `cells` and `wear` before the command that made it returns. A command fails, as on a worn
	 * chip, if its bytes cannot be stored.
	 */
	store: FlashStore | undefined;
	/** Indexes of sectors whose erases or programs fail; a failed program writes half of its bytes. */
	readonly failingErases = new Set<number>();
	readonly failingPrograms = new Set<number>();
	#key: number | undefined;
	#endurance: number;
	#onOperation: ((operation: FlashOperation) => void) | undefined;
	#traceReads: boolean;
	/** Stuck bits by byte offset: bits that always read 0, and bits that always read 1. */
	#stuckLow = new Map<number, number>();
	#stuckHigh = new Map<number, number>();
	readonly #weak: WeakCells;
	#cut: { countdown: number; mode: CutMode; random: () => number } | undefined;
	#off = false;

	constructor(options: NorOptions) {
		this.sizeBytes = options.sizeBytes;
		this.sectorBytes = options.sectorBytes ?? 4_096;
		this.pageBytes = options.pageBytes ?? 256;
		if (this.sizeBytes % this.sectorBytes !== 0)
			throw new RangeError("the size must be a multiple of the sector size");
		this.#key = options.encryptionKey;
		this.alignBytes = this.#key === undefined ? 1 : blockBytes;
		this.#endurance = options.enduranceErases ?? Infinity;
		this.#onOperation = options.onOperation;
		this.#traceReads = options.traceReads ?? false;
		this.cells = new Uint8Array(this.sizeBytes).fill(0xff);
		this.wear = new Uint32Array(this.sizeBytes / this.sectorBytes);
		this.#weak = new WeakCells(this.sectorBytes);
	}

	read(offset: number, into: Uint8Array): void {
		this.count(offset, into.length);
		if (this.#key === undefined) {
			this.sense(offset, into);
			return;
		}
		const from = offset - (offset % blockBytes);
		const to = Math.ceil((offset + into.length) / blockBytes) * blockBytes;
		const blocks = new Uint8Array(to - from);
		this.sense(from, blocks);
		crypt(blocks, from, this.#key, false);
		into.set(blocks.subarray(offset - from, offset - from + into.length));
	}

	readRaw(offset: number, into: Uint8Array): void {
		this.count(offset, into.length);
		this.sense(offset, into);
	}

	program(offset: number, bytes: Uint8Array): void {
		this.bound(offset, bytes.length);
		if (offset % this.alignBytes !== 0 || bytes.length % this.alignBytes !== 0)
			throw new RangeError(`unaligned program at ${offset}`);
		this.#onOperation?.({ op: "program", offset, length: bytes.length });
		const stored = bytes.slice();
		if (this.#key !== undefined) crypt(stored, offset, this.#key, true);
		for (let i = 0; i < stored.length; i++) {
			if (stored[i]! & ~this.cells[offset + i]! & ~(this.#stuckLow.get(offset + i) ?? 0))
				throw new RangeError(`program at ${offset + i} would set a bit that is cleared`);
		}
		const before = this.cells.slice(offset, offset + stored.length);
		const cut = this.powerCut(stored, before);
		if (cut !== undefined) {
			this.settle(offset, cut);
			throw new PowerCut(offset);
		}
		this.counters.programs++;
		this.counters.pagePrograms +=
			Math.floor((offset + stored.length - 1) / this.pageBytes) - Math.floor(offset / this.pageBytes) + 1;
		this.counters.programmedBytes += stored.length;
		const sector = Math.floor(offset / this.sectorBytes);
		if (this.failingPrograms.has(sector) || this.wear[sector]! > this.#endurance) {
			this.settle(offset, stored.subarray(0, stored.length >>> 1));
			throw new Fault("FLASH_PROGRAM_FAILED", `at ${offset}`);
		}
		this.settle(offset, stored);
	}

	erase(offset: number): void {
		this.bound(offset, this.sectorBytes);
		if (offset % this.sectorBytes !== 0) throw new RangeError(`unaligned erase at ${offset}`);
		this.#onOperation?.({ op: "erase", offset, length: this.sectorBytes });
		const before = this.cells.slice(offset, offset + this.sectorBytes);
		const erased = new Uint8Array(this.sectorBytes).fill(0xff);
		const sector = offset / this.sectorBytes;
		const cut = this.powerCut(erased, before);
		this.wearOut(sector);
		if (cut !== undefined) {
			this.#weak.interrupt(sector, Math.floor(this.#cut!.random() * 2 ** 32));
			this.reset(offset, cut);
			throw new PowerCut(offset);
		}
		this.counters.erases++;
		if (this.failingErases.has(sector) || this.wear[sector]! > this.#endurance)
			throw new Fault("FLASH_ERASE_FAILED", `sector ${sector}`);
		this.#weak.erased(sector);
		this.reset(offset, erased);
	}

	/**
	 * Cuts the power during the operation that follows `skip` further programs and erases. From then on every call
	 * throws PowerCut until `powerOn`.
	 */
	cutPower(skip: number, mode: CutMode, random: () => number): void {
		this.#cut = { countdown: skip, mode, random };
	}

	/** Restores the power. Cancels a cut that has not happened yet. */
	powerOn(): void {
		this.#cut = undefined;
		this.#off = false;
		this.#weak.powerOn();
	}

	/** Makes the bits of `mask` in this byte read `value` from now on, whatever is written. */
	stick(offset: number, mask: number, value: 0 | 1): void {
		const stuck = value === 0 ? this.#stuckLow : this.#stuckHigh;
		stuck.set(offset, (stuck.get(offset) ?? 0) | mask);
		const cell = this.cells[offset]!;
		this.put(offset, Uint8Array.of(value === 0 ? cell & ~mask : cell | mask), "FLASH_PROGRAM_FAILED");
	}

	/** Read disturb: inverts the bits once, until the next erase. */
	disturb(offset: number, mask: number): void {
		this.put(offset, Uint8Array.of(this.cells[offset]! ^ mask), "FLASH_PROGRAM_FAILED");
	}

	/** A copy of the chip's bits. */
	save(): Uint8Array {
		return this.cells.slice();
	}

	load(image: Uint8Array): void {
		if (image.length !== this.sizeBytes)
			throw new RangeError(`the image has ${image.length} bytes, the chip has ${this.sizeBytes}`);
		this.#weak.clear();
		this.put(0, image, "FLASH_PROGRAM_FAILED");
	}

	/** Takes over the bits of another chip, weak cells included. */
	copy(other: NorFlash): void {
		this.load(other.cells);
		this.#weak.copy(other.#weak);
	}

	private bound(offset: number, length: number): void {
		if (this.#off) throw new PowerCut(offset);
		if (offset < 0 || offset + length > this.sizeBytes)
			throw new RangeError(`${length} bytes at ${offset} are beyond the chip`);
	}

	private count(offset: number, length: number): void {
		this.bound(offset, length);
		if (this.#traceReads) this.#onOperation?.({ op: "read", offset, length });
		this.counters.reads++;
		this.counters.readBytes += length;
	}

	private powerCut(wanted: Uint8Array, before: Uint8Array): Uint8Array | undefined {
		if (this.#cut === undefined || this.#cut.countdown-- > 0) return undefined;
		this.#off = true;
		return cutInto(this.#cut.mode, wanted, before, this.#cut.random);
	}

	private settle(offset: number, stored: Uint8Array): void {
		const cells = this.cells.slice(offset, offset + stored.length);
		for (let i = 0; i < cells.length; i++) cells[i]! &= stored[i]! | (this.#stuckHigh.get(offset + i) ?? 0);
		this.#weak.programmed(offset, stored);
		this.put(offset, cells, "FLASH_PROGRAM_FAILED");
	}

	private sense(offset: number, into: Uint8Array): void {
		into.set(this.cells.subarray(offset, offset + into.length));
		this.#weak.sense(offset, into);
	}

	private reset(offset: number, cells: Uint8Array): void {
		if (this.#stuckLow.size > 0)
			for (let i = 0; i < cells.length; i++) cells[i]! &= ~(this.#stuckLow.get(offset + i) ?? 0);
		this.put(offset, cells, "FLASH_ERASE_FAILED");
	}

	private wearOut(sector: number): void {
		this.wear[sector]!++;
		this.stored("FLASH_ERASE_FAILED", () => this.store?.writeWear(sector, this.wear[sector]!));
	}

	/** The store first: what it refuses was not written, and must not be read by the next boot either. */
	private put(offset: number, cells: Uint8Array, failure: FaultCode): void {
		this.stored(failure, () => this.store?.writeCells(offset, cells));
		this.cells.set(cells, offset);
		this.changes++;
	}

	private stored(failure: FaultCode, write: () => void): void {
		try {
			write();
		} catch (error) {
			throw new Fault(failure, (error as Error).message);
		}
	}
}
