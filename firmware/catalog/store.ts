// Two slots in flash: one catalog in force, the next one arriving beside it. It takes over in one program, after its digest was verified, so a
// power cut at any byte leaves the old one or the new one, whole.
import { equal } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Digest, Flash } from "../core/ports.js";
import { CatalogImage } from "./image.js";
import { CatalogSlot, type SlotImage } from "./slot.js";

export interface CatalogStoreOptions {
	/** Two slots of half its size each; an image may have half the partition less one sector. */
	readonly flash: Flash;
	readonly digest: Digest;
}

export class CatalogStore {
	readonly #flash: Flash;
	readonly #digest: Digest;
	readonly #slots: readonly [CatalogSlot, CatalogSlot];
	#active: CatalogSlot | undefined;
	#image: CatalogImage | undefined;
	/** Bytes of the image begun that were written, marked or not. */
	#writtenBytes = 0;

	/** Finds the catalog in force; writes nothing. An image that cannot be read any more yields to the one before, or to none. */
	constructor(options: CatalogStoreOptions) {
		const { flash } = options;
		this.#flash = flash;
		this.#digest = options.digest;
		const sizeBytes = Math.floor(flash.sizeBytes / 2 / flash.sectorBytes) * flash.sectorBytes;
		this.#slots = [new CatalogSlot({ flash, base: 0, sizeBytes }), new CatalogSlot({ flash, base: sizeBytes, sizeBytes })];
		const inForce = this.#slots.filter((slot) => slot.generation > 0).sort((a, b) => b.generation - a.generation);
		for (const slot of inForce) {
			if (this.#image !== undefined) break;
			this.#image = readImage(slot);
			if (this.#image !== undefined) this.#active = slot;
		}
	}

	/** The catalog in force. */
	get image(): CatalogImage | undefined {
		return this.#image;
	}

	/** Version in force; 0 without one. */
	get version(): number {
		return this.#image?.version ?? 0;
	}

	/** SHA-256 of the image in force. */
	get digest(): Uint8Array | undefined {
		return this.#active?.image?.digest;
	}

	/**
	 * Makes ready for an image, or takes up the one begun before a power cut. Returns how many bytes are held already.
	 * Throws Fault VERSION_STALE, CATALOG_TOO_LARGE or FLASH_ERASE_FAILED.
	 */
	begin(manifest: SlotImage): number {
		if (manifest.version <= this.version) throw new Fault("VERSION_STALE", `catalog ${manifest.version}, ${this.version} is in force`);
		const slot = this.#idle;
		if (manifest.lengthBytes > slot.capacityBytes) throw new Fault("CATALOG_TOO_LARGE", `${manifest.lengthBytes} bytes`);
		if (!slot.holds(manifest) || slot.generation > 0 || slot.isWorn) slot.begin(manifest);
		this.#writtenBytes = slot.heldBytes;
		return this.#writtenBytes;
	}

	/**
	 * The next bytes of the image begun: from where the last ones ended, and of whole flash words but for the last.
	 * Throws Fault CATALOG_DAMAGED, FLASH_PROGRAM_FAILED or FLASH_ERASE_FAILED.
	 */
	write(offset: number, bytes: Uint8Array): void {
		const slot = this.#idle;
		const lengthBytes = slot.image?.lengthBytes ?? 0;
		const end = offset + bytes.length;
		const { alignBytes, sectorBytes } = this.#flash;
		if (offset !== this.#writtenBytes || end > lengthBytes || (end !== lengthBytes && end % alignBytes !== 0))
			throw new Fault("CATALOG_DAMAGED", `bytes at ${offset}, not ${this.#writtenBytes}`);
		for (let at = offset; at < end;) {
			const sectorEnd = (Math.floor(at / sectorBytes) + 1) * sectorBytes;
			const pieceEnd = Math.min(end, sectorEnd);
			slot.program(at, bytes.subarray(at - offset, pieceEnd - offset));
			at = pieceEnd;
			this.#writtenBytes = at;
			if (at === sectorEnd || at === lengthBytes) slot.markProgress(at);
		}
	}

	/** Checks the image begun against its digest and puts it in force. Throws Fault CATALOG_DAMAGED, and has forgotten that image. */
	apply(manifest: SlotImage): void {
		const slot = this.#idle;
		if (!slot.holds(manifest) || slot.heldBytes !== manifest.lengthBytes) throw new Fault("CATALOG_DAMAGED", "not whole");
		const image = equal(this.digestOf(slot), manifest.digest) ? readImage(slot) : undefined;
		if (image?.version !== manifest.version) {
			slot.forget();
			this.#writtenBytes = 0;
			throw new Fault("CATALOG_DAMAGED", `catalog ${manifest.version}`);
		}
		slot.commit(Math.max(...this.#slots.map((other) => other.generation)) + 1);
		this.#active = slot;
		this.#image = image;
		this.#writtenBytes = 0;
	}

	/** What the flash holds now against the digest it came with: a look for bit rot. True when intact, or when there is no catalog. */
	verify(): boolean {
		const slot = this.#active;
		return slot?.image === undefined || equal(this.digestOf(slot), slot.image.digest);
	}

	get #idle(): CatalogSlot {
		return this.#active === this.#slots[0] ? this.#slots[1] : this.#slots[0];
	}

	private digestOf(slot: CatalogSlot): Uint8Array {
		const { source } = slot;
		const digest = this.#digest.begin();
		for (let offset = 0; offset < source.sizeBytes; offset += limits.chunkBytes) {
			const piece = new Uint8Array(Math.min(limits.chunkBytes, source.sizeBytes - offset));
			source.read(offset, piece);
			digest.update(piece);
		}
		return digest.finish();
	}
}

function readImage(slot: CatalogSlot): CatalogImage | undefined {
	try {
		return new CatalogImage({ source: slot.source });
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}
