// Reads comma-separated values (RFC 4180) in UTF-8, with bounds that are checked before parsing (invariant 9).
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

/**
 * The rows, without blank lines. Rows end with CRLF, LF or CR; a byte order mark is dropped. Throws HostFault
 * CSV_TOO_LARGE, CSV_ENCODING, or CSV_MALFORMED with the line.
 */
export function readCsv(bytes: Uint8Array): CsvRow[] {
	if (bytes.length > hostLimits.csvBytesMax) throw new HostFault("CSV_TOO_LARGE", `${bytes.length} bytes`);
	const text = decode(bytes);
	const rows: CsvRow[] = [];
	const lines = new LineCounter(text);
	try {
		parse(text, {
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
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		throw new HostFault("CSV_ENCODING", "not UTF-8");
	}
	// Detects UTF-16 text without a byte order mark by its zeros.
	const control = text.search(/[\0-\x08\v\f\x0e-\x1f]/);
	if (control >= 0) throw new HostFault("CSV_ENCODING", `control character at ${control}`);
	return Buffer.from(text);
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
