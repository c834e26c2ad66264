// Writes comma-separated values (RFC 4180), for the host and the dashboard.
import { stringify } from "csv-stringify/sync";

/** A number in decimal digits, such as "-183.15", that is written as it is. */
export class Decimal {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}
}

export type CsvCell = string | number | Decimal;

/**
 * Each row ends with CRLF. Texts that a spreadsheet would run as a formula are prefixed with an apostrophe; numbers are
 * not.
 */
export function writeCsv(rows: ReadonlyArray<readonly CsvCell[]>): string {
	return stringify(
		rows.map((cells) => [...cells]),
		// By default the library quotes only line ends that equal the row delimiter.
		{ record_delimiter: "\r\n", escape_formulas: true, quoted_match: /[\r\n]/, cast: { object: castDecimal } },
	);
}

function castDecimal(cell: object): string | { value: string; escape_formulas: boolean } {
	return cell instanceof Decimal ? { value: cell.text, escape_formulas: false } : "";
}
