// Builds a catalog's images, one for each format, from a file of items, signs a manifest for each image, and serves the
// images in pieces.
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { catalogFormat } from "../../firmware/catalog/format.js";
import type { CatalogSource, CatalogSourcePerson, CatalogSourceZone } from "../../firmware/catalog/source.js";
import { ascii, concat, toHex } from "../../firmware/core/bytes.js";
import { limits } from "../../firmware/core/limits.js";
import type { Digest, Signer } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { ChunkRequest } from "../../firmware/wire/chunk.js";
import { sealManifest } from "../../firmware/wire/manifest.js";
import { isKnown, RecordKind } from "../../firmware/wire/record.js";
import type { Clock } from "../clock.js";
import { type FileProblem, HostFault } from "../faults.js";
import { decodeAny } from "../ledger/decode.js";
import { hostLimits } from "../limits.js";
import type { MerchantSettings } from "../settings.js";
import { zoneTransitions } from "../zone.js";
import { type CatalogChanges, changesOf } from "./catalog-changes.js";
import { readItems, writeItems } from "./catalog-file.js";
import { decodeSource, encodeSource } from "./catalog-source.js";
import type { PricingFile } from "./pricing-file.js";
import { ImageCache } from "./image-cache.js";
import { pictureCheck, withPictures } from "./name-pictures.js";
import type { CatalogOffer, CatalogRows, OfferedImage, PublishedCatalog, WholeName } from "../store/catalogs.js";

export interface BuiltCatalog {
	readonly image: Uint8Array;
	/** Names of the rules that this format cannot express, as in terminals' records. */
	readonly unapplied: readonly string[];
}

export interface Publication extends PublishedCatalog {
	/** What the file's owner should know. */
	readonly warnings: readonly FileProblem[];
}

/** What a file would change, and the digest by which exactly this is published. */
export interface CatalogPreview extends CatalogChanges {
	/** Hexadecimal: SHA-256 over the version that it was compared with and the file. */
	readonly digest: string;
	readonly warnings: readonly FileProblem[];
}

/** By format. */
export type CatalogBuilders = Readonly<Record<number, (source: CatalogSource) => BuiltCatalog>>;

export const catalogBuilders: CatalogBuilders = {
	[catalogFormat]: (source) => ({ image: buildCatalog(source), unapplied: [] }),
};

/** The part of the chains that catalogs read. */
export interface AppliedRecords {
	/** The latest catalogApplied record of any epoch. */
	lastCatalogApplied(terminal: string): Promise<{ readonly epoch: number; readonly payload: Uint8Array } | undefined>;
}

export interface CatalogsStore {
	readonly catalogs: CatalogRows;
	readonly chains: AppliedRecords;
	readonly terminals: { all(): Promise<readonly { readonly terminal: string }[]> };
}

export interface CatalogsOptions {
	readonly store: CatalogsStore;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly merchant: string;
	readonly settings: MerchantSettings;
	readonly people: { signingIn(): Promise<CatalogSourcePerson[]> };
	readonly rules: { inEffect(): Promise<PricingFile> };
	readonly builders?: CatalogBuilders;
}

export class Catalogs {
	readonly #options: CatalogsOptions;
	readonly #builders: CatalogBuilders;
	/** Ascending. */
	readonly #formats: readonly number[];
	readonly #images: ImageCache;

