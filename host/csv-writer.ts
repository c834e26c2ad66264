// Writes comma-separated values (RFC 4180), on the host and in the dashboard.
import { stringify } from "csv-stringify/sync";

/**
 * Rows of cells as text; each row ends with CRLF. A text that a spreadsheet would run as a formula begins with an
 * apostrophe; numbers are written as they are.
 */
export function writeCsv(rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
	return stringify(
		rows.map((cells) => [...cells]),
		// Left to itself the library quotes line ends only where they are the row's own.
		{ record_delimiter: "\r\n", escape_formulas: true, quoted_match: /[\r\n]/ },
	);
}
