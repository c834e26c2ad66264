// One row of a file of items.
import { labelProblem } from "../../firmware/catalog/label.js";
import type { CatalogSource, CatalogSourceItem } from "../../firmware/catalog/source.js";
import { findCurrency } from "../../firmware/core/currencies.js";
import { limits } from "../../firmware/core/limits.js";
import { type Column, searchColumn } from "../catalog-columns.js";
import type { CsvRow } from "../csv-reader.js";
import type { HostFaultCode } from "../faults.js";
import { CatalogCodes, withLostZeros } from "./catalog-codes.js";
import { type Columns, quotingHint } from "./catalog-header.js";
import type { Findings } from "./findings.js";
import { cleanText, formulaDamage, nameCharacters } from "./item-text.js";

const {
	barcodesPerItemMax,
	catalogSearchCharactersMax,
	catalogTextCharactersMax,
	skuCharactersMax,
	unitPriceMinorMax,
} = limits;

interface CatalogRowsOptions {
	readonly columns: Columns;
	readonly findings: Findings;
	readonly taxClasses: CatalogSource["taxClasses"];
}

/** Reads rows in the order of the file, and finds what two of them share. */
export class CatalogRows {
	/** That of the first row that has a known one. */
	currency = "";
	readonly #columns: Columns;
	readonly #findings: Findings;
	/** Names by their form of comparison; several where they differ only in their case. */
	readonly #taxNames: ReadonlyMap<string, readonly string[]>;
	readonly #codes = new CatalogCodes();
	/** The line of each SKU. */
	readonly #skuLines = new Map<string, number>();

	constructor({ columns, findings, taxClasses }: CatalogRowsOptions) {
		this.#columns = columns;
		this.#findings = findings;
		const names = new Map<string, string[]>();
		for (const { name } of taxClasses) names.set(comparable(name), [...(names.get(comparable(name)) ?? []), name]);
		this.#taxNames = names;
	}

