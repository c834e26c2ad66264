// Texts in CSV that a spreadsheet would run as formulas. Written files have an apostrophe before them, and the readers
// of such files take exactly that apostrophe off again.

/**
 * Where a spreadsheet may see a cell begin: at the start of the text, and behind a semicolon, because it separates
 * cells where the comma is the decimal sign. Apostrophes that belong to the text are kept apart by adding one more.
 */
const formula = /(^\s*|;\s*)('*)(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/g;
const disarmed = /(^\s*|;\s*)'('*)(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/g;

export function escapeFormula(text: string): string {
	return text.replace(formula, "$1'$2");
}

/** The text from which `escapeFormula` made this one. */
export function unescapeFormula(text: string): string {
	return text.replace(disarmed, "$1$2");
}
