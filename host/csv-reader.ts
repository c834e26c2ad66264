// Reads comma-separated values (RFC 4180) in UTF-8, bounded before they are parsed (invariant 9).
import { CsvError, type CsvErrorCode, parse } from "csv-parse/sync";
import { HostFault } from "./faults.js";
import { hostLimits } from "./limits.js";

export interface CsvRow {
	/** Line in the file where the row begins; counts from 1. */
	readonly line: number;
	readonly fields: readonly string[];
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
/** UTF-8 takes up to three bytes for each UTF-16 unit that fields are measured in. */
const bytesPerCharacterMax = 3;
/** Longer rows are refused while they are read, before they are kept. */
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
	// Text in UTF-16 without a byte order mark is found by its zeros.
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

/** Counts lines, each once however it ends: the parser takes CRLF within quotes for two. */
class LineCounter {
	line = 1;
	readonly #text: Uint8Array;
	#offset = 0;

	constructor(text: Uint8Array) {
		this.#text = text;
	}

	/** Passes blank lines and what is left of the end of the row before. Returns the line where the next row begins. */
	beginRow(): number {
		while (this.#text[this.#offset] === carriageReturn || this.#text[this.#offset] === lineFeed) this.step();
		return this.line;
	}

	/** `end` is the byte where the row ends, or any byte of its delimiter. */
	endRow(end: number): void {
		while (this.#offset < end) this.step();
	}

	private step(): void {
		const byte = this.#text[this.#offset++];
		const isInside = byte === carriageReturn && this.#text[this.#offset] === lineFeed;
		if ((byte === carriageReturn || byte === lineFeed) && !isInside) this.line++;
	}
}
