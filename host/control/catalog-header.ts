// The first row of a file of items: where each column is.
import { type Column, priceColumns, searchColumn, writtenColumns } from "../catalog-columns.js";
import type { CsvRow } from "../csv-reader.js";
import { unescapeFormula } from "../csv-escape.js";
import { HostFault } from "../faults.js";
import type { Findings } from "./findings.js";

/** By which the separator of a file is found. */
export const knownColumns: readonly string[] = [...writtenColumns, "price", searchColumn];
const optional = "barcodes";
const freeColumns: readonly Column[] = ["name", "category", "barcodes", searchColumn];

export class Columns {
	readonly price: (typeof priceColumns)[number];
	readonly #places: ReadonlyMap<string, number>;
	/** Columns without a name, in which nothing may stand. */
	readonly #nameless: readonly number[];
	readonly #width: number;
	/** A row that ends before has no field for a required column. */
	readonly #widthMin: number;
	readonly #isSplitByCommas: boolean;

	/** Throws HostFault CSV_COLUMN_MISSING or CSV_COLUMN_TWICE. */
	constructor(header: CsvRow | undefined, separator: string, findings: Findings) {
		const { line, fields } = header ?? { line: 1, fields: [] };
		const names = fields.map((field) => field.trim().toLowerCase());
		this.#places = new Map(names.map((name, index) => [name, index]));
		this.#nameless = names.flatMap((name, index) => (name === "" ? index : []));
		this.#width = names.length;
		const named = names.filter((name) => name !== "");
		for (const name of named.filter((each, index) => named.indexOf(each) !== index))
			findings.refuse(line, name, "CSV_COLUMN_TWICE", "named twice");
		const found = priceColumns.filter((name) => this.#places.has(name));
		if (found.length > 1) findings.refuse(line, "price", "CSV_COLUMN_TWICE", "beside price_minor");
		findings.demandNone();
		this.price = found[0] ?? "price_minor";
		const required = writtenColumns
			.filter((name) => name !== optional)
			.map((name) => (name === "price_minor" ? this.price : name));
		const missing = required.filter((name) => !this.#places.has(name));
		if (missing.length > 0) throw missingColumns(line, missing, fields);
		this.#isSplitByCommas = separator === ",";
		this.#widthMin = 1 + Math.max(...required.map((name) => this.#places.get(name)!));
		for (const name of named.filter((each) => !knownColumns.includes(each)))
			findings.warn(line, name, "CSV_COLUMN_IGNORED", "not a column of a catalog");
	}

	/** Whether the row has a field for each required column and none beyond the header; reports what it has. */
	fits({ line, fields }: CsvRow, findings: Findings): boolean {
		const has = `${fields.length} fields, but the header names ${this.#width}`;
		if (fields.length > this.#width) findings.refuse(line, "", "CSV_MALFORMED", `${has}: ${quotingHint}`);
		else if (fields.length < this.#widthMin) findings.refuse(line, "", "CSV_MALFORMED", has);
		else if (this.#nameless.some((index) => (fields[index] ?? "").trim() !== ""))
			findings.refuse(line, "", "CSV_MALFORMED", "a field under a column without a name");
		else return true;
		return false;
	}

	/**
	 * Whether the price may be the part before a decimal comma: no other column would notice that the rest stands in
	 * the next, because it has any text.
	 */
	mayBeCut({ fields }: CsvRow): boolean {
		const next = this.#places.get(this.price)! + 1;
		const isText = freeColumns.some((name) => this.#places.get(name) === next);
		return this.#isSplitByCommas && isText && /^\d{2,3}$/.test((fields[next] ?? "").trim());
	}

	/** The field as its owner wrote it, without blanks at its ends; empty where the row has none. */
	value({ fields }: CsvRow, column: Column): string {
		return unescapeFormula((fields[this.#places.get(column) ?? -1] ?? "").trim());
	}
}

export const quotingHint =
	"a decimal comma (1,250) and a comma in a text need quotes around the field, or semicolons between the columns";

function missingColumns(line: number, missing: readonly string[], header: readonly string[]): HostFault {
	const isUnseparated = header.length === 1 && /[|:^~]/.test(header[0]!);
	const detailOf = (column: string): string => {
		if (isUnseparated) return "missing: separate the columns by commas, semicolons or tabs";
		return column === "price_minor" ? "missing: price (2.50), or price_minor (250)" : "missing";
	};
	return new HostFault(
		"CSV_COLUMN_MISSING",
		missing.map((column) => (column === "price_minor" ? "price (or price_minor)" : column)).join(", "),
		missing.map((column) => ({ line, column, code: "CSV_COLUMN_MISSING", detail: detailOf(column) })),
	);
}
