// Invariant 1: no drawer opens, no receipt prints and no "paid" shows before its record is on flash.
import { describe, expect, it } from "vitest";
import { RecordKind } from "../../firmware/wire/record.js";
import { PowerCut } from "../../simulator/flash/power-cut.js";
import { TillHarness } from "./harness.js";

/** What opens the drawer, with what leads there. */
const ways = [
	{ what: "a drawer opened without a sale", before: ["menu"], last: "noSale", kind: RecordKind.noSale },
	{ what: "a cash sale", before: ["pay", "cash"], last: "exact", kind: RecordKind.sale },
] as const;

describe.each(ways)("$what", ({ before, last, kind }) => {
	function ready(): TillHarness {
		const stall = new TillHarness().openShift();
		if (kind === RecordKind.sale) stall.scan("COF");
		return stall.act(...before);
	}

	it("opens the drawer with its record on flash", () => {
		const stall = ready().act(last);
		expect(stall.drawerOpened).toBe(1);
		expect(stall.of(kind)).toHaveLength(1);
	});

	it("opens and prints nothing while the chip stores nothing", () => {
		const stall = ready();
		for (let sector = 0; sector < stall.flash.sizeBytes / stall.flash.sectorBytes; sector++)
			stall.flash.failingPrograms.add(sector);
		stall.act(last);
		expect(stall.page("fault")).toBeDefined();
		expect([stall.drawerOpened, stall.printer.printed.length]).toEqual([0, 0]);
		expect(stall.of(kind)).toEqual([]);
	});

	it("opens and prints nothing when the power fails in the write", () => {
		const stall = ready();
		stall.flash.cutPower(0, "before", () => 0);
		expect(() => stall.act(last)).toThrow(PowerCut);
		expect([stall.drawerOpened, stall.printer.printed.length]).toEqual([0, 0]);
	});
});
