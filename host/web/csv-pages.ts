// CSV of all rows of a report that is read page by page.
import { type CsvCell, writeCsv } from "../csv-writer.js";
import { hostLimits } from "../limits.js";

export async function* csvPages<Row>(
	columns: readonly string[],
	page: (limit: number, offset: number) => Promise<readonly Row[]>,
	cellsOf: (row: Row) => readonly CsvCell[],
): AsyncGenerator<string> {
	yield writeCsv([columns]);
	for (let offset = 0; ; offset += hostLimits.pageRowsMax) {
		const rows = await page(hostLimits.pageRowsMax, offset);
		if (rows.length > 0) yield writeCsv(rows.map(cellsOf));
		if (rows.length < hostLimits.pageRowsMax) return;
	}
}
