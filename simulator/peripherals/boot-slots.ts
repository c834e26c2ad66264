// Two image slots and a boot loader that behave like ESP-IDF's esp_ota_ops and second-stage boot loader with rollback
// enabled ("Over The Air Updates", App Rollback): a new image is booted once, and is abandoned at the next reset unless
// it has been confirmed.
import { concat } from "../../firmware/core/bytes.js";
import { limits } from "../../firmware/core/limits.js";
import type { UpdateSlot } from "../../firmware/core/update.js";

/** An entry of the otadata partition. The usable entry with the highest sequence is booted. */
interface BootEntry {
	readonly sequence: number;
	state: "new" | "pendingVerify" | "valid" | "invalid" | "aborted";
}

/** The state to save between runs. */
export interface SavedSlots {
	/** As base64. */
	readonly images: readonly string[];
	readonly entries: readonly (BootEntry | undefined | null)[];
}

const magic = 0xe9;
const chipOffset = 12;
/**
 * Offset of esp_app_desc_t, after the headers of the image and of its first segment. It has its version, as text, at
 * byte 16.
 */
const descriptorOffset = 32;
const descriptorMagic = 0xabcd5432;
const versionOffset = descriptorOffset + 16;
const versionBytes = 32;
const headerBytes = versionOffset + versionBytes;
const esp32Chip = 0x0000;

/** Makes an ESP32 image with the fields that the host and the boot loader check. */
export function espImage(version: number, lengthBytes = 20_000): Uint8Array {
	const image = Uint8Array.from({ length: Math.max(lengthBytes, headerBytes) }, (_, i) => (i * 31 + version) & 0xff);
	const view = new DataView(image.buffer);
	image.fill(0, 0, headerBytes);
	image[0] = magic;
	view.setUint16(chipOffset, esp32Chip, true);
	view.setUint32(descriptorOffset, descriptorMagic, true);
	new TextEncoder().encodeInto(String(version), image.subarray(versionOffset, versionOffset + versionBytes));
	return image;
}

/**
 * Undefined for anything but an image by `espImage` for this chip. The version text of other images need not be a
 * number.
 */
function versionOf(image: Uint8Array): number | undefined {
	if (image.length < headerBytes || image[0] !== magic) return undefined;
	const view = new DataView(image.buffer, image.byteOffset, image.length);
	if (view.getUint16(chipOffset, true) !== esp32Chip || view.getUint32(descriptorOffset, true) !== descriptorMagic)
		return undefined;
	const text = new TextDecoder().decode(image.subarray(versionOffset, headerBytes));
	const version = Number(text.replace(/\0.*$/s, ""));
	return Number.isSafeInteger(version) ? version : undefined;
}

export class BootSlots {
	readonly sizeBytes = limits.firmwareImageBytesMax;
	readonly #images: [Uint8Array, Uint8Array];
	readonly #entries: [BootEntry | undefined, BootEntry | undefined] = [undefined, undefined];
	#running = 0;
	/** Stores the state, where it outlives the process, before a change of it returns. */
	onChange: ((state: SavedSlots) => void) | undefined;

	/** As after flashing by cable: the first slot holds an image, and there are no entries. */
	constructor(version: number) {
		this.#images = [espImage(version, 0), new Uint8Array(0)];
	}

	/** The running version. */
	get version(): number {
		return versionOf(this.#images[this.#running]!)!;
	}

	/** Power-on or reset. An image that is still on trial has not been confirmed and is abandoned. */
	boot(): void {
		const before = this.states().join();
		for (const entry of this.#entries) if (entry?.state === "pendingVerify") entry.state = "aborted";
		const candidates = [1, 0].filter((slot) => {
			const entry = this.#entries[slot];
			return (
				entry &&
				entry.state !== "invalid" &&
				entry.state !== "aborted" &&
				versionOf(this.#images[slot]!) !== undefined
			);
		});
		candidates.sort((a, b) => this.#entries[b]!.sequence - this.#entries[a]!.sequence);
		// Without a usable entry the partitions are tried in order.
		this.#running = candidates[0] ?? 0;
		const entry = this.#entries[this.#running];
		if (entry?.state === "new") entry.state = "pendingVerify";
		if (this.states().join() !== before) this.keep();
	}

	isTrial(): boolean {
		return this.#entries[this.#running]?.state === "pendingVerify";
	}

	confirm(): void {
		const entry = this.#entries[this.#running];
		if (entry) entry.state = "valid";
		this.keep();
	}

	/** Marks the running image; the caller has to reset. */
	markInvalid(): void {
		const entry = this.#entries[this.#running];
		if (entry) entry.state = "invalid";
		this.keep();
	}

	/**
	 * Opens the slot that is not running, and erases it. Throws while the running image is on trial, like
	 * esp_ota_begin.
	 */
	openSlot(): UpdateSlot {
		if (this.isTrial()) throw new Error("ESP_ERR_OTA_ROLLBACK_INVALID_STATE");
		const slot = this.#running === 0 ? 1 : 0;
		const pieces: Uint8Array[] = [];
		let heldBytes = 0;
		this.#images[slot] = new Uint8Array(0);
		this.keep();
		return {
			sizeBytes: this.sizeBytes,
			write: (bytes) => {
				heldBytes += bytes.length;
				if (heldBytes > this.sizeBytes) throw new Error("ESP_ERR_INVALID_SIZE");
				pieces.push(bytes.slice());
			},
			complete: () => {
				const image = concat(...pieces);
				if (versionOf(image) === undefined) throw new Error("ESP_ERR_OTA_VALIDATE_FAILED");
				this.#images[slot] = image;
				const highest = Math.max(0, ...this.#entries.map((entry) => entry?.sequence ?? 0));
				this.#entries[slot] = { sequence: highest + 1, state: "new" };
				this.keep();
			},
			close: () => void (pieces.length = 0),
		};
	}

	/** The state of each slot's entry; undefined without an entry. */
	states(): readonly (BootEntry["state"] | undefined)[] {
		return this.#entries.map((entry) => entry?.state);
	}

	save(): SavedSlots {
		return {
			images: this.#images.map((image) => Buffer.from(image).toString("base64")),
			entries: this.#entries.map((entry) => entry && { ...entry }),
		};
	}

	load(saved: SavedSlots): void {
		for (const slot of [0, 1] as const) {
			this.#images[slot] = new Uint8Array(Buffer.from(saved.images[slot]!, "base64"));
			this.#entries[slot] = saved.entries[slot] ?? undefined;
		}
	}

	private keep(): void {
		this.onChange?.(this.save());
	}
}
