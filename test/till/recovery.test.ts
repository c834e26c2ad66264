// What a start reads from the journal to sell on: numbers that no receipt has had, whatever is unreadable.
import { describe, expect, it } from "vitest";
import { RecordKind } from "../../firmware/wire/record.js";
import { TillHarness } from "./harness.js";

/** Makes the record that was written last unreadable. */
function damageNewest(stall: TillHarness): TillHarness {
	const { epoch, sequence } = stall.journal;
	const payload = Buffer.from(stall.journal.read(epoch, sequence)!);
	const at = Buffer.from(stall.flash.cells).indexOf(payload);
	for (let i = 0; i < payload.length; i++) stall.flash.disturb(at + i, 0x5a);
	return stall;
}

const noSale = (stall: TillHarness): TillHarness => stall.act("menu", "noSale", "back");
const numbers = (stall: TillHarness): number[] => stall.of(RecordKind.sale).map(({ document }) => document.number);

/** The number of the next receipt, after a start. */
function nextNumber(stall: TillHarness): number {
	const again = stall.reboot().act("next");
	if (again.body.kind === "closed") again.openShift();
	return numbers(again.sellCash("COF")).at(-1)!;
}

describe("the number of the next receipt", () => {
	it("is not that of an unreadable sale behind the last totals", () => {
		const first = noSale(damageNewest(new TillHarness().openShift().sellCash("TEA")));
		expect(nextNumber(first)).toBe(2);
		const third = damageNewest(new TillHarness().openShift().sellCash("COF").sellCash("TEA"));
		expect(nextNumber(noSale(third))).toBe(3);
	});

	it("leaves none out for what was unreadable before the last totals, which have all numbers", () => {
		const stall = noSale(new TillHarness().openShift().sellCash("COF"));
		damageNewest(stall).act("menu", "closeShift", "confirm", "next");
		expect(nextNumber(stall)).toBe(2);
	});
});
