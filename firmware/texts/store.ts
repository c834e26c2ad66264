// The partition of personal texts: an unchained log whose texts can be erased one by one, in place. Texts wait here for
// the host and, until the shift is closed, for copies of receipts. docs/texts.md has the format and its reasons.
import { equal } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Digest, Flash, Random } from "../core/ports.js";
import { makeText, type PrivateText, textDigest } from "../core/private-text.js";
import { writtenEnd } from "../journal/erased.js";
import { programBytes, programVerified } from "../journal/program.js";
import {
	bodyBytes,
	bodyOffset,
	decodeBody,
	encodeFrame,
	encodeSectorHead,
	frameEnd,
	frameHeadBytes,
	lengthIn,
	ownerOf,
	readSectorHead,
	sectorHeadBytes,
	tagBytes,
} from "./layout.js";

/** The terminal's ports that the store uses, held as one reference. */
export interface TextStorePorts {
	readonly textsFlash: Flash;
	readonly digest: Digest;
	readonly random: Random;
}

/** The end of a frame in the order in which texts were written. */
export interface TextPlace {
	/** Of its sector. */
	readonly sequence: number;
	readonly offset: number;
}

export interface UnsentTexts {
	readonly texts: readonly PrivateText[];
	/** To be given to `acknowledge`. */
	readonly end: TextPlace;
}

interface Sector {
	readonly base: number;
	readonly sequence: number;
}

interface Frame {
	readonly offset: number;
	readonly head: Uint8Array;
	readonly length: number;
	readonly end: number;
}

const programAttemptsMax = 4;

export class TextStore {
	readonly #ports: TextStorePorts;
	readonly #owner: number;
	/** The sector that texts are written to; undefined before the first, or where the last one is sealed. */
	#open: Sector | undefined;
	#offset = 0;
	/** Of the newest sector; −1 until the partition has been looked at, which a start does not do. */
	#sequence = -1;
	#acked: TextPlace | undefined;
	#hasUnsent = true;
	/** The sector from which `upkeep` goes on; undefined where it has nothing to do. */
	#upkeepAt: number | undefined = 0;

	constructor(ports: TextStorePorts, identity: { readonly merchant: string; readonly terminal: string }) {
		this.#ports = ports;
		this.#owner = ownerOf(identity);
	}

	/** False where nothing was written since the host took everything, at no cost. */
	get hasUnsent(): boolean {
		return this.#hasUnsent;
	}

