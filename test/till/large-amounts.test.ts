// Currencies with two decimals and small units, in which large amounts take more than 32 bits.
import { describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { TillHarness, stallCatalog } from "./harness.js";

const priceMinor = 1_500_000_000;
const rupiah = {
	...stallCatalog,
	currency: "IDR",
	country: "ID",
	taxClasses: [{ name: "ppn", rates: [{ rateMillipercent: 11_000, authority: "", jurisdiction: "" }] }],
	items: [{ sku: "MOTOR", name: "Scooter", category: "", priceMinor, taxClass: "ppn", barcodes: [] }],
};

describe("an item at 15,000,000.00 IDR", () => {
	it("is sold twice, paid in cash, and appears in the report and the shift's record", () => {
		const stall = new TillHarness({ catalog: rupiah }).openShift();
		stall.scan("MOTOR", "MOTOR").act("pay", "cash");
		expect(stall.page("cash").dueMinor).toBe(2 * priceMinor);
		stall.act("otherAmount").key(4_000_000_000).act("confirm");
		expect(stall.page("paid")).toMatchObject({ totalMinor: 3_000_000_000, changeMinor: 1_000_000_000 });
		stall.act("next").sellCash("MOTOR");
		const taxMinor = Math.round((3_000_000_000 * 11) / 111);
		expect(stall.of(RecordKind.sale)[0]).toMatchObject({
			document: { totalMinor: 3_000_000_000, cashMinor: 3_000_000_000 },
			tenders: [{ amountMinor: 4_000_000_000 }],
			taxes: [{ baseMinor: 3_000_000_000, taxMinor }],
		});
		stall.act("menu", "closeShift").key(4_500_000_000).act("confirm");
		expect(stall.of(RecordKind.shiftClosed)).toMatchObject([
			{ countedMinor: 4_500_000_000, anchor: { totals: { grossMinor: 4_500_000_000, sales: 2 } } },
		]);
		const rows = stall.page("report").rows.filter(({ value }) => value === 4_500_000_000);
		expect(rows.length).toBeGreaterThanOrEqual(3);
		expect(stall.reboot().till.view().notice).toBeUndefined();
	});

	it("is refused only if the sale would exceed its limit", () => {
		const stall = new TillHarness({ catalog: rupiah }).openShift().scan("MOTOR").act("basket");
		const most = Math.floor(limits.totalMinorMax / priceMinor);
		stall.act({ kind: "line", index: 0 }, { kind: "quantity", delta: most - 1 });
		expect(stall.page("basket").totalMinor).toBe(most * priceMinor);
		stall.act({ kind: "quantity", delta: 1 });
		expect(stall.page("basket").totalMinor).toBe(most * priceMinor);
		expect(stall.till.view().notice).toBeDefined();
	});
});
