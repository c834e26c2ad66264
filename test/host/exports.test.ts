// Receipts and shifts as CSV: every row of theirs, with signs and decimals.
import { afterEach, describe, expect, it } from "vitest";
import { type KnownRecord, RecordKind } from "../../firmware/wire/record.js";
import { readCsv } from "../../host/csv-reader.js";
import { hostLimits } from "../../host/limits.js";
import { receiptLines } from "../../host/web/receipt-lines.js";
import { shiftLines } from "../../host/web/shift-lines.js";
import { IngestBench, terminalOf } from "./ingest-bench.js";
import { anchor, prefix, sale } from "./test-terminal.js";

let bench: IngestBench | undefined;
afterEach(() => bench?.close());

async function booked(...records: KnownRecord[]): Promise<IngestBench["store"]> {
	bench = await IngestBench.open();
	const terminal = terminalOf(0);
	terminal.record(...records);
	await bench.ship(terminal);
	return bench.store;
}

/** The rows as objects by the names of their columns. */
async function rowsOf(lines: AsyncIterable<string>): Promise<Record<string, string>[]> {
	const texts: string[] = [];
	for await (const text of lines) texts.push(text);
	const [header, ...rows] = readCsv(new TextEncoder().encode(texts.join(""))).map(({ fields }) => fields);
	return rows.map((fields) => Object.fromEntries(fields.map((field, i) => [header![i]!, field])));
}

const receipts = (store: IngestBench["store"]) => rowsOf(receiptLines(store, () => "", { terminal: undefined }));
const shifts = (store: IngestBench["store"]) => rowsOf(shiftLines(store, () => "", undefined));

function closed(shift: number, countedMinor: number, wallMs = prefix.wallMs): KnownRecord {
	const totals = anchor(shift, { floatMinor: 5_000, tenders: [{ kind: 1, amountMinor: 120 }] });
	return { ...prefix, wallMs, shift, kind: RecordKind.shiftClosed, anchor: totals, countedMinor };
}

describe("exported receipts", () => {
	it("are all of them, also beyond a page", async () => {
		const count = 2 * hostLimits.pageRowsMax + 1;
		const store = await booked(...Array.from({ length: count }, (_, i) => sale(i + 1)));
		const numbers = (await receipts(store)).map(({ number }) => Number(number));
		expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
	});

	it("have each tender in one column, and the decimals of their currency", async () => {
		const tender = (kind: number, amountMinor: number) => ({ kind, amountMinor, reference: "" });
		const tenders = [tender(1, 60), tender(2, 50), tender(9, 150)];
		const store = await booked(sale(1, 260, 1, { tenders }), sale(2, 500, 1, { currency: "JPY" }));
		expect(await receipts(store)).toMatchObject([
			{ number: "2", currency: "JPY", total: "500", cash: "0", card: "500", other_tenders: "0" },
			{ number: "1", currency: "GBP", total: "2.60", cash: "0.60", card: "0.50", other_tenders: "1.50" },
		]);
	});
});

describe("exported shifts", () => {
	it("have the drawer's difference with its sign, and none where the cash was not counted", async () => {
		const store = await booked(closed(1, 5_000), closed(2, 5_120), closed(3, 5_150), closed(4, -1));
		const rows = await shifts(store);
		const shown = rows.map((row) => [
			row["shift"],
			row["cash_expected"],
			row["cash_counted"],
			row["drawer_difference"],
		]);
		expect(shown.sort()).toEqual([
			["1", "51.20", "50.00", "-1.20"],
			["2", "51.20", "51.20", "0.00"],
			["3", "51.20", "51.50", "0.30"],
			["4", "51.20", "", ""],
		]);
	});

	it("expect the cash that is held for open payments in the drawer, too", async () => {
		const totals = { floatMinor: 5_000, tenders: [{ kind: 1, amountMinor: 120 }], heldMinor: 2_000 };
		const record = { ...prefix, kind: RecordKind.shiftClosed, anchor: anchor(1, totals), countedMinor: 7_120 };
		const store = await booked(record as KnownRecord);
		expect(await shifts(store)).toMatchObject([{ cash_expected: "71.20", drawer_difference: "0.00" }]);
		expect(await bench!.alarms()).toEqual([]);
	});

	it("have a line for each further currency of theirs", async () => {
		const store = await booked(closed(1, -1), sale(1), sale(2, 500, 1, { currency: "JPY" }));
		expect(await shifts(store)).toMatchObject([
			{ shift: "1", currency: "GBP", sales: "2", takings: "2.60", float: "50.00" },
			{ shift: "1", currency: "JPY", sales: "", takings: "500", float: "", drawer_difference: "" },
		]);
	});

	it("are all of them, also beyond a page", async () => {
		const count = hostLimits.pageRowsMax;
		const store = await booked(...Array.from({ length: count + 1 }, (_, i) => closed(i + 1, -1)));
		expect(await shifts(store)).toHaveLength(count + 1);
	});
});
