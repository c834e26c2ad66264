// Catalogs: from a file of items to a signed manifest at every terminal, and the image in pieces to whoever asks for it.
import { buildCatalog, type CatalogLogo, type CatalogSourceItem, type CatalogSourcePromotion } from "../../firmware/catalog/builder.js";
import { limits } from "../../firmware/core/limits.js";
import { currencies } from "../../firmware/core/money.js";
import type { Digest, Signer } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { ChunkRequest } from "../../firmware/wire/chunk.js";
import { decodeRecord } from "../../firmware/wire/record-codec.js";
import { isKnown, RecordKind } from "../../firmware/wire/record.js";
import { sealManifest } from "../../firmware/wire/manifest.js";
import type { Clock } from "../clock.js";
import { type FileProblem, HostFault, type HostFaultCode } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { CatalogRow, Store } from "../store/store.js";
import { type CsvRow, csvField, readCsv } from "./csv.js";

export interface TaxClass {
	readonly name: string;
	readonly rateBasisPoints: number;
}

/** What every catalog of this merchant has beside its items. */
export interface StallSettings {
	readonly utcOffsetMinutes: number;
	readonly headerLines: readonly string[];
	/** Printed above them on receipts. */
	readonly logo?: CatalogLogo | undefined;
	readonly taxClasses: readonly TaxClass[];
	readonly promotions: readonly CatalogSourcePromotion[];
	/** Of the in-store prefixes 20 to 29, those whose codes carry a weight instead of a price. */
	readonly weightPrefixes: readonly number[];
}

export interface CatalogsOptions {
	readonly store: Store;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly merchant: string;
	readonly settings: StallSettings;
}

const requiredColumns = ["sku", "name", "category", "price_minor", "currency", "tax_class"] as const;
const csvHeader = [...requiredColumns, "barcodes"].join(",");
type Column = (typeof requiredColumns)[number] | "barcodes";

interface Items {
	readonly currency: string;
	readonly items: readonly CatalogSourceItem[];
}

export class Catalogs {
	readonly #options: CatalogsOptions;

	constructor(options: CatalogsOptions) {
		this.#options = options;
	}

	/** Checks all of the file, then stores it as the next version. Throws HostFault CSV_* or Fault CATALOG_*; then nothing has changed. */
	publish(csv: Uint8Array): CatalogRow {
		const { store, cbor, digest, signer, clock, merchant, settings } = this.#options;
		const { currency, items } = readItems(csv, settings.taxClasses);
		return store.transaction(() => {
			// A host restored from a backup may hold less than its terminals apply already: they take no version twice.
			const applied = store.terminals.all().map(({ terminal }) => appliedVersion(store, cbor, terminal) ?? 0);
			const version = Math.max(store.catalogs.latest()?.version ?? 0, ...applied) + 1;
			const image = buildCatalog({ version, currency, items, ...settings });
			const imageDigest = digest.sha256(image);
			const manifest = sealManifest(cbor, signer, { merchant, version, lengthBytes: image.length, digest: imageDigest });
			const row = { version, digest: imageDigest, image, manifest, csv: writeItems(currency, items), createdMs: clock.now() };
			store.catalogs.add(row);
			store.setSetting("currency", currency);
			return row;
		});
	}

	/** The signed manifest of the latest version. */
	manifest(): Uint8Array | undefined {
		return this.#options.store.catalogs.latest()?.manifest;
	}

	/** The items as last published, with a header line. */
	csv(): string {
		return this.#options.store.catalogs.latest()?.csv ?? `${csvHeader}\n`;
	}

	/** The bytes asked for: none where they are beyond the image's end. Undefined where the digest is no catalog of ours. */
	piece({ digest, offset, length }: ChunkRequest): Uint8Array | undefined {
		const image = this.#options.store.catalogs.byDigest(digest)?.image;
		return image && new Uint8Array(image.subarray(offset, offset + length));
	}
}

/** The catalog that a terminal last said to apply. */
export function appliedVersion(store: Store, cbor: CborCodec, terminal: string): number | undefined {
	const payload = store.chains.lastCatalogApplied(terminal);
	const record = payload && decodeRecord(cbor, payload);
	return record && isKnown(record) && record.kind === RecordKind.catalogApplied ? record.version : undefined;
}

