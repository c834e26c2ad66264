// Published catalogs in the store.

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

/** A catalog image with the offer that is published to terminals. */
export interface OfferedImage {
	readonly offer: CatalogOffer;
	readonly image: Uint8Array;
}

/** A name that screens and receipts show otherwise than the books keep it. */
export interface WholeName {
	readonly sku: string;
	readonly shown: string;
	readonly name: string;
}

export interface CatalogContent {
	/** As JSON (catalog-source.ts). */
	readonly source: string;
	readonly images: readonly OfferedImage[];
	readonly currency: string;
	/** They are kept longer than catalogs are, because records have the shown names only. */
	readonly wholeNames: readonly WholeName[];
}

/** The store's operations on catalogs. */
export interface CatalogRows {
	latest(): Promise<PublishedCatalog | undefined>;
	/** The catalog's source as JSON (catalog-source.ts). */
	source(version: number): Promise<string | undefined>;
	/**
	 * Adds a version with its images, makes its currency the merchant's, and removes all but the newest versions.
	 * Returns false if the same or a newer version is already stored.
	 */
	publish(catalog: PublishedCatalog, content: CatalogContent): Promise<boolean>;
	offer(version: number, format: number): Promise<CatalogOffer | undefined>;
	/** Does nothing if that version already has an image in that format. */
	addOffer(offer: CatalogOffer, image: Uint8Array): Promise<void>;
	/**
	 * At most `length` bytes of the image with that digest from `offset` on, fewer at its end; undefined if there is no
	 * such image.
	 */
	imagePiece(digest: Uint8Array, offset: number, length: number): Promise<Uint8Array | undefined>;
}
