// Writes comma-separated values (RFC 4180), for the host and the dashboard.
import { stringify } from "csv-stringify/sync";

/**
 * Each row ends with CRLF. Texts that a spreadsheet would run as a formula are prefixed with an apostrophe; numbers are
 * not.
 */
export function writeCsv(rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
	return stringify(
		rows.map((cells) => [...cells]),
		// By default the library quotes only line ends that equal the row delimiter.
		{ record_delimiter: "\r\n", escape_formulas: true, quoted_match: /[\r\n]/ },
	);
}
