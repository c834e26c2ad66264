// Takes in what the host sends down: a signed manifest announces a catalog image, the terminal pulls it in small chunks, one in flight, and goes
// on where it stopped after any break. Integrity is the manifest's digest over the whole image.
import { Fault } from "../core/fault.js";
import { equal } from "../core/bytes.js";
import { limits } from "../core/limits.js";
import type { Ed25519, Timer, Timers, Trace } from "../core/ports.js";
import type { CborCodec } from "../wire/cbor.js";
import { decodeChunk, encodeChunkRequest } from "../wire/chunk.js";
import { openManifest, type CatalogManifest } from "../wire/manifest.js";

/** Where images are put: the catalog store's idle slot. */
export interface CatalogSlot {
	/** Version in force; 0 without one. */
	readonly version: number;
	/** Makes ready for an image, or takes up the one begun before. Returns how many bytes are held already. Throws Fault CATALOG_TOO_LARGE. */
	begin(manifest: CatalogManifest): number;
	/** The next bytes of the image begun. */
	write(offset: number, bytes: Uint8Array): void;
	/** Checks the whole image against the manifest's digest and puts it in force. Throws Fault CATALOG_DAMAGED, and has forgotten the image. */
	apply(manifest: CatalogManifest): void;
}

export interface IntakeOptions {
	readonly merchant: string;
	readonly hostKey: Uint8Array;
	readonly catalog: CatalogSlot;
	readonly ed25519: Ed25519;
	readonly timers: Timers;
	readonly cbor: CborCodec;
	readonly trace: Trace;
	onRequest(bytes: Uint8Array): void;
	onSilence(detail: string): void;
	onApplied(version: number): void;
}

export class Intake {
	readonly #options: IntakeOptions;
	#wanted: CatalogManifest | undefined;
	#offset = 0;
	#attached = false;
	#reply: Timer | undefined;

	constructor(options: IntakeOptions) {
		this.#options = options;
	}

	/** The session carries requests now. */
	attach(): void {
		this.#attached = true;
		if (this.#wanted && !this.#reply) this.#goOn();
	}

	detach(): void {
		this.#attached = false;
		this.#stopReply();
	}

	/** Throws Fault SIGNATURE_INVALID, VERSION_STALE or WIRE_*. */
	receiveManifest(bytes: Uint8Array): void {
		const { cbor, ed25519, hostKey, merchant, catalog } = this.#options;
		const manifest = openManifest(cbor, ed25519, hostKey, bytes);
		if (manifest.merchant !== merchant) throw new Fault("WIRE_WRONG_SHAPE", "manifest of another merchant");
		// A host announces at each subscription what it has: the version in force is no news and no fault.
		if (manifest.version === catalog.version || manifest.version === this.#wanted?.version) return;
		if (manifest.version < Math.max(catalog.version, this.#wanted?.version ?? 0))
			throw new Fault("VERSION_STALE", `catalog ${manifest.version}`);
		this.#stopReply();
		this.#offset = catalog.begin(manifest);
		this.#wanted = manifest;
		if (this.#attached) this.#goOn();
	}

	/** Throws Fault CATALOG_DAMAGED, FLASH_* or WIRE_*. */
	receiveChunk(bytes: Uint8Array): void {
		const { catalog, cbor, trace } = this.#options;
		const chunk = decodeChunk(cbor, bytes);
		const wanted = this.#wanted;
		// Late and repeated chunks are of no more use.
		if (!wanted || !this.#reply || chunk.offset !== this.#offset || !equal(chunk.digest, wanted.digest)) return;
		this.#stopReply();
		if (chunk.bytes.length === 0) {
			this.#wanted = undefined;
			return trace(`sync: the host has no catalog ${wanted.version} any more`);
		}
		if (chunk.bytes.length > wanted.lengthBytes - this.#offset) {
			this.#wanted = undefined;
			throw new Fault("CATALOG_DAMAGED", "chunk beyond the end");
		}
		this.#guard(() => catalog.write(this.#offset, chunk.bytes));
		this.#offset += chunk.bytes.length;
		this.#goOn();
	}

	/** Asks for the next chunk, or applies what is whole: perhaps all of it was held before a power cut. */
	#goOn(): void {
		const { catalog, cbor, timers, onApplied, onRequest, onSilence } = this.#options;
		const wanted = this.#wanted!;
		const length = Math.min(limits.catalogChunkBytes, wanted.lengthBytes - this.#offset);
		if (length > 0) {
			this.#reply = timers.start(limits.replyTimeoutMs, () => onSilence(`no chunk at ${this.#offset}`));
			return onRequest(encodeChunkRequest(cbor, { digest: wanted.digest, offset: this.#offset, length }));
		}
		this.#guard(() => catalog.apply(wanted));
		this.#wanted = undefined;
		onApplied(wanted.version);
	}

	/** A failed image is begun anew when the host announces it again, at the next session. */
	#guard(step: () => void): void {
		try {
			step();
		} catch (error) {
			this.#wanted = undefined;
			throw error;
		}
	}

	#stopReply(): void {
		this.#reply?.cancel();
		this.#reply = undefined;
	}
}