	constructor(options: CatalogsOptions) {
		this.#options = options;
		this.#images = new ImageCache((digest) =>
			options.store.catalogs.imagePiece(digest, 0, limits.catalogImageBytesMax),
		);
		this.#builders = options.builders ?? catalogBuilders;
		this.#formats = Object.keys(this.#builders)
			.map(Number)
			.sort((a, b) => a - b);
	}

	/**
	 * Checks the whole file, then stores it as the next version with an image in every format. Rejects with HostFault
	 * CSV_* or Fault CATALOG_* without having changed anything. With the `digest` of a preview, HostFault
	 * CATALOG_CHANGED where the file or the catalog is another than was shown.
	 */
	async publish(csv: Uint8Array, digest?: string): Promise<Publication> {
		const { clock, settings, people, rules } = this.#options;
		const { currency, items, warnings } = readItems(csv, settings.taxClasses, await pictureCheck(csv));
		const wholeNames = items.flatMap(({ sku, name, shown }) => (shown === undefined ? [] : { sku, shown, name }));
		const createdMs = clock.now();
		const { zone: zoneName, ...rest } = settings;
		const catalog = await this.publishNext(wholeNames, async (version, latest) => {
			if (digest !== undefined && digest !== this.previewDigest(latest, csv))
				throw new HostFault("CATALOG_CHANGED");
			const staff = await people.signingIn();
			const pricing = await rules.inEffect();
			return { version, currency, items, zone: zoneTable(zoneName, createdMs), ...rest, ...pricing, staff };
		});
		return { ...catalog, warnings };
	}

	/**
	 * Stores the latest catalog's source with the present people as the next version. Undefined before the first
	 * catalog. Rejects with Fault CATALOG_*.
	 */
	async publishPeople(): Promise<PublishedCatalog | undefined> {
		const { people } = this.#options;
		if ((await this.version()) === 0) return undefined;
		return this.publishNext([], async (version, latest) => {
			const staff = await people.signingIn();
			return { ...(await this.source(latest)), version, staff };
		});
	}

	/**
	 * Stores the latest catalog's source with these rules as the next version. Undefined before the first catalog.
	 * Rejects with Fault CATALOG_*.
	 */
	async publishRules(pricing: PricingFile): Promise<PublishedCatalog | undefined> {
		if ((await this.version()) === 0) return undefined;
		return this.publishNext([], async (version, latest) => ({
			...(await this.source(latest)),
			...pricing,
			version,
		}));
	}

	/** What the latest catalog is built from; undefined before the first. */
	async latestSource(): Promise<CatalogSource | undefined> {
		const version = await this.version();
		return version === 0 ? undefined : this.source(version);
	}

	/** Builds and stores the next version; again where another was stored meanwhile. */
	private async publishNext(
		wholeNames: readonly WholeName[],
		sourceOf: (version: number, latest: number) => Promise<CatalogSource>,
	): Promise<PublishedCatalog> {
		const { store, cbor, clock } = this.#options;
		const createdMs = clock.now();
		for (;;) {
			// A host restored from a backup may have older catalogs than its terminals, which accept only higher
			// versions.
			const terminals = await store.terminals.all();
			const applied = await Promise.all(terminals.map(({ terminal }) => appliedVersion(store, cbor, terminal)));
			const latest = await this.version();
			const version = versionAfter(latest, applied);
			const source = await sourceOf(version, latest);
			const catalog = { version, createdMs };
			const pictured = await withPictures(source);
			const images = this.#formats.map((format) => this.build(pictured, format));
			const { currency } = source;
			const content = { source: encodeSource(source), images, currency, wholeNames };
			if (await store.catalogs.publish(catalog, content)) return catalog;
		}
	}

	/**
	 * Checks the whole file as `publish` does, and compares it with the latest catalog. Rejects with HostFault CSV_* or
	 * Fault CATALOG_*.
	 */
	async preview(csv: Uint8Array): Promise<CatalogPreview> {
		const { clock, settings, rules } = this.#options;
		const { warnings, ...file } = readItems(csv, settings.taxClasses, await pictureCheck(csv));
		const version = await this.version();
		const { zone, ...rest } = settings;
		const pricing = await rules.inEffect();
		const source = { version: version + 1, ...file, zone: zoneTable(zone, clock.now()), ...rest, ...pricing };
		const pictured = await withPictures(source);
		for (const format of this.#formats) this.#builders[format]!(pictured);
		const before = version === 0 ? undefined : await this.source(version);
		return { ...changesOf(before, file), digest: this.previewDigest(version, csv), warnings };
	}

	/** Version of the latest catalog; 0 before the first. */
	async version(): Promise<number> {
		return (await this.#options.store.catalogs.latest())?.version ?? 0;
	}

	/**
	 * The latest catalog in the newest format that the terminal reads; undefined before the first catalog. `unapplied`
	 * names the rules that this format cannot express. Rejects with HostFault CATALOG_FORMAT_UNREADABLE when the
	 * terminal reads no format that is built here, and Fault CATALOG_* when a catalog published by an earlier version
	 * of the host cannot be built in that format.
	 */
	async manifestFor(formats: readonly number[]): Promise<CatalogOffer | undefined> {
		const { catalogs } = this.#options.store;
		const version = await this.version();
		if (version === 0) return undefined;
		const format = this.#formats.findLast((each) => formats.includes(each));
		if (format === undefined)
			throw new HostFault(
				"CATALOG_FORMAT_UNREADABLE",
				`it reads formats ${formats.join(", ")}; this host builds ${this.#formats.join(", ")}`,
			);
		const held = await catalogs.offer(version, format);
		if (held) return held;
		const { offer, image } = this.build(await withPictures(await this.source(version)), format);
		await catalogs.addOffer(offer, image);
		return offer;
	}

	/** The items of the latest catalog as CSV with a header line. */
	async csv(): Promise<string> {
		const version = await this.version();
		return writeItems(version === 0 ? undefined : await this.source(version));
	}

	/** The requested bytes, none beyond the image's end. Undefined when no catalog image has this digest. */
	async piece({ digest, offset, length }: ChunkRequest): Promise<Uint8Array | undefined> {
		return (await this.#images.get(digest))?.subarray(offset, offset + length);
	}

	private previewDigest(version: number, csv: Uint8Array): string {
		return toHex(this.#options.digest.sha256(concat(ascii(`${version}\n`), csv)));
	}

	private async source(version: number): Promise<CatalogSource> {
		return decodeSource((await this.#options.store.catalogs.source(version))!);
	}

	private build(source: CatalogSource, format: number): OfferedImage {
		const { cbor, digest: sha, signer, merchant } = this.#options;
		const { version } = source;
		const { image, unapplied } = this.#builders[format]!(source);
		const digest = sha.sha256(image);
		const manifest = sealManifest(cbor, signer, { merchant, version, lengthBytes: image.length, digest, format });
		return { offer: { version, format, digest, manifest, unapplied }, image };
	}
}

/**
 * One more than the latest version here and those that terminals have. A version far beyond comes from no host that
 * could have lost it, and would leave none to publish.
 */
function versionAfter(latest: number, applied: readonly (number | undefined)[]): number {
	const aheadMax = latest + hostLimits.catalogVersionsAheadMax;
	return Math.max(latest, ...applied.map((version = 0) => (version > aheadMax ? 0 : version))) + 1;
}

/** The version of the catalog that the terminal last recorded as applied; undefined where the record is unreadable. */
async function appliedVersion(
	store: { readonly chains: AppliedRecords },
	cbor: CborCodec,
	terminal: string,
): Promise<number | undefined> {
	const applied = await store.chains.lastCatalogApplied(terminal);
	const record = applied && decodeAny(cbor, applied.payload, applied.epoch);
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
