// Reads comma-separated values (RFC 4180) and what spreadsheets write of that kind: separated by semicolons or tabs, in
// UTF-8 or UTF-16. Bounds are checked before parsing (invariant 9).
import { CsvError, type CsvErrorCode, parse } from "csv-parse/sync";
import { HostFault } from "./faults.js";
import { hostLimits } from "./limits.js";

export interface CsvRow {
	/** Line of the file at which the row begins, counted from 1. */
	readonly line: number;
	readonly fields: readonly string[];
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
/** Field lengths are measured in UTF-16 units, each of which takes up to three bytes in UTF-8. */
const bytesPerCharacterMax = 3;
/** Longer rows are refused while they are being read. */
const rowBytesMax = hostLimits.csvFieldsMax * hostLimits.csvFieldCharactersMax * bytesPerCharacterMax;

const details: Readonly<Partial<Record<CsvErrorCode, string>>> = {
	INVALID_OPENING_QUOTE: "a quote inside a field",
	CSV_INVALID_CLOSING_QUOTE: "text after a closing quote",
	CSV_QUOTE_NOT_CLOSED: "a quote is not closed",
	CSV_MAX_RECORD_SIZE: "row too long",
};

export interface CsvTable {
	/** The first row names the columns. */
	readonly rows: readonly CsvRow[];
	readonly separator: string;
}

/** What spreadsheets put between fields: the semicolon where the comma is the decimal sign, the tab in Unicode text. */
const separators = [",", ";", "\t"];
/** A first line that tells a spreadsheet the separator. */
const separatorLine = /^"?sep=([,;\t])"?$/i;

/**
 * The rows, without blank lines. Rows end with CRLF, LF or CR; a byte order mark is dropped. Throws HostFault
 * CSV_TOO_LARGE, CSV_ENCODING, or CSV_MALFORMED with the line.
 */
export function readCsv(bytes: Uint8Array): CsvRow[] {
	return parseRows(decode(bytes), ",");
}

/**
 * As `readCsv`, for a file whose first row names its columns. The separator is the one that a line `sep=;` before that
 * row names, otherwise the one of comma, semicolon and tab that finds most of `names`.
 */
export function readTable(bytes: Uint8Array, names: readonly string[]): CsvTable {
	const text = decode(bytes);
	const [firstLine = ""] = /[^\r\n]+/.exec(text.toString()) ?? [];
	const named = separatorLine.exec(firstLine)?.[1];
	const separator = named ?? separatorOf(firstLine, names);
	const rows = parseRows(text, separator);
	return { rows: named === undefined ? rows : rows.slice(1), separator };
}

function separatorOf(header: string, names: readonly string[]): string {
	const found = separators.map((separator) => {
		const fields = header.split(separator).map((field) => field.replaceAll('"', "").trim().toLowerCase());
		return names.filter((name) => fields.includes(name)).length;
	});
	return separators[found.indexOf(Math.max(...found))]!;
}

function parseRows(text: Buffer, separator: string): CsvRow[] {
	const rows: CsvRow[] = [];
	const lines = new LineCounter(text);
	try {
		parse(text, {
			delimiter: separator,
			record_delimiter: ["\r\n", "\n", "\r"],
			relax_column_count: true,
			skip_empty_lines: true,
			max_record_size: rowBytesMax,
			on_record: (fields: string[], { bytes: end }) => {
				const line = lines.beginRow();
				checkRow(fields, line);
				rows.push({ line, fields });
				lines.endRow(end);
				return null;
			},
		});
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		lines.endRow(typeof error["bytes"] === "number" ? error["bytes"] : text.length);
		throw malformed(lines.line, details[error.code] ?? error.code);
	}
	return rows;
}

/** As UTF-8 bytes without a byte order mark. */
function decode(bytes: Uint8Array): Buffer {
	if (bytes.length > hostLimits.csvBytesMax) throw new HostFault("CSV_TOO_LARGE", `${bytes.length} bytes`);
	if (workbooks.some((head) => head.every((byte, index) => bytes[index] === byte)))
		throw unreadable(1, "this is a workbook, not a table in text: save it as CSV UTF-8");
	const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
	const encoding = isUtf16 ? (bytes[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8";
	let text: string;
	try {
		text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		throw isUtf16 ? unreadable(1, "half a character of UTF-16") : unreadable(lineNotUtf8(bytes), notUtf8);
	}
	const control = text.search(/[\0-\x08\v\f\x0e-\x1f]/);
	if (control < 0) return Buffer.from(text);
	const line = text.slice(0, control).split(/\r\n|\r|\n/).length;
	const code = text.charCodeAt(control);
	// UTF-16 text without a byte order mark has zeros, which UTF-8 text has not.
	throw unreadable(line, code === 0 ? "a zero byte, as in UTF-16 without its mark" : `control code ${code}`);
}

/** The first bytes of workbooks of Excel and LibreOffice, which are archives, and of old Excel. */
const workbooks = [
	[0x50, 0x4b, 3, 4],
	[0xd0, 0xcf, 0x11, 0xe0],
];
const notUtf8 =
	'not UTF-8, perhaps Windows-1252 or Shift_JIS: in Excel choose "CSV UTF-8 (Comma delimited)", in LibreOffice the ' +
	"character set UTF-8";

/** The first line that is not UTF-8. */
function lineNotUtf8(bytes: Uint8Array): number {
	const decoder = new TextDecoder("utf-8", { fatal: true });
	let line = 1;
	for (let start = 0; start < bytes.length; line++) {
		let end = start;
		while (end < bytes.length && bytes[end] !== carriageReturn && bytes[end] !== lineFeed) end++;
		try {
			decoder.decode(bytes.subarray(start, end));
		} catch {
			return line;
		}
		start = end + (bytes[end] === carriageReturn && bytes[end + 1] === lineFeed ? 2 : 1);
	}
	return line;
}

function unreadable(line: number, detail: string): HostFault {
	return new HostFault("CSV_ENCODING", `line ${line}: ${detail}`, [
		{ line, column: "", code: "CSV_ENCODING", detail },
	]);
}

function checkRow(fields: readonly string[], line: number): void {
	if (fields.length > hostLimits.csvFieldsMax) throw malformed(line, "too many fields");
	if (fields.some((field) => field.length > hostLimits.csvFieldCharactersMax))
		throw malformed(line, "field too long");
}

function malformed(line: number, detail: string): HostFault {
	return new HostFault("CSV_MALFORMED", `line ${line}: ${detail}`, [
		{ line, column: "", code: "CSV_MALFORMED", detail },
	]);
}

/** Counts lines ending with CRLF, LF or CR. The parser counts CRLF within quotes twice. */
class LineCounter {
	line = 1;
	readonly #text: Uint8Array;
	#offset = 0;

	constructor(text: Uint8Array) {
		this.#text = text;
	}

	/**
	 * Skips blank lines and the rest of the previous row's delimiter. Returns the line at which the next row begins.
	 */
	beginRow(): number {
		while (this.#text[this.#offset] === carriageReturn || this.#text[this.#offset] === lineFeed) this.step();
		return this.line;
	}

	/** `end` is the offset of the row's end or of any byte of its delimiter. */
	endRow(end: number): void {
		while (this.#offset < end) this.step();
	}

	private step(): void {
		const byte = this.#text[this.#offset++];
		const isInside = byte === carriageReturn && this.#text[this.#offset] === lineFeed;
		if ((byte === carriageReturn || byte === lineFeed) && !isInside) this.line++;
	}
}
