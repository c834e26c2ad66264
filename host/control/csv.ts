// A bounded reader of comma-separated values (RFC 4180) in UTF-8. It reports every wrong line, not only the first, up
// to a bound.
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";

export interface CsvRow {
	/** Line in the file where the row begins; counts from 1. */
	readonly line: number;
	readonly fields: readonly string[];
}

/** Throws HostFault CSV_TOO_LARGE, CSV_ENCODING or CSV_MALFORMED. */
export function readCsv(bytes: Uint8Array): CsvRow[] {
	if (bytes.length > hostLimits.csvBytesMax) throw new HostFault("CSV_TOO_LARGE", `${bytes.length} bytes`);
	return parse(decode(bytes));
}

function decode(bytes: Uint8Array): string {
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		const control = [...text].findIndex((c) => c < " " && c !== "\n" && c !== "\r" && c !== "\t");
		if (control >= 0) throw new HostFault("CSV_ENCODING", `control character at ${control}`);
		return text;
	} catch (error) {
		if (error instanceof HostFault) throw error;
		throw new HostFault("CSV_ENCODING", "not UTF-8");
	}
}

function parse(text: string): CsvRow[] {
	const rows: CsvRow[] = [];
	let line = 1;
	let rowLine = 1;
	let fields: string[] = [];
	let field = "";
	let quoted = false;
	let wasQuoted = false;
	const fail = (detail: string): never => {
		throw new HostFault("CSV_MALFORMED", `line ${line}: ${detail}`, [
			{ line, column: "", code: "CSV_MALFORMED", detail },
		]);
	};
	const endField = (): void => {
		if (field.length > hostLimits.csvFieldCharactersMax) fail("field too long");
		if (fields.length >= hostLimits.csvFieldsMax) fail("too many fields");
		fields.push(field);
		field = "";
		wasQuoted = false;
	};
	const endRow = (): void => {
		const isBlank = fields.length === 0 && field === "" && !wasQuoted;
		if (!isBlank) {
			endField();
			rows.push({ line: rowLine, fields });
		}
		fields = [];
	};
	for (let i = 0; i < text.length; i++) {
		const c = text[i]!;
		if (quoted) {
			if (c === '"' && text[i + 1] === '"') field += text[++i]!;
			else if (c === '"') quoted = false;
			else {
				if (c === "\n") line++;
				field += c;
			}
		} else if (c === '"') {
			if (field !== "" || wasQuoted) fail("a quote inside a field");
			quoted = wasQuoted = true;
		} else if (c === ",") endField();
		else if (c === "\n" || c === "\r") {
			if (c === "\r" && text[i + 1] === "\n") i++;
			endRow();
			rowLine = ++line;
		} else {
			if (wasQuoted) fail("text after a closing quote");
			field += c;
		}
	}
	if (quoted) fail("a quote is not closed");
	endRow();
	return rows;
}

/**
 * One field as RFC 4180 writes it. Cells that a spreadsheet would run as a formula are kept from it by a leading
 * apostrophe.
 */
export function csvField(value: string): string {
	const safe = /^[=+\-@\t]/.test(value) && !/^-?[0-9]+(\.[0-9]+)?$/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
