// Published catalogs in SQLite: the source of each, and its images by format.
import type { Database, Statement } from "better-sqlite3";
import type { CatalogContent, CatalogOffer, CatalogRows, PublishedCatalog, WholeName } from "../catalogs.js";
import { hostLimits } from "../../limits.js";
import type { Synchronous } from "../store.js";
import type { SqliteSettings } from "./settings.js";
import { places, type Values } from "./sql.js";

interface StoredOffer extends Omit<CatalogOffer, "unapplied"> {
	/** JSON. */
	readonly unapplied: string;
}

export class SqliteCatalogs implements Synchronous<CatalogRows> {
	readonly #database: Database;
	readonly #merchant: string;
	readonly #settings: SqliteSettings;
	readonly #latest: Statement<Values, PublishedCatalog>;
	readonly #source: Statement<Values, { source: string }>;
	readonly #add: Statement<Values>;
	readonly #trim: readonly Statement<Values>[];
	readonly #offer: Statement<Values, StoredOffer>;
	readonly #addOffer: Statement<Values>;
	readonly #name: Statement<Values, { name: string }>;
	readonly #addName: Statement<Values>;
	readonly #trimNames: Statement<Values>;
	readonly #imagePiece: Statement<Values, { piece: Uint8Array }>;

	constructor(database: Database, merchant: string, settings: SqliteSettings) {
		this.#database = database;
		this.#settings = settings;
		this.#merchant = merchant;
		this.#latest = database.prepare(
			"SELECT version, created_ms AS createdMs FROM catalogs WHERE merchant = ? ORDER BY version DESC LIMIT 1",
		);
		this.#source = database.prepare("SELECT source FROM catalogs WHERE merchant = ? AND version = ?");
		this.#add = database.prepare(`INSERT INTO catalogs VALUES (${places(4)})`);
		this.#trim = ["catalogs", "catalog_images"].map((table) =>
			database.prepare(`DELETE FROM ${table} WHERE merchant = ? AND version <= ?`),
		);
		this.#offer = database.prepare(
			`SELECT version, format, digest, manifest, unapplied FROM catalog_images
			WHERE merchant = ? AND version = ? AND format = ?`,
		);
		this.#addOffer = database.prepare(`INSERT INTO catalog_images VALUES (${places(7)}) ON CONFLICT DO NOTHING`);
		this.#name = database.prepare(
			`SELECT name FROM whole_names WHERE merchant = ? AND sku = ? AND shown = ? ORDER BY version DESC LIMIT 1`,
		);
		this.#addName = database.prepare(`INSERT INTO whole_names VALUES (${places(5)})`);
		this.#trimNames = database.prepare(
			`DELETE FROM whole_names WHERE merchant = ? AND version <=
			(SELECT version FROM whole_names WHERE merchant = ? ORDER BY version DESC LIMIT 1 OFFSET ?)`,
		);
		// `substr` counts bytes of a BLOB, from 1.
		this.#imagePiece = database.prepare(
			`SELECT substr(image, ?, ?) AS piece FROM catalog_images WHERE merchant = ? AND digest = ?
			ORDER BY version DESC LIMIT 1`,
		);
	}

	latest(): PublishedCatalog | undefined {
		return this.#latest.get(this.#merchant);
	}

	source(version: number): string | undefined {
		return this.#source.get(this.#merchant, version)?.source;
	}

	publish(
		{ version, createdMs }: PublishedCatalog,
		{ source, images, currency, wholeNames }: CatalogContent,
	): boolean {
		const publish = this.#database.transaction(() => {
			if (version <= (this.latest()?.version ?? 0)) return false;
			this.#add.run(this.#merchant, version, createdMs, source);
			for (const trim of this.#trim) trim.run(this.#merchant, version - hostLimits.catalogVersionsKept);
			for (const { offer, image } of images) this.addOffer(offer, image);
			this.#settings.set("currency", currency);
			this.addNames(version, wholeNames);
			return true;
		});
		return publish.immediate();
	}

	/** A name has a row for each version in which it became another. */
	private addNames(version: number, names: readonly WholeName[]): void {
		for (const { sku, shown, name } of names) {
			const known = this.#name.get(this.#merchant, sku, shown)?.name;
			if (known !== name) this.#addName.run(this.#merchant, sku, shown, version, name);
		}
		this.#trimNames.run(this.#merchant, this.#merchant, hostLimits.wholeNamesKept);
	}

	offer(version: number, format: number): CatalogOffer | undefined {
		const row = this.#offer.get(this.#merchant, version, format);
		return row && { ...row, unapplied: JSON.parse(row.unapplied) as string[] };
	}

	addOffer({ version, format, digest, manifest, unapplied }: CatalogOffer, image: Uint8Array): void {
		this.#addOffer.run(this.#merchant, version, format, digest, manifest, JSON.stringify(unapplied), image);
	}

	imagePiece(digest: Uint8Array, offset: number, length: number): Uint8Array | undefined {
		const piece = this.#imagePiece.get(offset + 1, length, this.#merchant, digest)?.piece;
		return piece && new Uint8Array(piece);
	}
}