function readItems(csv: Uint8Array, taxClasses: readonly TaxClass[]): Items {
	const [header, ...rows] = readCsv(csv);
	const columns = readHeader(header);
	if (rows.length === 0) throw new HostFault("CSV_FIELD_INVALID", "no items");
	if (rows.length > limits.catalogItemsMax)
		throw new HostFault("CSV_TOO_MANY_ITEMS", `${rows.length} items, at most ${limits.catalogItemsMax}`);
	const problems: FileProblem[] = [];
	const seen = new Map<string, number>();
	const taxNames = new Set(taxClasses.map((tax) => tax.name));
	let currency = "";
	const items = rows.map((row) => {
		const report = (column: Column, code: HostFaultCode, detail: string): void => {
			if (problems.length < hostLimits.csvProblemsMax) problems.push({ line: row.line, column, code, detail });
		};
		const value = (column: Column): string => row.fields[columns.get(column) ?? -1]?.trim() ?? "";
		const item = readItem(row, value, report, taxNames);
		const earlier = seen.get(item.sku);
		if (earlier !== undefined) report("sku", "CSV_DUPLICATE", `also on line ${earlier}`);
		seen.set(item.sku, row.line);
		currency ||= value("currency");
		if (value("currency") !== currency || !Object.hasOwn(currencies, currency))
			report("currency", "CSV_FIELD_INVALID", "one known currency for all items");
		return item;
	});
	const [first] = problems;
	if (first) throw new HostFault(first.code, `line ${first.line}, ${first.column}: ${first.detail}`, problems);
	return { currency, items };
}

function readHeader(header: CsvRow | undefined): Map<string, number> {
	const columns = new Map(header?.fields.map((name, index) => [name.trim().toLowerCase(), index]));
	const missing = requiredColumns.filter((name) => !columns.has(name));
	if (missing.length > 0)
		throw new HostFault(
			"CSV_COLUMN_MISSING",
			missing.join(", "),
			missing.map((column) => ({ line: 1, column, code: "CSV_COLUMN_MISSING", detail: "missing" })),
		);
	return columns;
}

function readItem(
	row: CsvRow,
	value: (column: Column) => string,
	report: (column: Column, code: HostFaultCode, detail: string) => void,
	taxNames: ReadonlySet<string>,
): CatalogSourceItem {
	const sku = value("sku");
	const name = value("name");
	const category = value("category");
	const price = value("price_minor");
	const taxClass = value("tax_class");
	if (row.fields.length < requiredColumns.length) report("sku", "CSV_MALFORMED", `${row.fields.length} fields`);
	if (!/^[\x21-\x7e]+$/.test(sku) || sku.length > limits.skuCharactersMax)
		report("sku", "CSV_FIELD_INVALID", `1 to ${limits.skuCharactersMax} printable characters without blanks`);
	if (name === "" || name.length > limits.itemNameCharactersMax)
		report("name", "CSV_FIELD_INVALID", `1 to ${limits.itemNameCharactersMax} characters`);
	if (category.length > limits.itemNameCharactersMax)
		report("category", "CSV_FIELD_INVALID", `at most ${limits.itemNameCharactersMax} characters`);
	const isPrice = /^[0-9]{1,9}$/.test(price) && Number(price) <= limits.unitPriceMinorMax;
	if (!isPrice) report("price_minor", "CSV_FIELD_INVALID", `a whole number of minor units, 0 to ${limits.unitPriceMinorMax}`);
	if (!taxNames.has(taxClass)) report("tax_class", "CSV_FIELD_INVALID", `one of ${[...taxNames].join(", ")}`);
	const barcodes = value("barcodes")
		.split(" ")
		.filter((code) => code !== "");
	return { sku, name, category, priceMinor: isPrice ? Number(price) : 0, taxClass, barcodes };
}

function writeItems(currency: string, items: readonly CatalogSourceItem[]): string {
	const lines = items.map((item) =>
		[item.sku, item.name, item.category, String(item.priceMinor), currency, item.taxClass, item.barcodes.join(" ")].map(csvField).join(","),
	);
	return `${[csvHeader, ...lines].join("\n")}\n`;
}
