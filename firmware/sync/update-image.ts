// Writes a firmware image to the idle slot and digests it on the way, so that the boot is switched only for exactly the
// bytes that were announced.
import { equal } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import type { Digest, DigestStream } from "../core/ports.js";
import type { UpdatePort, UpdateSlot } from "../core/update.js";
import type { PulledImage } from "./pull.js";

export class UpdateImage {
	readonly #image: PulledImage;
	/** Undefined once the image is verified. */
	#digest: DigestStream | undefined;
	#slot: UpdateSlot | undefined;
	#heldBytes = 0;

	/** Opens the slot. Throws Fault UPDATE_REFUSED when the image is larger. */
	constructor(image: PulledImage, digest: Digest, port: Pick<UpdatePort, "openSlot">) {
		this.#image = image;
		this.#digest = digest.begin();
		this.#slot = port.openSlot();
		if (image.lengthBytes > this.#slot.sizeBytes) {
			this.close();
			throw new Fault("UPDATE_REFUSED", `${image.lengthBytes} bytes`);
		}
	}

	/** Writes the next bytes. Beyond the announced length it closes the slot and throws Fault UPDATE_DAMAGED. */
	write(bytes: Uint8Array): void {
		const slot = this.need();
		if (this.#heldBytes + bytes.length > this.#image.lengthBytes) {
			this.close();
			throw new Fault("UPDATE_DAMAGED", "too long");
		}
		this.#digest?.update(bytes);
		slot.write(bytes);
		this.#heldBytes += bytes.length;
	}

	/** Call once, when all bytes were written. On a wrong digest it closes the slot and throws Fault UPDATE_DAMAGED. */
	verify(): void {
		this.need();
		const found = this.#heldBytes === this.#image.lengthBytes ? this.#digest?.finish() : undefined;
		this.#digest = undefined;
		const isWhole = found !== undefined && equal(found, this.#image.digest);
		if (isWhole) return;
		this.close();
		throw new Fault("UPDATE_DAMAGED", `${this.#heldBytes} bytes`);
	}

	/**
	 * Switches the boot, after `verify`. Throws Fault UPDATE_DAMAGED when the chip rejects the image; the boot is then
	 * unchanged.
	 */
	install(): void {
		const slot = this.need();
		try {
			slot.complete();
		} catch (error) {
			throw new Fault("UPDATE_DAMAGED", String(error));
		} finally {
			this.close();
		}
	}

	/** Idempotent. */
	close(): void {
		const slot = this.#slot;
		this.#slot = undefined;
		slot?.close();
	}

	private need(): UpdateSlot {
		if (!this.#slot) throw new Fault("UPDATE_DAMAGED", "closed");
		return this.#slot;
	}
}
