// What the SQLite rooms write their statements with.

/** What a statement may be given. */
export type Values = (string | number | Uint8Array | null)[];

/** "?, ?, ?": as many as a row has columns. */
export function places(count: number): string {
	return Array.from({ length: count }, () => "?").join(", ");
}

/**
 * The currency of a row that has a shift. A document of a newer version does not say it where we look: its shift does,
 * for currencies do not change in a shift. `row` is the table's name or alias.
 */
export function currencyOf(row: string): string {
	return `CASE WHEN ${row}.currency != '' THEN ${row}.currency ELSE coalesce((SELECT s.currency FROM shifts s WHERE s.merchant = ${row}.merchant
		AND s.terminal = ${row}.terminal AND s.shift = ${row}.shift AND s.currency != '' ORDER BY s.epoch LIMIT 1), '') END`;
}
