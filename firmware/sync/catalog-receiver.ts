// Receives catalogs: a signed manifest announces an image, and the terminal pulls it into the store's idle slot. The
// manifest's digest over the whole image protects its integrity. A complete image waits there until it may take effect.
import { catalogFormats } from "../catalog/format.js";
import type { CatalogTerms } from "../catalog/terms.js";
import { Fault } from "../core/fault.js";
import type { Trace } from "../core/ports.js";
import type { Chunk } from "../wire/chunk.js";
import { readManifest, type CatalogManifest } from "../wire/manifest.js";
import { Pull, type PullLine, type PullOptions, type PullSink } from "./pull.js";
import type { TaxRate } from "../wire/record.js";

/** Where images are written: the catalog store's idle slot. */
export interface CatalogSlot {
	/** Version in force; 0 without one. */
	readonly version: number;
	/** Version that is complete and verified, and waits; 0 without one. It survives a power cut. */
	readonly waitingVersion: number;
	openWaiting(): { readonly terms: CatalogTerms; readonly taxRates: readonly TaxRate[] } | undefined;
	/**
	 * Whether an image is newer than what is in force and what waits: of a higher version, or of the same in a newer
	 * format.
	 */
	isNews(announced: Pick<CatalogManifest, "version" | "format">): boolean;
	/**
	 * Prepares for an image, or continues the one begun before. Returns how many bytes are held already. Throws Fault
	 * CATALOG_TOO_LARGE.
	 */
	begin(manifest: CatalogManifest): number;
	/** The next bytes of the image begun. */
	write(offset: number, bytes: Uint8Array): void;
	/**
	 * Checks the whole image against the manifest's digest; it waits from then on. Throws Fault CATALOG_DAMAGED and
	 * forgets the image.
	 */
	apply(manifest: CatalogManifest): void;
	/** Puts the waiting image in force. Throws Fault CATALOG_DAMAGED. */
	commit(): void;
}

/** A part of sync's options, held as one reference. */
export interface CatalogReceiverOptions extends PullOptions {
	readonly ports: PullOptions["ports"] & { readonly trace: Trace };
	readonly credentials: { readonly merchant: string };
	readonly catalog: CatalogSlot;
	readonly listener: {
		/** Whether a catalog of these terms and taxes may take effect now. */
		mayApply(terms: CatalogTerms, taxRates: readonly TaxRate[]): boolean;
		catalogApplied(version: number): void;
	};
}

export class CatalogReceiver implements PullSink {
	readonly #options: CatalogReceiverOptions;
	readonly #line: PullLine;
	#pull: Pull | undefined;
	#isAttached = false;
	#wanted: CatalogManifest | undefined;
	/** The version whose format was refused in this session; it is not reported again. */
	#refused = 0;

	constructor(options: CatalogReceiverOptions, line: PullLine) {
		this.#options = options;
		this.#line = line;
	}

	/** The session is ready for requests. */
	attach(): void {
		this.#isAttached = true;
		this.#pull?.attach();
	}

	detach(): void {
		this.#isAttached = false;
		this.#refused = 0;
		this.#pull?.detach();
	}

	/**
	 * `body` is that of the verified envelope. Throws Fault VERSION_STALE, CATALOG_FORMAT_UNKNOWN, CATALOG_TOO_LARGE,
	 * FLASH_* or WIRE_*.
	 */
	receiveManifest(body: Uint8Array): void {
		const { cbor, credentials, catalog } = this.#options;
		const manifest = readManifest(cbor, body);
		if (manifest.merchant !== credentials.merchant)
			throw new Fault("WIRE_WRONG_SHAPE", "manifest of another merchant");
		const { version, format } = manifest;
		const wanted = this.#wanted;
		if (version < Math.max(catalog.version, catalog.waitingVersion, wanted?.version ?? 0))
			throw new Fault("VERSION_STALE", `catalog ${version}`);
		// A host announces its catalog at each session: one that is in force, waits or is being downloaded is neither
		// new nor a fault.
		const isOnItsWay = wanted?.version === version && wanted.format >= format;
		if (isOnItsWay || !catalog.isNews(manifest)) return;
		if (!catalogFormats.includes(format)) {
			if (version === this.#refused) return;
			this.#refused = version;
			throw new Fault("CATALOG_FORMAT_UNKNOWN", `catalog ${version} of format ${format}`);
		}
		const held = catalog.begin(manifest);
		this.#wanted = manifest;
		this.#pull?.detach();
		this.#pull = new Pull(this.#options, this.#line, this, manifest, held);
		if (this.#isAttached) this.#pull.attach();
	}

	/** Throws Fault CATALOG_DAMAGED, FLASH_* or WIRE_*. */
	receiveChunk(chunk: Chunk): void {
		this.#pull?.receive(chunk);
	}

	/** A catalog is small and urgent: it is never delayed. */
	mayPull(): boolean {
		return true;
	}

	takePiece(offset: number, bytes: Uint8Array): void {
		this.#options.catalog.write(offset, bytes);
	}

	takeWhole(): void {
		this.#options.catalog.apply(this.#wanted!);
		this.#wanted = this.#pull = undefined;
		this.applyWaiting();
	}

	/** Puts the waiting image in force, if it may be by now. Throws Fault CATALOG_DAMAGED or FLASH_*. */
	applyWaiting(): void {
		const { catalog, ports, listener } = this.#options;
		const waiting = catalog.openWaiting();
		if (!waiting) return;
		if (!listener.mayApply(waiting.terms, waiting.taxRates))
			return ports.trace(`sync: catalog ${catalog.waitingVersion} waits for the shift to end`);
		catalog.commit();
		listener.catalogApplied(catalog.version);
	}

	/** A failed image is started again when the host announces it at the next session. */
	giveUp(isGone: boolean): void {
		if (isGone) this.#options.ports.trace(`sync: the host has no catalog ${this.#wanted?.version} any more`);
		this.#wanted = this.#pull = undefined;
	}
}
