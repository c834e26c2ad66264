// Cells that an interrupted erase left between programmed and erased. They read as either value, often as the same one
// for a whole power-on, until their sector is erased to the end. An erase first programs all cells of its sector, so
// cells that were erased before can become weak too. No read shows it, which is why chips such as Infineon's S25FS have
// a command of its own for it ("evaluate erase status").
import { SeededRandom } from "../random.js";

interface WeakSector {
	readonly seed: number;
	/** Masks of weak bits by byte offset in the chip. */
	readonly places: Map<number, number>;
	readonly random: SeededRandom;
	/** The chance of a weak bit to read as the other value; drawn anew at each power-on. */
	flipChance: number;
}

const weakBitsMax = 64;
const flipChances = [0, 0.02, 0.5] as const;

export class WeakCells {
	readonly #sectorBytes: number;
	readonly #sectors = new Map<number, WeakSector>();

	constructor(sectorBytes: number) {
		this.#sectorBytes = sectorBytes;
	}

	/** Called when power fails in the erase of a sector; everything that follows depends on `seed` alone. */
	interrupt(sector: number, seed: number): void {
		const random = new SeededRandom(seed);
		const places = new Map<number, number>();
		for (let bits = 1 + random.below(weakBitsMax); bits > 0; bits--) {
			const offset = sector * this.#sectorBytes + random.below(this.#sectorBytes);
			places.set(offset, (places.get(offset) ?? 0) | (1 << random.below(8)));
		}
		this.#sectors.set(sector, { seed, places, random, flipChance: 0 });
	}

	powerOn(): void {
		for (const sector of this.#sectors.values())
			sector.flipChance = flipChances[sector.random.below(flipChances.length)]!;
	}

	/** Called when a sector was erased to the end. */
	erased(sector: number): void {
		this.#sectors.delete(sector);
	}

	/** Cells that were programmed to 0 are no longer weak. */
	programmed(offset: number, stored: Uint8Array): void {
		for (const places of this.placesIn(offset, stored.length))
			for (const [at, mask] of places) places.set(at, mask & (stored[at - offset] ?? 0xff));
	}

	/** Changes cells that were copied from `offset` of the chip to what a read returns. */
	sense(offset: number, cells: Uint8Array): void {
		for (const [index, { places, random, flipChance }] of this.#sectors) {
			if (flipChance === 0 || !this.isIn(index, offset, cells.length)) continue;
			for (const [at, mask] of places) {
				if (at < offset || at >= offset + cells.length) continue;
				for (let bit = 1; bit < 256; bit <<= 1)
					if (mask & bit && random.chance(flipChance)) cells[at - offset]! ^= bit;
			}
		}
	}

	clear(): void {
		this.#sectors.clear();
	}

	/** Takes over the weak cells of another chip of the same size. */
	copy(other: WeakCells): void {
		this.clear();
		for (const [index, { seed, places, flipChance }] of other.#sectors) {
			const random = new SeededRandom(seed).fork("copy");
			this.#sectors.set(index, { seed, places: new Map(places), random, flipChance });
		}
	}

	private placesIn(offset: number, length: number): Map<number, number>[] {
		return [...this.#sectors].filter(([index]) => this.isIn(index, offset, length)).map(([, { places }]) => places);
	}

	private isIn(sector: number, offset: number, length: number): boolean {
		return offset < (sector + 1) * this.#sectorBytes && offset + length > sector * this.#sectorBytes;
	}
}