	/** Undefined where the row does not fit the header. What is wrong is reported. */
	read(row: CsvRow): CatalogSourceItem | undefined {
		const columns = this.#columns;
		if (!columns.fits(row, this.#findings)) return undefined;
		const { line } = row;
		const sku = columns.value(row, "sku");
		if (!/^[\x21-\x7e]+$/.test(sku) || sku.length > skuCharactersMax)
			this.refuse(line, "sku", `1 to ${skuCharactersMax} printable characters without blanks`);
		const name = this.readText(row, "name");
		const category = this.readText(row, "category");
		const priceMinor = this.readPrice(row);
		const taxClass = this.readTaxClass(row);
		const earlier = this.#skuLines.get(sku);
		if (earlier !== undefined) this.refuse(line, "sku", `also on line ${earlier}`, "CSV_DUPLICATE");
		else this.#skuLines.set(sku, line);
		const barcodes = this.readBarcodes(row, sku);
		this.readCurrency(row);
		const search = this.readSearch(row);
		return { sku, name, category, priceMinor, taxClass, barcodes, ...(search !== "" && { search }) };
	}

	private readSearch(row: CsvRow): string {
		const { text } = cleanText(this.#columns.value(row, searchColumn));
		const problem = text === "" ? undefined : (labelProblem(text) ?? formulaDamage(text));
		if (problem !== undefined) this.refuse(row.line, searchColumn, problem);
		else if (text.length > catalogSearchCharactersMax)
			this.refuse(row.line, searchColumn, `${text.length} characters, at most ${catalogSearchCharactersMax}`);
		return text;
	}

	private readText(row: CsvRow, column: "name" | "category"): string {
		const { line } = row;
		const raw = this.#columns.value(row, column);
		const { text, removed } = cleanText(raw);
		const unseen = text === "" && raw !== "" ? "nothing of it can be seen" : undefined;
		const problem = unseen ?? labelProblem(text) ?? formulaDamage(text);
		if (raw === "" && column === "category") return "";
		if (raw === "") this.refuse(line, column, `1 to ${catalogTextCharactersMax} characters`);
		else if (problem !== undefined) this.refuse(line, column, problem);
		else if (text.length > catalogTextCharactersMax)
			this.refuse(line, column, `${text.length} characters, at most ${catalogTextCharactersMax}`);
		else if (removed.length > 0)
			this.#findings.warn(
				...[line, column, "CSV_CHARACTER_REMOVED" as const],
				`"${text}" without ${nameCharacters(removed)}`,
			);
		return text;
	}

	private readPrice(row: CsvRow): number {
		const { price } = this.#columns;
		const text = this.#columns.value(row, price);
		if (this.#columns.mayBeCut(row)) this.refuse(row.line, price, `"${text}" and digits behind it: ${quotingHint}`);
		const minor = price === "price" ? this.minorOf(row, text) : /^\d{1,10}$/.test(text) ? Number(text) : undefined;
		if (minor !== undefined && minor <= unitPriceMinorMax) return minor;
		const units = price === "price" ? "an amount such as 2.50 or 2,50" : "a whole number of minor units";
		const advice =
			price === "price"
				? ", without signs and thousands separators, with no more decimals than the currency has"
				: /^\d+[.,]\d+$/.test(text)
					? ` (250 for 2.50; a column of 2.50 is called price)`
					: "";
		this.refuse(row.line, price, `"${text}" is not ${units}, 0 to ${unitPriceMinorMax} minor units${advice}`);
		return 0;
	}

	/** Of a decimal number with a point or a comma; undefined if it is none in the row's currency. */
	private minorOf(row: CsvRow, text: string): number | undefined {
		// An unknown currency is reported as such.
		const decimals = findCurrency(this.#columns.value(row, "currency").toUpperCase())?.decimals ?? 2;
		const [, units, fraction = ""] = /^(\d{1,10})(?:[.,](\d+))?$/.exec(text) ?? [];
		return units === undefined || fraction.length > decimals
			? undefined
			: Number(units + fraction.padEnd(decimals, "0"));
	}

	private readBarcodes(row: CsvRow, sku: string): string[] {
		const { line } = row;
		const field = { line, sku, barcodes: this.#columns.value(row, "barcodes") };
		const barcodes = this.#codes.read(field, (column, code, detail) => this.refuse(line, column, detail, code));
		if (barcodes.length > barcodesPerItemMax)
			this.refuse(line, "barcodes", `${barcodes.length} codes, at most ${barcodesPerItemMax}`);
		for (const code of barcodes) {
			const whole = withLostZeros(code);
			if (whole === undefined) continue;
			const detail = `${code}: enter ${whole} if that is the barcode, and format the column as text`;
			this.#findings.warn(line, "barcodes", "CSV_ZEROS_LOST", detail);
		}
		return barcodes;
	}

	/** In any case of letters, as its owner defined it. */
	private readTaxClass(row: CsvRow): string {
		const text = this.#columns.value(row, "tax_class");
		const found = this.#taxNames.get(comparable(text)) ?? [];
		const exact = found.find((name) => name.normalize("NFC") === text.normalize("NFC"));
		if (exact !== undefined) return exact;
		if (found.length === 1) return found[0]!;
		const choices = found.length > 0 ? found : [...this.#taxNames.values()].flat();
		this.refuse(row.line, "tax_class", `"${text}" is not one of ${choices.join(", ")}`);
		return "";
	}

	/** In any case of letters, as ISO 4217 has it. */
	private readCurrency(row: CsvRow): void {
		const text = this.#columns.value(row, "currency").toUpperCase();
		const isKnown = findCurrency(text) !== undefined;
		if (isKnown) this.currency ||= text;
		if (isKnown && text === this.currency) return;
		this.refuse(row.line, "currency", currencyProblem(text, this.currency));
	}

	private refuse(line: number, column: Column, detail: string, code: HostFaultCode = "CSV_FIELD_INVALID"): void {
		this.#findings.refuse(line, column, code, detail);
	}
}

function currencyProblem(text: string, first: string): string {
	if (findCurrency(text) !== undefined)
		return `${text}, but the rows before have ${first}: one currency for all items`;
	if (/^\d+$/.test(text)) return `"${text}" is none: ${quotingHint}`;
	return `"${text}" is no known currency, one for all items: enter its code, such as EUR`;
}

/** Letters that differ in their case alone, or in how their accents are written, compare as equal. */
function comparable(name: string): string {
	return name.normalize("NFC").toLowerCase();
}
