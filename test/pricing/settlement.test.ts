import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currencies } from "../../firmware/core/money.js";
import { suggestNotes } from "../../firmware/pricing/notes.js";
import { Settlement } from "../../firmware/pricing/settlement.js";

const seed = 20_261_121;
const euro = currencies.EUR!;
const franc = currencies.CHF!;

function balances(settlement: Settlement, totalMinor: number): void {
	const tendered = settlement.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
	expect(tendered).toBe(totalMinor + settlement.roundingMinor + settlement.changeMinor);
}

describe("a settlement", () => {
	it("gives change for cash", () => {
		const settlement = new Settlement(666, euro);
		expect(settlement.takeCash(2_000, undefined)).toBe(true);
		expect(settlement).toMatchObject({ isSettled: true, changeMinor: 1_334, roundingMinor: 0, restMinor: 0 });
		balances(settlement, 666);
	});

	it("takes nothing when too little is given", () => {
		const settlement = new Settlement(666, euro);
		expect(settlement.takeCash(665, undefined)).toBe(false);
		expect(settlement).toMatchObject({ isSettled: false, restMinor: 666, tenders: [] });
	});

	it("rounds cash to the step of the currency, up and down, and the card never", () => {
		for (const [total, due] of [
			[1_002, 1_000],
			[1_003, 1_005],
			[1_007, 1_005],
			[1_008, 1_010],
			[2, 0],
		] as const) {
			const settlement = new Settlement(total, franc);
			expect(settlement.cardDue(undefined)).toBe(total);
			expect(settlement.cashDue(undefined)).toBe(due);
			settlement.takeCash(due, undefined);
			expect(settlement).toMatchObject({ isSettled: true, roundingMinor: due - total, changeMinor: 0 });
			balances(settlement, total);
		}
	});

	it("takes a part in cash and the rest by card without rounding", () => {
		const settlement = new Settlement(1_003, franc);
		expect(settlement.takeCash(1_000, 502)).toBe(true);
		expect(settlement).toMatchObject({ changeMinor: 500, restMinor: 503, roundingMinor: 0, isSettled: false });
		settlement.takeCard(503, "tok");
		expect(settlement.isSettled).toBe(true);
		balances(settlement, 1_003);
	});

	it("takes a part by card and rounds what is left in cash", () => {
		const settlement = new Settlement(1_003, franc);
		settlement.takeCard(500, "tok");
		expect(settlement.cashDue(undefined)).toBe(505);
		settlement.takeCash(1_000, undefined);
		expect(settlement).toMatchObject({ isSettled: true, changeMinor: 495, roundingMinor: 2 });
		balances(settlement, 1_003);
	});

	it("says how even a sale of nothing was paid", () => {
		const settlement = new Settlement(0, euro);
		expect(settlement.isSettled).toBe(false);
		settlement.takeCash(0, undefined);
		expect(settlement).toMatchObject({ isSettled: true, tenders: [{ amountMinor: 0 }] });
	});

	it("has tenders sum to total, rounding and change, however it is split", () => {
		const step = fc.record({ isCash: fc.boolean(), part: fc.integer({ min: 1, max: 30_000 }), over: fc.integer({ min: 0, max: 5_000 }) });
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 50_000 }),
				fc.constantFrom(...Object.values(currencies)),
				fc.array(step, { maxLength: 3 }),
				(totalMinor, currency, steps) => {
					const settlement = new Settlement(totalMinor, currency);
					for (const { isCash, part, over } of steps) {
						if (settlement.isSettled) break;
						if (isCash) expect(settlement.takeCash(settlement.cashDue(part) + over, part)).toBe(true);
						else settlement.takeCard(settlement.cardDue(part), "tok");
						expect(settlement.paidMinor + settlement.restMinor).toBe(totalMinor + settlement.roundingMinor);
					}
					if (!settlement.isSettled) settlement.takeCash(settlement.cashDue(undefined), undefined);
					expect(settlement.isSettled).toBe(true);
					expect(Math.abs(settlement.roundingMinor)).toBeLessThanOrEqual(currency.cashStepMinor / 2);
					balances(settlement, totalMinor);
				},
			),
			{ seed },
		);
	});
});

describe("suggested notes", () => {
	it("are what a customer is likely to hold out", () => {
		expect(suggestNotes(666, euro)).toEqual([1_000, 2_000, 5_000, 10_000]);
		expect(suggestNotes(190, euro)).toEqual([200, 500, 1_000, 2_000]);
		expect(suggestNotes(2_350, euro)).toEqual([2_500, 3_000, 4_000, 5_000]);
		expect(suggestNotes(2_000, euro)).toEqual([2_500, 3_000, 4_000, 5_000]);
		expect(suggestNotes(1_480, currencies.JPY!)).toEqual([2_000, 5_000, 10_000]);
	});

	it("are more than the sum, ascending, and few, for every currency and sum", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), fc.constantFrom(...Object.values(currencies)), (due, currency) => {
				const notes = suggestNotes(due, currency);
				expect(notes.length).toBeLessThanOrEqual(4);
				expect(notes.every((note, i) => note > (notes[i - 1] ?? due) && note % currency.cashStepMinor === 0)).toBe(true);
			}),
			{ seed },
		);
	});
});
