// Writes comma-separated values (RFC 4180), for the host and the dashboard.
import { stringify } from "csv-stringify/sync";
import { escapeFormula } from "./csv-escape.js";

/** A number in decimal digits, such as "-183.15", that is written as it is. */
export class Decimal {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}
}

export type CsvCell = string | number | Decimal;

/** Each row ends with CRLF. Texts that a spreadsheet would run as a formula are escaped; numbers are not. */
export function writeCsv(rows: ReadonlyArray<readonly CsvCell[]>): string {
	return stringify(
		rows.map((cells) => [...cells]),
		{
			record_delimiter: "\r\n",
			// By default the library quotes only line ends that equal the row delimiter, and semicolons never.
			quoted_match: /[\r\n;]/,
			cast: { string: escapeFormula, object: (cell) => (cell instanceof Decimal ? cell.text : "") },
		},
	);
}
