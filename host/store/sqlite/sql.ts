// What the SQLite files write their statements with.

/** What a statement may be given: by position, or by the names of its parameters. */
export type Value = string | number | Uint8Array | null;
export type Values = Value[];
export type Named = Readonly<Record<string, Value>>;

/** "?, ?, ?": as many as a row has columns. */
export function places(count: number): string {
	return Array.from({ length: count }, () => "?").join(", ");
}

/** "INSERT INTO table (a, b) VALUES (@a, @b)": each parameter has the name of its column. */
export function insertInto(table: string, columns: readonly string[]): string {
	const values = columns.map((column) => `@${column}`);
	return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values.join(", ")})`;
}

/** Each of these columns becomes what would have been inserted. */
export function replacing(columns: readonly string[]): string {
	return columns.map((column) => `${column} = excluded.${column}`).join(", ");
}

/** What would have been inserted is added to each of these columns. */
export function adding(table: string, columns: readonly string[]): string {
	return columns.map((column) => `${column} = ${table}.${column} + excluded.${column}`).join(", ");
}

/**
 * The currency of a row that has a shift. A document of a newer version does not say it where we look: its shift does,
 * for currencies do not change in a shift. `row` is the table's name or alias.
 */
export function currencyOf(row: string): string {
	return `CASE WHEN ${row}.currency != '' THEN ${row}.currency ELSE coalesce(
		(SELECT s.currency FROM shifts s WHERE s.merchant = ${row}.merchant AND s.terminal = ${row}.terminal
		AND s.shift = ${row}.shift AND s.currency != '' ORDER BY s.epoch LIMIT 1), '') END`;
}
