// One of the two places for a catalog image: a header sector, then the image. The header sector is a log of its own:
// which image was begun, how much of it is written, that it was verified, that it is in force, that it is void. Each
// entry is one program with a CRC-32C, so a power cut leaves a whole entry or none. docs/catalog-format.md has the
// bytes.
import { assert } from "../core/assert.js";
import { equal } from "../core/bytes.js";
import { crc32c } from "../core/crc32c.js";
import type { Flash } from "../core/ports.js";
import type { ImageSource } from "./sections.js";

/** "TMCS". */
const slotMagic = 0x544d4353;
const slotFormat = 1;
const beginBytes = 64;
const beginCrc = 60;
const entryBytes = 16;
const entryCrc = 12;
const entryProgress = 1;
const entryCommit = 2;
const entryVerified = 3;
const entryVoid = 4;

export interface SlotImage {
	readonly version: number;
	/** Of the image's bytes. */
	readonly format: number;
	readonly lengthBytes: number;
	/** SHA-256. */
	readonly digest: Uint8Array;
}

/** Is the source of its own image. */
export class CatalogSlot implements ImageSource {
	readonly #flash: Flash;
	readonly #base: number;
	/** The largest image that fits. */
	readonly capacityBytes: number;
	#image: SlotImage | undefined;
	#seed = 0;
	#heldBytes = 0;
	#generation = 0;
	#isVerified = false;
	/** Where the next entry goes. */
	#entryAt = beginBytes;

	/** Reads the header sector; writes nothing. */
	constructor(options: { readonly flash: Flash; readonly base: number; readonly sizeBytes: number }) {
		this.#flash = options.flash;
		this.#base = options.base;
		this.capacityBytes = options.sizeBytes - options.flash.sectorBytes;
		this.mount();
	}

	/** The image begun here; undefined when nothing readable is. */
	get image(): SlotImage | undefined {
		return this.#image;
	}

	/** Bytes of the image that are certainly on flash: whole sectors, or all. */
	get heldBytes(): number {
		return this.#heldBytes;
	}

	/** Grows with each image put in force; 0 while this one is not. */
	get generation(): number {
		return this.#generation;
	}

	/** The whole image was checked against its digest. */
	get isVerified(): boolean {
		return this.#isVerified;
	}

