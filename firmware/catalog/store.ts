// Two slots in flash: one catalog in force, the next one being written beside it. Once the whole image matches its
// digest it waits there, also through a power cut, until it is put in force. That is one program, so a power cut at any
// byte leaves either the old catalog or the new one.
import { equal } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Digest, Flash } from "../core/ports.js";
import { catalogFormats } from "./format.js";
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
	/** Where the next image goes. */
	#idle: CatalogSlot;
	/** The idle slot holds an image that was verified, can be read, and is not in force. */
	#isWaiting: boolean;
	#image: CatalogImage | undefined;
	/** Bytes of the image begun that were written, whether marked or not. */
	#writtenBytes = 0;

	/**
	 * Finds the catalog in force; writes nothing. An image that cannot be read any more is replaced by the one before,
	 * or by none.
	 */
	constructor(options: CatalogStoreOptions) {
		const { flash } = options;
		this.#flash = flash;
		this.#digest = options.digest;
		const sizeBytes = Math.floor(flash.sizeBytes / 2 / flash.sectorBytes) * flash.sectorBytes;
		this.#slots = [
			new CatalogSlot({ flash, base: 0, sizeBytes }),
			new CatalogSlot({ flash, base: sizeBytes, sizeBytes }),
		];
		const inForce = this.#slots.filter((slot) => slot.generation > 0).sort((a, b) => b.generation - a.generation);
		for (const slot of inForce) {
			if (this.#image !== undefined) break;
			this.#image = readImage(slot);
			if (this.#image !== undefined) this.#active = slot;
		}
		const first = this.#slots[0];
		const second = this.#slots[1];
		const isSecondIdle = this.#active === first || (this.#active === undefined && isComplete(second));
		this.#idle = isSecondIdle ? second : first;
		this.#isWaiting = isComplete(this.#idle) && readImage(this.#idle) !== undefined;
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

	/** Version of the image that waits to be put in force; 0 without one. */
	get waitingVersion(): number {
		return this.waiting?.image?.version ?? 0;
	}

	/** The image that waits, opened again at each call, so that it takes no heap in between. */
	openWaiting(): CatalogImage | undefined {
		return this.waiting && readImage(this.waiting);
	}

	/**
	 * Whether an announced image is to be pulled: one of a higher version than the one in force, or of the same version
	 * in a newer format. An image that waits may be replaced by the same version: a restored host may announce its
	 * version again with other prices.
	 */
	isNews(manifest: SlotImage): boolean {
		const inForce = this.#active?.image;
		const isAbove =
			inForce === undefined ||
			manifest.version > inForce.version ||
			(manifest.version === inForce.version && manifest.format > inForce.format);
		return isAbove && manifest.version >= this.waitingVersion && this.waiting?.holds(manifest) !== true;
	}

	/**
	 * Prepares for an image, or continues the one begun before a power cut. Returns how many bytes are held already:
	 * all of them where it waits to be put in force. Throws Fault CATALOG_FORMAT_UNKNOWN, VERSION_STALE,
	 * CATALOG_TOO_LARGE or FLASH_ERASE_FAILED.
	 */
	begin(manifest: SlotImage): number {
		const { version, format, lengthBytes } = manifest;
		const slot = this.#idle;
		if (this.waiting?.holds(manifest) !== true && !this.isNews(manifest))
			throw new Fault("VERSION_STALE", `catalog ${version}, ${this.version} is in force`);
		if (!catalogFormats.includes(format)) throw new Fault("CATALOG_FORMAT_UNKNOWN", `format ${format}`);
		if (lengthBytes > slot.capacityBytes) throw new Fault("CATALOG_TOO_LARGE", `${lengthBytes} bytes`);
		if (!slot.holds(manifest) || slot.generation > 0 || slot.isWorn) {
			this.#isWaiting = false;
			slot.begin(manifest);
		}
		this.#writtenBytes = slot.heldBytes;
		return this.#writtenBytes;
	}

	/**
	 * Writes the next bytes of the image begun: they follow the last ones, and are whole flash words except at the end.
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

	/**
	 * Checks the image begun against its digest. From then on it waits to be put in force, also through a power cut.
	 * Throws Fault CATALOG_DAMAGED and forgets the image, or throws FLASH_PROGRAM_FAILED.
	 */
	apply(manifest: SlotImage): void {
		const slot = this.#idle;
		if (!slot.holds(manifest) || slot.heldBytes !== manifest.lengthBytes)
			throw new Fault("CATALOG_DAMAGED", "not whole");
		if (slot === this.waiting) return;
		const image = equal(this.digestOf(slot), manifest.digest) ? readImage(slot) : undefined;
		if (image?.version !== manifest.version || image.format !== manifest.format) this.refuse(slot);
		slot.markVerified();
		this.#isWaiting = true;
		this.#writtenBytes = 0;
	}

	/**
	 * Puts the image that waits in force. Throws Fault CATALOG_DAMAGED where there is none that can be read, or
	 * FLASH_PROGRAM_FAILED.
	 */
	commit(): void {
		const slot = this.waiting;
		if (slot === undefined) throw new Fault("CATALOG_DAMAGED", "none waits");
		const image = slot.isWorn ? undefined : readImage(slot);
		if (image === undefined) this.refuse(slot);
		const first = this.#slots[0];
		const second = this.#slots[1];
		slot.commit(Math.max(first.generation, second.generation) + 1);
		this.#active = slot;
		this.#idle = slot === first ? second : first;
		this.#isWaiting = false;
		this.#image = image;
	}

	/**
	 * Compares the catalog in flash with its digest to detect bit rot. True when intact, or when there is no catalog.
	 */
	verify(): boolean {
		const slot = this.#active;
		return slot?.image === undefined || equal(this.digestOf(slot), slot.image.digest);
	}

	private get waiting(): CatalogSlot | undefined {
		return this.#isWaiting ? this.#idle : undefined;
	}

	private refuse(slot: CatalogSlot): never {
		const version = slot.image?.version;
		slot.forget();
		this.#isWaiting = false;
		this.#writtenBytes = 0;
		throw new Fault("CATALOG_DAMAGED", `catalog ${version}`);
	}

	private digestOf(slot: CatalogSlot): Uint8Array {
		const digest = this.#digest.begin();
		for (let offset = 0; offset < slot.sizeBytes; offset += limits.chunkBytes) {
			const piece = new Uint8Array(Math.min(limits.chunkBytes, slot.sizeBytes - offset));
			slot.read(offset, piece);
			digest.update(piece);
		}
		return digest.finish();
	}
}

/** Checked against its digest and never put in force. */
function isComplete(slot: CatalogSlot): boolean {
	return slot.isVerified && slot.generation === 0;
}

function readImage(slot: CatalogSlot): CatalogImage | undefined {
	try {
		return new CatalogImage({ source: slot });
	} catch (error) {
		if (error instanceof Fault) return undefined;
		throw error;
	}
}
