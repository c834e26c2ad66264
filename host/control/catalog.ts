// Builds a catalog's images, one for each format, from a file of items, signs a manifest for each image, and serves the
// images in pieces.
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { catalogFormat } from "../../firmware/catalog/format.js";
import type { CatalogSource, CatalogSourceZone } from "../../firmware/catalog/source.js";
import { limits } from "../../firmware/core/limits.js";
import type { Digest, Signer } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { ChunkRequest } from "../../firmware/wire/chunk.js";
import { sealManifest } from "../../firmware/wire/manifest.js";
import { decodeRecord, isKnown, RecordKind } from "../../firmware/wire/record.js";
import type { Clock } from "../clock.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { MerchantSettings } from "../settings.js";
import { zoneTransitions } from "../zone.js";
import { readItems, writeItems } from "./catalog-file.js";
import { decodeSource, encodeSource } from "./catalog-source.js";

export interface BuiltCatalog {
	readonly image: Uint8Array;
	/** Names of the rules that this format cannot express, as in terminals' records. */
	readonly unapplied: readonly string[];
}

/** By format. */
export type CatalogBuilders = Readonly<Record<number, (source: CatalogSource) => BuiltCatalog>>;

export const catalogBuilders: CatalogBuilders = {
	[catalogFormat]: (source) => ({ image: buildCatalog(source), unapplied: [] }),
};

export interface PublishedCatalog {
	readonly version: number;
	readonly createdMs: number;
}

/** One image of a published catalog, without its bytes. */
export interface CatalogOffer {
	readonly version: number;
	readonly format: number;
	/** SHA-256 of the image. */
	readonly digest: Uint8Array;
	readonly manifest: Uint8Array;
	readonly unapplied: readonly string[];
}

/** The catalogs' part of the store. */
export interface CatalogRows {
	latest(): PublishedCatalog | undefined;
	/** JSON (catalog-source.ts). */
	source(version: number): string | undefined;
	/** Adds a catalog, and drops all but the newest versions with their images. */
	add(catalog: PublishedCatalog, source: string): void;
	offer(version: number, format: number): CatalogOffer | undefined;
	addOffer(offer: CatalogOffer, image: Uint8Array): void;
	/**
	 * At most `length` bytes of the image with this digest, none beyond its end; undefined when there is no such image.
	 */
	imagePiece(digest: Uint8Array, offset: number, length: number): Uint8Array | undefined;
}

/** The part of the chains that catalogs read. */
export interface AppliedRecords {
	/** The latest catalogApplied record of any epoch. */
	lastCatalogApplied(terminal: string): { readonly epoch: number; readonly payload: Uint8Array } | undefined;
}

export interface CatalogsStore {
	readonly catalogs: CatalogRows;
	readonly chains: AppliedRecords;
	readonly terminals: { all(): readonly { readonly terminal: string }[] };
	setSetting(key: string, value: string): void;
	transaction<T>(work: () => T): T;
}

export interface CatalogsOptions {
	readonly store: CatalogsStore;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly merchant: string;
	readonly settings: MerchantSettings;
	readonly builders?: CatalogBuilders;
}

export class Catalogs {
	readonly #options: CatalogsOptions;
	readonly #builders: CatalogBuilders;
	/** Ascending. */
	readonly #formats: readonly number[];

	constructor(options: CatalogsOptions) {
		this.#options = options;
		this.#builders = options.builders ?? catalogBuilders;
		this.#formats = Object.keys(this.#builders)
			.map(Number)
			.sort((a, b) => a - b);
	}

	/**
	 * Checks the whole file, then stores it as the next version with an image in every format. Throws HostFault CSV_*
	 * or Fault CATALOG_* without having changed anything.
	 */
	publish(csv: Uint8Array): PublishedCatalog {
		const { store, cbor, clock, settings } = this.#options;
		const { currency, items } = readItems(csv, settings.taxClasses);
		const createdMs = clock.now();
		const { zone: zoneName, ...rest } = settings;
		return store.transaction(() => {
			// A host restored from a backup may have older catalogs than its terminals, which accept only higher
			// versions.
			const applied = store.terminals.all().map(({ terminal }) => appliedVersion(store, cbor, terminal) ?? 0);
			const version = Math.max(store.catalogs.latest()?.version ?? 0, ...applied) + 1;
			const source = { version, currency, items, zone: zoneTable(zoneName, createdMs), ...rest };
			const catalog = { version, createdMs };
			store.catalogs.add(catalog, encodeSource(source));
			for (const format of this.#formats) this.build(source, format);
			store.setSetting("currency", currency);
			return catalog;
		});
	}

	/** Version of the latest catalog; 0 before the first. */
	get version(): number {
		return this.#options.store.catalogs.latest()?.version ?? 0;
	}

	/**
	 * The latest catalog in the newest format that the terminal reads; undefined before the first catalog. `unapplied`
	 * names the rules that this format cannot express. Throws HostFault CATALOG_FORMAT_UNREADABLE when the terminal
	 * reads no format that is built here, and Fault CATALOG_* when a catalog published by an earlier version of the
	 * host cannot be built in that format.
	 */
	manifestFor(formats: readonly number[]): CatalogOffer | undefined {
		const { store } = this.#options;
		return store.transaction(() => {
			const version = this.version;
			if (version === 0) return undefined;
			const format = this.#formats.findLast((each) => formats.includes(each));
			if (format === undefined)
				throw new HostFault(
					"CATALOG_FORMAT_UNREADABLE",
					`it reads formats ${formats.join(", ")}; this host builds ${this.#formats.join(", ")}`,
				);
			return store.catalogs.offer(version, format) ?? this.build(this.source(version), format);
		});
	}

	/** The items of the latest catalog as CSV with a header line. */
	csv(): string {
		const { version } = this;
		return writeItems(version === 0 ? undefined : this.source(version));
	}

	/** The requested bytes, none beyond the image's end. Undefined when no catalog image has this digest. */
	piece({ digest, offset, length }: ChunkRequest): Uint8Array | undefined {
		return this.#options.store.catalogs.imagePiece(digest, offset, length);
	}

	private source(version: number): CatalogSource {
		return decodeSource(this.#options.store.catalogs.source(version)!);
	}

	private build(source: CatalogSource, format: number): CatalogOffer {
		const { store, cbor, digest: sha, signer, merchant } = this.#options;
		const { version } = source;
		const { image, unapplied } = this.#builders[format]!(source);
		const digest = sha.sha256(image);
		const manifest = sealManifest(cbor, signer, { merchant, version, lengthBytes: image.length, digest, format });
		const offer = { version, format, digest, manifest, unapplied };
		store.catalogs.addOffer(offer, image);
		return offer;
	}
}

/** The version of the catalog that the terminal last recorded as applied. */
export function appliedVersion(
	store: { readonly chains: AppliedRecords },
	cbor: CborCodec,
	terminal: string,
): number | undefined {
	const applied = store.chains.lastCatalogApplied(terminal);
	const record = applied && decodeRecord(cbor, applied.payload, applied.epoch);
	return record && isKnown(record) && record.kind === RecordKind.catalogApplied ? record.version : undefined;
}

/** From the past, for receipts that are printed again, to the end of the terminals' expected life. */
function zoneTable(name: string, nowMs: number): CatalogSourceZone {
	const fromMs = Math.max(0, nowMs - hostLimits.zoneTablePastMs);
	return {
		name,
		transitions: zoneTransitions(name, fromMs, nowMs + hostLimits.zoneTableAheadMs).slice(
			0,
			limits.catalogZoneTransitionsMax,
		),
	};
}
