// Reads a till log (CSV: date,time,transaction,item, without a header line) as transactions for simulated terminals.
import { Fault } from "../../firmware/core/fault.js";
import { readNames } from "../../host/control/catalog-file.js";
import { cleanText } from "../../host/control/item-text.js";
import { readCsv } from "../../host/csv-reader.js";

export interface Basket {
	readonly transaction: number;
	/** The log's local time read as UTC, which becomes the replay's wall clock. */
	readonly wallMs: number;
	/** One entry for each unit sold, in file order; empty for a no-sale. */
	readonly skus: readonly string[];
}

/** Item names to skus, from a catalog file. Throws HostFault CSV_*. */
export function readSkus(catalogCsv: Uint8Array): Map<string, string> {
	return new Map(readNames(catalogCsv).map(({ sku, name }) => [name, sku]));
}

/** Items named NONE are skipped; names are trimmed. Throws HostFault or Fault CSV_*, naming the line. */
export function readBaskets(
	log: Uint8Array,
	skuByName: ReadonlyMap<string, string>,
	transactionsMax: number,
): Basket[] {
	const baskets: { transaction: number; wallMs: number; skus: string[] }[] = [];
	for (const { line, fields } of readCsv(log)) {
		if (fields.length !== 4)
			throw new Fault("CSV_MALFORMED", `line ${line}: ${fields.length} columns, not date,time,transaction,item`);
		const [date = "", time = "", number = "", item = ""] = fields;
		const wallMs = Date.parse(`${date}T${time}Z`);
		if (Number.isNaN(wallMs))
			throw new Fault("CSV_MALFORMED", `line ${line}: "${date} ${time}" is no date and time`);
		if (!/^\d{1,9}$/.test(number))
			throw new Fault("CSV_MALFORMED", `line ${line}: "${number}" is no transaction number`);
		const transaction = Number(number);
		let basket = baskets.at(-1);
		if (basket?.transaction !== transaction) {
			if (baskets.length === transactionsMax) break;
			basket = { transaction, wallMs, skus: [] };
			baskets.push(basket);
		}
		const name = cleanText(item).text;
		if (name === "NONE") continue;
		const sku = skuByName.get(name);
		if (sku === undefined) throw new Fault("CSV_MALFORMED", `line ${line}: "${name}" is not in the catalog`);
		basket.skus.push(sku);
	}
	return baskets;
}
