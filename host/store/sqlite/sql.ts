// Helpers for building SQL statements.

/** Statement parameters, by position or by name. */
export type Value = string | number | Uint8Array | null;
export type Values = Value[];
export type Named = Readonly<Record<string, Value>>;

/** "?, ?, ?", one for each column of a row. */
export function places(count: number): string {
	return Array.from({ length: count }, () => "?").join(", ");
}

/** "INSERT INTO table (a, b) VALUES (@a, @b)"; each parameter is named after its column. */
export function insertInto(table: string, columns: readonly string[]): string {
	const values = columns.map((column) => `@${column}`);
	return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values.join(", ")})`;
}

/** Sets each of these columns to the value that would have been inserted. */
export function replacing(columns: readonly string[]): string {
	return columns.map((column) => `${column} = excluded.${column}`).join(", ");
}

/** Adds the value that would have been inserted to each of these columns. */
export function adding(table: string, columns: readonly string[]): string {
	return columns.map((column) => `${column} = ${table}.${column} + excluded.${column}`).join(", ");
}

/**
 * The currency of a row that has a shift. A document of a newer version has none in its prefix; that of its shift
 * applies, because the currency does not change during a shift. `row` is the table's name or alias.
 */
export function currencyOf(row: string): string {
	return `CASE WHEN ${row}.currency != '' THEN ${row}.currency ELSE coalesce(
		(SELECT s.currency FROM shifts s WHERE s.merchant = ${row}.merchant AND s.terminal = ${row}.terminal
		AND s.shift = ${row}.shift AND s.currency != '' ORDER BY s.epoch LIMIT 1), '') END`;
}
