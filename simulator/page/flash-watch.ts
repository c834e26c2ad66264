// Watches a flash chip for the page: which sectors have changed, and what each sector holds. Reads the cells directly,
// so that its reads are not counted as the firmware's.
import { Buffer } from "node:buffer";
import { decodeHeader } from "../../firmware/journal/header.js";
import { headerBytes } from "../../firmware/journal/layout.js";
import type { Journal } from "../../firmware/journal/journal.js";
import type { NorFlash } from "../flash/nor.js";
import type { PartitionState, SectorLetter } from "./protocol.js";
import { covers, type WireTap } from "./wire-tap.js";

const erasedByte = 0xff;

export class FlashWatch {
	readonly #name: string;
	readonly #flash: NorFlash;
	readonly #seen: Uint8Array;
	readonly #erased: boolean[];
	#touched = new Set<number>();
	#changes = -1;

	constructor(name: string, flash: NorFlash) {
		this.#name = name;
		this.#flash = flash;
		this.#seen = flash.cells.slice();
		const erased = Buffer.alloc(flash.sectorBytes, erasedByte);
		this.#erased = Array.from({ length: flash.sizeBytes / flash.sectorBytes }, (_, sector) =>
			this.sector(flash.cells, sector).equals(erased),
		);
	}

	/** True when anything was programmed or erased since the last call. */
	update(): boolean {
		const { changes } = this.#flash;
		if (changes === this.#changes) return false;
		this.#changes = changes;
		const erased = Buffer.alloc(this.#flash.sectorBytes, erasedByte);
		for (let sector = 0; sector < this.#erased.length; sector++) {
			const now = this.sector(this.#flash.cells, sector);
			if (now.equals(this.sector(this.#seen, sector))) continue;
			now.copy(this.sector(this.#seen, sector));
			this.#erased[sector] = now.equals(erased);
			this.#touched.add(sector);
		}
		return true;
	}

	/** `journal` is the journal in this flash; without it sectors are only erased or in use. Clears `touched`. */
	state(journal: Journal | undefined, tap: WireTap): PartitionState {
		const letters = journal
			? this.journalLetters(journal, tap)
			: this.#erased.map((erased) => (erased ? "e" : "u"));
		for (const sector of [...this.#flash.failingErases, ...this.#flash.failingPrograms]) letters[sector] = "b";
		const touched = [...this.#touched];
		this.#touched = new Set();
		return {
			name: this.#name,
			sectorBytes: this.#flash.sectorBytes,
			sectors: letters.join(""),
			wear: [...this.#flash.wear],
			touched,
		};
	}

	private journalLetters(journal: Journal, tap: WireTap): SectorLetter[] {
		const { newestSegment } = journal;
		if (newestSegment === undefined) return this.#erased.map((erased) => (erased ? "e" : "u"));
		const oldest = journal.oldest().segment;
		const count = this.#erased.length;
		const letters: SectorLetter[] = this.#erased.map((erased) => (erased ? "e" : "u"));
		const ahead = (newestSegment + 1) % count;
		if (letters[ahead] === "u") letters[ahead] = "r";
		let next = { epoch: journal.epoch, firstSequence: journal.sequence + 1 };
		for (let segment = newestSegment; segment >= oldest && segment > newestSegment - count; segment--) {
			const sector = segment % count;
			const header = decodeHeader(this.sector(this.#flash.cells, sector).subarray(0, headerBytes), false);
			// A damaged sector, or one skipped as bad, holds another segment or none.
			if (header.segment !== segment) continue;
			const last = {
				epoch: header.epoch,
				sequence: header.epoch === next.epoch ? next.firstSequence - 1 : header.firstSequence,
			};
			if (segment === newestSegment) letters[sector] = "n";
			else letters[sector] = covers(tap.archived, last) ? "a" : covers(tap.committed, last) ? "c" : "q";
			next = header;
		}
		return letters;
	}

	private sector(cells: Uint8Array, sector: number): Buffer {
		const { sectorBytes } = this.#flash;
		return Buffer.from(cells.buffer, cells.byteOffset + sector * sectorBytes, sectorBytes);
	}
}
