import { describe, expect, it } from "vitest";
import { RecordKind } from "../../firmware/wire/record.js";
import { Stall } from "./stall.js";

describe("a till", () => {
	it("sells for cash in as many touches as promised, and shows the change", () => {
		const stall = new Stall().openShift(5_000);
		const { tiles } = stall.page("sell");
		stall.act(tiles[0]!.action, tiles[0]!.action, tiles[1]!.action, "pay", "cash");
		expect(stall.page("cash")).toMatchObject({ dueMinor: 760, notes: [1_000, 2_000, 5_000, 10_000] });
		stall.act({ do: "note", amountMinor: 1_000 });
		expect(stall.page("paid")).toMatchObject({ receiptNumber: 1, totalMinor: 760, changeMinor: 240, givenMinor: 1_000, tender: "cash" });
		expect(stall.drawerOpened).toBe(1);
		stall.act("next");
		expect(stall.page("sell")).toMatchObject({ units: 0, totalMinor: 0 });
		const sale = stall.records().find((record) => record.kind === RecordKind.sale)!;
		expect(sale).toMatchObject({
			receiptNumber: 1,
			shift: 1,
			currency: "EUR",
			catalogVersion: 7,
			totalMinor: 760,
			changeMinor: 240,
			taxes: [
				{ rateBasisPoints: 0, grossMinor: 240, taxMinor: 0 },
				{ rateBasisPoints: 2_000, grossMinor: 520, taxMinor: 87 },
			],
		});
	});

	it("has the sale on flash before the printer and the drawer hear of it", () => {
		const stall = new Stall().openShift().scan("COF").act("pay", "cash", "exact");
		expect(stall.printer.printed).toHaveLength(1);
		expect(stall.printer.printed[0]!.sequence).toBe(stall.journal.sequence);
		expect(stall.records().at(-1)!.kind).toBe(RecordKind.sale);
	});
});
