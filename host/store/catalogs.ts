// Published catalogs, as a store keeps them.

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

/** An image of a catalog with what terminals are told of it. */
export interface OfferedImage {
	readonly offer: CatalogOffer;
	readonly image: Uint8Array;
}

/** What catalogs keep in the store. */
export interface CatalogRows {
	latest(): Promise<PublishedCatalog | undefined>;
	/** JSON (catalog-source.ts). */
	source(version: number): Promise<string | undefined>;
	/**
	 * Adds a version with its images and makes its currency the merchant's; keeps the newest versions only. False where
	 * a version is there that is not below it.
	 */
	publish(
		catalog: PublishedCatalog,
		source: string,
		images: readonly OfferedImage[],
		currency: string,
	): Promise<boolean>;
	offer(version: number, format: number): Promise<CatalogOffer | undefined>;
	/** Does nothing where that version has an image in that format. */
	addOffer(offer: CatalogOffer, image: Uint8Array): Promise<void>;
	/** At most `length` bytes of the image with that digest, none beyond its end; undefined where there is none. */
	imagePiece(digest: Uint8Array, offset: number, length: number): Promise<Uint8Array | undefined>;
}
