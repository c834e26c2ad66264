// Takes in catalogs: a signed manifest announces an image, the terminal pulls it into the store's idle slot. Integrity is the manifest's digest over
// the whole image.
import { Fault } from "../core/fault.js";
import type { Ed25519, Timers, Trace } from "../core/ports.js";
import type { CborCodec } from "../wire/cbor.js";
import type { Chunk } from "../wire/chunk.js";
import { openManifest, type CatalogManifest } from "../wire/manifest.js";
import { Pull, type PullSink } from "./pull.js";

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

export class Intake implements PullSink {
	readonly #options: IntakeOptions;
	readonly #pull: Pull;
	#wanted: CatalogManifest | undefined;

	constructor(options: IntakeOptions) {
		this.#options = options;
		this.#pull = new Pull(options, this);
	}

	/** The session carries requests now. */
	attach(): void {
		this.#pull.attach();
	}

	detach(): void {
		this.#pull.detach();
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
		const held = catalog.begin(manifest);
		this.#wanted = manifest;
		this.#pull.begin(manifest, held);
	}

	/** Throws Fault CATALOG_DAMAGED, FLASH_* or WIRE_*. */
	receiveChunk(chunk: Chunk): void {
		this.#pull.receive(chunk);
	}

	/** Prices are small and urgent. */
	mayPull(): boolean {
		return true;
	}

	takePiece(offset: number, bytes: Uint8Array): void {
		this.#options.catalog.write(offset, bytes);
	}

	takeWhole(): void {
		const wanted = this.#wanted!;
		this.#options.catalog.apply(wanted);
		this.#wanted = undefined;
		this.#options.onApplied(wanted.version);
	}

	/** A failed image is begun anew when the host announces it again, at the next session. */
	giveUp(isGone: boolean): void {
		if (isGone) this.#options.trace(`sync: the host has no catalog ${this.#wanted?.version} any more`);
		this.#wanted = undefined;
	}
}
