import { ascii, concat, equal, u32 } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import type { Digest, DigestStream, Ed25519 } from "../core/ports.js";

// A firmware update. The image streams into the idle slot while it is digested; only when its SHA-256 is the one that the host signed for this
// kind of board, with a higher version than the running one, is the boot switched. The order of bytes is docs/update.md's.

const domain = ascii("tillmark update 1\0");

export interface UpdateManifest {
	/** "esp32" or "esp32s3". */
	readonly board: string;
	/** Counts up; an image is never replaced by an older one. */
	readonly version: number;
	readonly lengthBytes: number;
	readonly sha256: Uint8Array;
	readonly signature: Uint8Array;
}

/** What the host signs: domain, length of the board's name, name, version, length, digest; integers are big-endian u32. */
export function updateMessage(manifest: Omit<UpdateManifest, "signature">): Uint8Array {
	return concat(
		domain,
		Uint8Array.of(manifest.board.length),
		ascii(manifest.board),
		u32(manifest.version),
		u32(manifest.lengthBytes),
		manifest.sha256,
	);
}

/** The idle slot. `complete` makes it the one to boot. */
export interface UpdateSlot {
	readonly sizeBytes: number;
	write(bytes: Uint8Array): void;
	complete(): void;
	close(): void;
}

export interface UpdateOptions {
	readonly manifest: UpdateManifest;
	readonly board: string;
	readonly runningVersion: number;
	readonly hostKey: Uint8Array;
	readonly digest: Digest;
	readonly ed25519: Ed25519;
	readonly openSlot: () => UpdateSlot;
}

export class Update {
	#manifest: UpdateManifest;
	#slot: UpdateSlot | undefined;
	#digest: DigestStream;
	#received = 0;

	/** Throws UPDATE_REFUSED before a byte is written when the manifest is not for this board from this host. */
	constructor(options: UpdateOptions) {
		const { manifest } = options;
		const signed = options.ed25519.verify(manifest.signature, updateMessage(manifest), options.hostKey);
		if (!signed) throw new Fault("UPDATE_REFUSED", "signature");
		if (manifest.board !== options.board) throw new Fault("UPDATE_REFUSED", `for ${manifest.board}`);
		if (manifest.version <= options.runningVersion) throw new Fault("VERSION_STALE", `${manifest.version}`);
		this.#manifest = manifest;
		this.#digest = options.digest.begin();
		this.#slot = options.openSlot();
		if (manifest.lengthBytes > this.#slot.sizeBytes) {
			this.close();
			throw new Fault("UPDATE_REFUSED", `${manifest.lengthBytes} bytes`);
		}
	}

	get receivedBytes(): number {
		return this.#received;
	}

	write(bytes: Uint8Array): void {
		if (!this.#slot) throw new Fault("UPDATE_DAMAGED", "closed");
		if (this.#received + bytes.length > this.#manifest.lengthBytes) {
			this.close();
			throw new Fault("UPDATE_DAMAGED", "too long");
		}
		this.#digest.update(bytes);
		this.#slot.write(bytes);
		this.#received += bytes.length;
	}

	/** Switches the boot; the caller restarts when no sale is open. Throws UPDATE_DAMAGED and leaves the boot alone when a byte is wrong. */
	finish(): void {
		const slot = this.#slot;
		if (!slot) throw new Fault("UPDATE_DAMAGED", "closed");
		const whole = this.#received === this.#manifest.lengthBytes && equal(this.#digest.finish(), this.#manifest.sha256);
		if (!whole) {
			this.close();
			throw new Fault("UPDATE_DAMAGED", `${this.#received} bytes`);
		}
		this.#slot = undefined;
		try {
			slot.complete();
		} finally {
			slot.close();
		}
	}

	close(): void {
		const slot = this.#slot;
		this.#slot = undefined;
		slot?.close();
	}
}