	/**
	 * True when the entries still to be written would not fit any more: power cuts leave torn entries that take room.
	 */
	get isWorn(): boolean {
		const { sectorBytes } = this.#flash;
		const sectorsLeft = Math.ceil(((this.#image?.lengthBytes ?? 0) - this.#heldBytes) / sectorBytes);
		// In force, verified where it is not yet, and void at last.
		const entriesLeft = sectorsLeft + (this.#isVerified ? 2 : 3);
		return this.#entryAt + entriesLeft * entryBytes > sectorBytes;
	}

	get sizeBytes(): number {
		return this.#image?.lengthBytes ?? 0;
	}

	read(offset: number, into: Uint8Array): void {
		this.#flash.read(this.imageBase + offset, into);
	}

	holds(image: SlotImage): boolean {
		const mine = this.#image;
		return (
			mine?.version === image.version &&
			mine.lengthBytes === image.lengthBytes &&
			equal(mine.digest, image.digest)
		);
	}

	/**
	 * Forgets the image before and begins another. The header is erased first, so that no header describes a
	 * half-overwritten image.
	 */
	begin(image: SlotImage): void {
		this.forget();
		const bytes = new Uint8Array(beginBytes);
		const view = new DataView(bytes.buffer);
		view.setUint32(0, slotMagic);
		view.setUint16(4, slotFormat);
		view.setUint16(6, image.format);
		view.setUint32(8, image.version);
		view.setUint32(12, image.lengthBytes);
		bytes.set(image.digest, 16);
		view.setUint32(beginCrc, crc32c(bytes, 0, 0, beginCrc));
		this.#flash.program(this.#base, bytes);
		this.mount();
	}

	/**
	 * The header is voided before it is erased: where a power cut ends the erase, it may read as before, with cells
	 * that would not keep what is written behind it.
	 */
	forget(): void {
		if (this.#image !== undefined && this.#entryAt + entryBytes <= this.#flash.sectorBytes)
			this.writeEntry(entryVoid, 0);
		this.#flash.erase(this.#base);
		this.mount();
	}

	/** Programs bytes at `offset` of the image, which lie in one sector. The first of a sector erases it. */
	program(offset: number, bytes: Uint8Array): void {
		const { alignBytes, sectorBytes } = this.#flash;
		if (offset % sectorBytes === 0) this.#flash.erase(this.imageBase + offset);
		const padded = Math.ceil(bytes.length / alignBytes) * alignBytes;
		let whole = bytes;
		if (padded !== bytes.length) {
			whole = new Uint8Array(padded).fill(0xff);
			whole.set(bytes);
		}
		this.#flash.program(this.imageBase + offset, whole);
	}

	/** Everything below `heldBytes` is programmed. */
	markProgress(heldBytes: number): void {
		this.writeEntry(entryProgress, heldBytes);
		this.#heldBytes = heldBytes;
	}

	/** Marks the image as equal to its digest. */
	markVerified(): void {
		this.writeEntry(entryVerified, 0);
		this.#isVerified = true;
	}

	/** Puts the image in force. */
	commit(generation: number): void {
		this.writeEntry(entryCommit, generation);
		this.#generation = generation;
	}

	private get imageBase(): number {
		return this.#base + this.#flash.sectorBytes;
	}

	private writeEntry(kind: number, value: number): void {
		assert(this.#entryAt + entryBytes <= this.#flash.sectorBytes, "a worn slot is begun anew");
		const bytes = new Uint8Array(entryBytes);
		const view = new DataView(bytes.buffer);
		view.setUint8(0, kind);
		view.setUint32(4, value);
		view.setUint32(entryCrc, crc32c(bytes, this.#seed, 0, entryCrc));
		const at = this.#entryAt;
		this.#entryAt += entryBytes;
		this.#flash.program(this.#base + at, bytes);
	}

	private dismiss(): void {
		this.#image = undefined;
		this.#heldBytes = 0;
		this.#generation = 0;
		this.#isVerified = false;
	}

	private mount(): void {
		this.dismiss();
		this.#entryAt = beginBytes;
		const begin = new Uint8Array(beginBytes);
		this.#flash.read(this.#base, begin);
		const view = new DataView(begin.buffer);
		const crc = crc32c(begin, 0, 0, beginCrc);
		if (view.getUint32(0) !== slotMagic || view.getUint16(4) !== slotFormat || view.getUint32(beginCrc) !== crc)
			return;
		const lengthBytes = view.getUint32(12);
		if (lengthBytes > this.capacityBytes) return;
		this.#seed = crc;
		this.#image = {
			version: view.getUint32(8),
			format: view.getUint16(6),
			lengthBytes,
			digest: begin.slice(16, 48),
		};
		this.readEntries();
	}

	private readEntries(): void {
		const bytes = new Uint8Array(entryBytes);
		const view = new DataView(bytes.buffer);
		for (; this.#entryAt + entryBytes <= this.#flash.sectorBytes; this.#entryAt += entryBytes) {
			this.#flash.read(this.#base + this.#entryAt, bytes);
			if (view.getUint32(entryCrc) === crc32c(bytes, this.#seed, 0, entryCrc)) {
				const value = view.getUint32(4);
				const kind = view.getUint8(0);
				if (kind === entryProgress) this.#heldBytes = Math.min(value, this.#image!.lengthBytes);
				else if (kind === entryCommit) this.#generation = value;
				else if (kind === entryVerified) this.#isVerified = true;
				else if (kind === entryVoid) return this.dismiss();
				continue;
			}
			// A torn entry is skipped; the first erased one ends the log.
			this.#flash.readRaw(this.#base + this.#entryAt, bytes);
			if (bytes.every((byte) => byte === 0xff)) return;
		}
	}
}