	/** A text with a new salt; undefined where nothing readable is left of it. */
	make(kind: number, text: string, charactersMax: number): PrivateText | undefined {
		return makeText(this.#ports.random, kind, text, charactersMax);
	}

	/** The digest that records name it by. */
	idOf(text: PrivateText): Uint8Array {
		return textDigest(this.#ports.digest, text);
	}

	/**
	 * The text is durable when the call returns. Throws Fault TEXTS_FULL, or FLASH_PROGRAM_FAILED, and then nothing of
	 * the text can be found.
	 */
	append(text: PrivateText): void {
		const { textsFlash: flash, digest } = this.#ports;
		const align = flash.alignBytes;
		const id = textDigest(digest, text);
		const size = frameEnd(0, text.utf8.length, align);
		this.mount();
		for (let attempts = 0; attempts < programAttemptsMax; attempts++) {
			if (!this.#open || this.#offset + size > flash.sectorBytes) this.openSector();
			const { base, sequence } = this.#open!;
			const bytes = programBytes(size);
			encodeFrame(bytes, text, id, sequence, align);
			const at = this.#offset;
			this.#offset += size;
			if (programVerified(flash, base + at, bytes)) {
				this.#hasUnsent = true;
				return;
			}
			// What a failed program left is no place to write behind.
			this.#open = undefined;
			this.#upkeepAt = 0;
			this.clear(base, at, text.utf8.length);
		}
		throw new Fault("FLASH_PROGRAM_FAILED", "text");
	}

	/** The text that a record names; undefined where it was erased or was never here. */
	find(id: Uint8Array): PrivateText | undefined {
		let found: PrivateText | undefined;
		this.each((text) => {
			if (equal(textDigest(this.#ports.digest, text), id)) found = text;
			return found !== undefined;
		}, id);
		return found;
	}

	/**
	 * Clears the text's bytes in place, or moves the others and erases its sector. Returns false where the text was not
	 * here. Throws Fault TEXTS_FULL or FLASH_*: the text may be here still.
	 */
	erase(id: Uint8Array): boolean {
		const { textsFlash: flash, digest } = this.#ports;
		let held: Sector | undefined;
		this.each((text, sector, frame) => {
			if (!equal(textDigest(digest, text), id)) return false;
			if (flash.alignBytes === 1) this.clear(sector.base, frame.offset, frame.length);
			held = sector;
			return true;
		}, id);
		if (!held) return false;
		this.#upkeepAt = 0;
		if (flash.alignBytes > 1) this.vacate(held, id);
		return true;
	}

	/** The oldest texts that the host has not acknowledged since the start; undefined for none. */
	unsent(countMax: number): UnsentTexts | undefined {
		if (!this.#hasUnsent) return undefined;
		const texts: PrivateText[] = [];
		let end: TextPlace | undefined;
		let bytes = 0;
		this.each((text, { sequence }, frame) => {
			if (this.isAcked(sequence, frame.end)) return false;
			bytes += bodyBytes(text.utf8.length);
			if (texts.length === countMax || (texts.length > 0 && bytes > limits.textMessageBytesMax)) return true;
			texts.push(text);
			end = { sequence, offset: frame.end };
			return false;
		});
		if (end) return { texts, end };
		this.#hasUnsent = false;
		return undefined;
	}

	/** The host has these and all older texts. Not kept beyond a start: the host takes a text twice. */
	acknowledge(end: TextPlace): void {
		this.#acked = end;
	}

	/** Clears what the host has, but for the texts that are still needed here. */
	dropAcknowledged(isNeeded: (id: Uint8Array) => boolean): void {
		if (!this.#acked) return;
		const { textsFlash: flash, digest } = this.#ports;
		const kept = new Set<number>();
		const left = new Map<number, Sector>();
		this.each((text, sector, frame) => {
			const { base, sequence } = sector;
			if (!this.isAcked(sequence, frame.end) || isNeeded(textDigest(digest, text))) kept.add(base);
			else if (flash.alignBytes === 1) this.clear(base, frame.offset, frame.length);
			left.set(base, sector);
			return false;
		});
		this.#upkeepAt = 0;
		// With flash encryption, nothing can be cleared in place.
		if (flash.alignBytes > 1) for (const base of left.keys()) if (!kept.has(base)) this.eraseSector(base);
	}

	/**
	 * Clears what a power cut left half written or half cleared, and erases sectors without texts: one sector in a
	 * call, while nobody waits. Returns whether there is more to do.
	 */
	upkeep(): boolean {
		let base = this.#upkeepAt;
		if (base === undefined) return false;
		this.mount();
		const { textsFlash: flash } = this.#ports;
		let head = readSectorHead(flash, this.#owner, base);
		while (!head && (base += flash.sectorBytes) < flash.sizeBytes) head = readSectorHead(flash, this.#owner, base);
		this.#upkeepAt = base + flash.sectorBytes < flash.sizeBytes ? base + flash.sectorBytes : undefined;
		if (!head) return false;
		let isLive = false;
		let offset = sectorHeadBytes;
		for (let frame = this.frameAt(base, offset); frame; frame = this.frameAt(base, offset)) {
			offset = frame.end;
			if (this.textIn(base, frame, head.sequence)) isLive = true;
			else this.clear(base, frame.offset, frame.length);
		}
		const end = writtenEnd(flash, base + offset, base + flash.sectorBytes);
		if (!isLive && end > base + sectorHeadBytes) this.eraseSector(base);
		// A frame of which a power cut left no head.
		else if (end > base + offset && flash.alignBytes === 1)
			this.program(base + offset, new Uint8Array(end - base - offset));
		return this.#upkeepAt !== undefined;
	}

	/** Writes the sector's other texts again, to be sent again, and erases it. */
	private vacate({ base, sequence }: Sector, id: Uint8Array): void {
		const { digest } = this.#ports;
		if (this.#open?.base === base) this.#open = undefined;
		for (let frame = this.frameAt(base, sectorHeadBytes); frame; frame = this.frameAt(base, frame.end)) {
			const text = this.textIn(base, frame, sequence);
			if (text && !equal(textDigest(digest, text), id)) this.append(text);
		}
		if (!this.eraseSector(base)) throw new Fault("FLASH_ERASE_FAILED", "texts");
	}

	private isAcked(sequence: number, end: number): boolean {
		const acked = this.#acked;
		if (!acked) return false;
		return sequence < acked.sequence || (sequence === acked.sequence && end <= acked.offset);
	}

	/** Reads where to go on. Writes nothing. */
	private mount(): void {
		if (this.#sequence >= 0) return;
		this.#sequence = 0;
		const newest = this.sectors().at(-1);
		if (!newest) return;
		const { textsFlash: flash } = this.#ports;
		const { base, sequence } = newest;
		this.#sequence = sequence;
		// With flash encryption, an erase that a power cut ended cannot be told from one that was whole.
		if (flash.alignBytes > 1) return;
		let isSound = true;
		let offset = sectorHeadBytes;
		for (let frame = this.frameAt(base, offset); frame; frame = this.frameAt(base, offset)) {
			offset = frame.end;
			isSound = this.textIn(base, frame, sequence) !== undefined;
		}
		// Nothing is written behind a torn tail.
		if (!isSound || writtenEnd(flash, base + offset, base + flash.sectorBytes) !== base + offset) return;
		this.#open = newest;
		this.#offset = offset;
	}

	/** Sectors with texts of this terminal, oldest first. */
	private sectors(): Sector[] {
		const { textsFlash: flash } = this.#ports;
		const found: Sector[] = [];
		for (let base = 0; base < flash.sizeBytes; base += flash.sectorBytes) {
			const head = readSectorHead(flash, this.#owner, base);
			if (head) found.push({ base, sequence: head.sequence });
		}
		return found.sort((a, b) => a.sequence - b.sequence);
	}

	private frameAt(base: number, offset: number): Frame | undefined {
		const { textsFlash: flash } = this.#ports;
		if (offset + frameHeadBytes > flash.sectorBytes) return undefined;
		const head = new Uint8Array(frameHeadBytes);
		flash.read(base + offset, head);
		const length = lengthIn(head);
		if (length === undefined) return undefined;
		const end = frameEnd(offset, length, flash.alignBytes);
		return end > flash.sectorBytes ? undefined : { offset, head, length, end };
	}

	private textIn(base: number, { offset, head, length }: Frame, sequence: number): PrivateText | undefined {
		const { textsFlash: flash } = this.#ports;
		const body = new Uint8Array(bodyBytes(length));
		flash.read(base + bodyOffset(offset, flash.alignBytes), body);
		return decodeBody(head, body, sequence);
	}

	/** Visits the texts, oldest first, until `visit` returns true; with `id`, only those that may have it. */
	private each(visit: (text: PrivateText, sector: Sector, frame: Frame) => boolean, id?: Uint8Array): void {
		this.mount();
		for (const sector of this.sectors()) {
			const { base, sequence } = sector;
			for (let frame = this.frameAt(base, sectorHeadBytes); frame; frame = this.frameAt(base, frame.end)) {
				if (id && !hasTag(frame, id)) continue;
				const text = this.textIn(base, frame, sequence);
				if (text && visit(text, sector, frame)) return;
			}
		}
	}

	/** The next sector without texts that are needed; those that the host has make room in the end. */
	private openSector(): void {
		const { textsFlash: flash } = this.#ports;
		const newest = this.#open ?? this.sectors().at(-1);
		const first = newest ? newest.base : flash.sizeBytes - flash.sectorBytes;
		this.#open = undefined;
		for (const mayDrop of [false, true])
			for (let step = flash.sectorBytes; step <= flash.sizeBytes; step += flash.sectorBytes) {
				const base = (first + step) % flash.sizeBytes;
				if (this.isFree(base, mayDrop) && this.prepare(base)) return;
			}
		throw new Fault("TEXTS_FULL");
	}

	private isFree(base: number, mayDrop: boolean): boolean {
		const head = readSectorHead(this.#ports.textsFlash, this.#owner, base);
		if (!head) return true;
		for (let frame = this.frameAt(base, sectorHeadBytes); frame; frame = this.frameAt(base, frame.end)) {
			if (!this.textIn(base, frame, head.sequence)) continue;
			if (!mayDrop || !this.isAcked(head.sequence, frame.end)) return false;
		}
		return true;
	}

	/** Returns false where the sector is bad. */
	private prepare(base: number): boolean {
		const { textsFlash: flash } = this.#ports;
		if (!this.eraseSector(base)) return false;
		const head = programBytes(sectorHeadBytes);
		const sequence = this.#sequence + 1;
		encodeSectorHead(flash, this.#owner, sequence, head);
		if (!programVerified(flash, base, head)) return false;
		this.#sequence = sequence;
		this.#open = { base, sequence };
		this.#offset = sectorHeadBytes;
		return true;
	}

	/**
	 * The head goes first: a power cut during the erase then leaves no sector that seems to have room, since its cells
	 * may be weak.
	 */
	private eraseSector(base: number): boolean {
		const { textsFlash: flash } = this.#ports;
		const end = base + flash.sectorBytes;
		if (this.#open?.base === base) this.#open = undefined;
		try {
			if (flash.alignBytes === 1) this.program(base, new Uint8Array(sectorHeadBytes));
			flash.erase(base);
			return writtenEnd(flash, base, end) === base;
		} catch (error) {
			if (error instanceof Fault) return false;
			throw error;
		}
	}

	/**
	 * Programs zeros over salt, kind, text and CRC. With flash encryption, zeros are stored as other bits, and the chip
	 * can only clear bits.
	 */
	private clear(base: number, offset: number, length: number): void {
		const { alignBytes } = this.#ports.textsFlash;
		if (alignBytes > 1) return;
		const from = bodyOffset(offset, alignBytes);
		this.program(base + from, new Uint8Array(frameEnd(offset, length, alignBytes) - from));
	}

	private program(offset: number, bytes: Uint8Array): void {
		try {
			this.#ports.textsFlash.program(offset, bytes);
		} catch (error) {
			// The sector is erased once nothing else is needed in it.
			if (!(error instanceof Fault)) throw error;
		}
	}
}

function hasTag({ head }: Frame, id: Uint8Array): boolean {
	for (let at = 0; at < tagBytes; at++) if (head[2 + at] !== id[at]) return false;
	return true;
}
