// A till log as CSV (date,time,transaction,item, no header) made into transactions that a stallholder can ring up.
import { Fault } from "../../firmware/core/fault.js";

const fileBytesMax = 64 * 1024 * 1024;
const linesMax = 1_000_000;

export interface Basket {
	readonly transaction: number;
	/** The log's local time read as UTC: the replay's wall clock. */
	readonly wallMs: number;
	/** One entry for each unit sold, in file order; empty for a no-sale. */
	readonly skus: readonly string[];
}

/** Throws Fault CSV_* naming the line. Items named NONE are skipped; names are trimmed. */
export function readBaskets(file: Buffer, skuByName: ReadonlyMap<string, string>, transactionsMax: number): Basket[] {
	if (file.length > fileBytesMax) throw new Fault("CSV_TOO_LARGE", `${file.length} bytes`);
	const lines = decodeUtf8(file).split(/\r?\n/);
	if (lines.length > linesMax) throw new Fault("CSV_TOO_LARGE", `${lines.length} lines`);
	const baskets: { transaction: number; wallMs: number; skus: string[] }[] = [];
	for (const [i, line] of lines.entries()) {
		if (line === "") continue;
		const at = `line ${i + 1}`;
		const fields = line.split(",");
		if (fields.length !== 4) throw new Fault("CSV_MALFORMED", `${at}: ${fields.length} columns, 4 expected: date,time,transaction,item`);
		const [date = "", time = "", number = "", item = ""] = fields;
		const wallMs = Date.parse(`${date}T${time}Z`);
		if (Number.isNaN(wallMs)) throw new Fault("CSV_MALFORMED", `${at}: "${date} ${time}" is no date and time`);
		if (!/^\d{1,9}$/.test(number)) throw new Fault("CSV_MALFORMED", `${at}: "${number}" is no transaction number`);
		const transaction = Number(number);
		let basket = baskets.at(-1);
		if (basket?.transaction !== transaction) {
			if (baskets.length === transactionsMax) break;
			basket = { transaction, wallMs, skus: [] };
			baskets.push(basket);
		}
		const name = item.trim();
		if (name === "NONE") continue;
		const sku = skuByName.get(name);
		if (sku === undefined) throw new Fault("CSV_MALFORMED", `${at}: "${name}" is not in the catalog`);
		basket.skus.push(sku);
	}
	return baskets;
}

/** Throws Fault CSV_MALFORMED on anything but UTF-8. */
function decodeUtf8(file: Buffer): string {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(file);
	} catch {
		throw new Fault("CSV_MALFORMED", "the file is not UTF-8");
	}
}
