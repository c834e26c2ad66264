// Two image slots and the boot loader between them, as ESP-IDF's esp_ota_ops and second-stage boot loader do it with
// rollback enabled ("Over The Air Updates", App Rollback): an image that was switched to is tried once, and left at the
// next reset unless it was confirmed.
import { concat } from "../../firmware/core/bytes.js";
import { limits } from "../../firmware/core/limits.js";
import type { UpdateSlot } from "../../firmware/core/update.js";

/** An entry of the otadata partition: whose sequence is highest is booted. */
interface BootEntry {
	readonly sequence: number;
	state: "new" | "pendingVerify" | "valid" | "invalid" | "aborted";
}

/** What can be kept between runs. */
export interface SavedSlots {
	/** As base64. */
	readonly images: readonly string[];
	readonly entries: readonly (BootEntry | undefined | null)[];
}

const magic = 0xe9;
const chipOffset = 12;
/**
 * esp_app_desc_t begins behind the headers of the image and of its first segment; its version is text at byte 16 of it.
 */
const descriptorOffset = 32;
const descriptorMagic = 0xabcd5432;
const versionOffset = descriptorOffset + 16;
const versionBytes = 32;
const headerBytes = versionOffset + versionBytes;
const esp32Chip = 0x0000;

/** An ESP32's image as far as host and boot loader look at it. */
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
 * Undefined for what is no image for this chip, or was not made by `espImage`: a real image names its version in words.
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

	/** Flashed by cable: the first slot holds an image, and no entry says anything. */
	constructor(version: number) {
		this.#images = [espImage(version, 0), new Uint8Array(0)];
	}

	/** The version that runs. */
	get version(): number {
		return versionOf(this.#images[this.#running]!)!;
	}

	/** Power-on or reset: whoever was on trial has not confirmed. */
	boot(): void {
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
	}

	isTrial(): boolean {
		return this.#entries[this.#running]?.state === "pendingVerify";
	}

	confirm(): void {
		const entry = this.#entries[this.#running];
		if (entry) entry.state = "valid";
	}

	/** The caller resets. */
	markInvalid(): void {
		const entry = this.#entries[this.#running];
		if (entry) entry.state = "invalid";
	}

	/**
	 * The slot that is not running, erased as it is written. Throws while the running image is on trial, as
	 * esp_ota_begin does.
	 */
	openSlot(): UpdateSlot {
		if (this.isTrial()) throw new Error("ESP_ERR_OTA_ROLLBACK_INVALID_STATE");
		const slot = this.#running === 0 ? 1 : 0;
		const pieces: Uint8Array[] = [];
		let heldBytes = 0;
		this.#images[slot] = new Uint8Array(0);
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
			},
			close: () => void (pieces.length = 0),
		};
	}

	/** Sequence numbers and what was proven of each slot. */
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
}
