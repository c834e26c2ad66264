import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cashRounding, type CashRounding } from "../../firmware/core/cash-rounding.js";
import { Settlement, type SettlementOptions } from "../../firmware/pricing/settlement.js";
import { TenderKind } from "../../firmware/wire/record.js";

const seed = 20_261_128;
const euro = cashRounding("AT", "EUR");
const franc = cashRounding("CH", "CHF");
const attempt = { epoch: 1, sequence: 7 };
const settlementOf = (totalMinor: number, rounding: CashRounding): Settlement =>
	new Settlement({ totalMinor, cashRounding: rounding });

function balances(settlement: Settlement, totalMinor: number): void {
	const tendered = settlement.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
	expect(tendered).toBe(totalMinor + settlement.roundingMinor + settlement.changeMinor);
}

describe("a settlement", () => {
	it("gives change for cash", () => {
		const settlement = settlementOf(666, euro);
		expect(settlement.takeCash(2_000, undefined)).toBe(true);
		expect(settlement).toMatchObject({ isSettled: true, changeMinor: 1_334, roundingMinor: 0, restMinor: 0 });
		balances(settlement, 666);
	});

	it("takes a part back with the change that it gave, and no other", () => {
		const settlement = settlementOf(1_000, euro);
		expect(settlement.takeCash(500, 300)).toBe(true);
		expect(settlement.takeCash(400, 250)).toBe(true);
		expect(settlement).toMatchObject({ changeMinor: 350, newestChangeMinor: 150, restMinor: 450, cashMinor: 550 });
		settlement.takeBack();
		expect(settlement).toMatchObject({ changeMinor: 200, newestChangeMinor: 0, restMinor: 700, cashMinor: 300 });
		settlement.takeExact(TenderKind.card, 700, "tok", attempt);
		balances(settlement, 1_000);
	});

	it("accepts nothing if too little is given", () => {
		const settlement = settlementOf(666, euro);
		expect(settlement.takeCash(665, undefined)).toBe(false);
		expect(settlement).toMatchObject({ isSettled: false, restMinor: 666, tenders: [] });
	});

	it("rounds cash to the currency's step, up and down, and never the card amount", () => {
		for (const [total, due] of [
			[1_002, 1_000],
			[1_003, 1_005],
			[1_007, 1_005],
			[1_008, 1_010],
			[2, 0],
		] as const) {
			const settlement = settlementOf(total, franc);
			expect(settlement.exactDue(undefined)).toBe(total);
			expect(settlement.cashDue(undefined)).toBe(due);
			settlement.takeCash(due, undefined);
			expect(settlement).toMatchObject({ isSettled: true, roundingMinor: due - total, changeMinor: 0 });
			balances(settlement, total);
		}
	});

	it("accepts part in cash and the rest by card without rounding", () => {
		const settlement = settlementOf(1_003, franc);
		expect(settlement.takeCash(1_000, 502)).toBe(true);
		expect(settlement).toMatchObject({ changeMinor: 500, restMinor: 503, roundingMinor: 0, isSettled: false });
		settlement.takeExact(TenderKind.card, 503, "tok", attempt);
		expect(settlement.isSettled).toBe(true);
		balances(settlement, 1_003);
	});

	it("is settled by a part that rounds to the remaining amount or beyond it", () => {
		const settlement = settlementOf(1_004, franc);
		settlement.takeExact(TenderKind.card, 1_000, "tok", attempt);
		expect(settlement.takeCash(5, 3)).toBe(true);
		expect(settlement).toMatchObject({ isSettled: true, roundingMinor: 1, restMinor: 0, changeMinor: 0 });
		balances(settlement, 1_004);
	});

	it("accepts part by card and rounds the rest in cash", () => {
		const settlement = settlementOf(1_003, franc);
		settlement.takeExact(TenderKind.card, 500, "tok", attempt);
		expect(settlement.cashDue(undefined)).toBe(505);
		settlement.takeCash(1_000, undefined);
		expect(settlement).toMatchObject({ isSettled: true, changeMinor: 495, roundingMinor: 2 });
		balances(settlement, 1_003);
	});

	it("has a tender even for a sale of zero", () => {
		const settlement = settlementOf(0, euro);
		expect(settlement.isSettled).toBe(false);
		settlement.takeCash(0, undefined);
		expect(settlement).toMatchObject({ isSettled: true, tenders: [{ amountMinor: 0 }] });
	});

	it("rounds only the cash part of a split payment, as in the vectors", () => {
		const { split } = JSON.parse(
			readFileSync(new URL("../core/vectors/cash-rounding.json", import.meta.url), "utf8"),
		) as {
			split: {
				dueMinor: number;
				legs: { tender: string; minor?: number; dueMinor?: number; cashMinor?: number }[];
			};
		};
		const [card, cash] = split.legs;
		const settlement = settlementOf(split.dueMinor, franc);
		settlement.takeExact(TenderKind.card, card!.minor!, "tok", attempt);
		expect(settlement.restMinor).toBe(cash!.dueMinor);
		expect(settlement.cashDue(undefined)).toBe(cash!.cashMinor);
		settlement.takeCash(cash!.cashMinor!, undefined);
		expect(settlement).toMatchObject({ isSettled: true, roundingMinor: 2, changeMinor: 0 });
		balances(settlement, split.dueMinor);
	});

	it("charges five cents where the law does not allow rounding to zero", () => {
		const settlement = settlementOf(1_002, cashRounding("SK", "EUR"));
		settlement.takeExact(TenderKind.card, 1_000, "tok", attempt);
		expect(settlement.cashDue(undefined)).toBe(5);
		settlement.takeCash(10, undefined);
		expect(settlement).toMatchObject({ isSettled: true, roundingMinor: 3, changeMinor: 5 });
		balances(settlement, 1_002);
	});

	it("refers to the attempt of a card charge, and to none for cash", () => {
		const settlement = settlementOf(1_000, euro);
		settlement.takeCash(300, 300);
		settlement.takeExact(TenderKind.card, 700, "tok", { epoch: 2, sequence: 9 });
		expect(settlement.tenders).toEqual([
			{ kind: TenderKind.cash, amountMinor: 300, reference: "" },
			{ kind: TenderKind.card, amountMinor: 700, reference: "tok", attempt: { epoch: 2, sequence: 9 } },
		]);
	});

	it("continues from the payments in a record after a power cut, without changing the record's list", () => {
		const before = settlementOf(1_003, franc);
		before.takeCash(1_000, 502);
		const { tenders, roundingMinor, changeMinor } = before;
		const held = { tenders: [...tenders], roundingMinor, changeMinor };
		const after = new Settlement({ totalMinor: 1_003, cashRounding: franc, ...held });
		expect(after).toMatchObject({ restMinor: 503, changeMinor: 500, isSettled: false });
		after.takeExact(TenderKind.card, 503, "tok", attempt);
		expect(after).toMatchObject({ isSettled: true, roundingMinor: 0, changeMinor: 500 });
		expect(held.tenders).toHaveLength(1);
		balances(after, 1_003);
	});

	it("has tenders that sum to total, rounding and change, for any split and any number of power cuts", () => {
		const step = fc.record({
			isCash: fc.boolean(),
			part: fc.integer({ min: 1, max: 30_000 }),
			over: fc.integer({ min: 0, max: 5_000 }),
			isRestarted: fc.boolean(),
		});
		const places = [
			"NL/EUR",
			"BE/EUR",
			"SK/EUR",
			"FI/EUR",
			"AT/EUR",
			"CH/CHF",
			"SE/SEK",
			"HU/HUF",
			"NZ/NZD",
			"JP/JPY",
		];
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 50_000 }),
				fc.constantFrom(...places),
				fc.array(step, { maxLength: 3 }),
				(totalMinor, place, steps) => {
					const rule = cashRounding(place.slice(0, 2), place.slice(3));
					const options: SettlementOptions = { totalMinor, cashRounding: rule };
					let settlement = new Settlement(options);
					for (const { isCash, part, over, isRestarted } of steps) {
						if (settlement.isSettled) break;
						if (isCash) expect(settlement.takeCash(settlement.cashDue(part) + over, part)).toBe(true);
						else settlement.takeExact(TenderKind.card, settlement.exactDue(part), "tok", attempt);
						expect(settlement.paidMinor + settlement.restMinor).toBe(totalMinor + settlement.roundingMinor);
						const { tenders, roundingMinor, changeMinor } = settlement;
						if (isRestarted)
							settlement = new Settlement({ ...options, tenders, roundingMinor, changeMinor });
					}
					if (!settlement.isSettled) settlement.takeCash(settlement.cashDue(undefined), undefined);
					expect(settlement.isSettled).toBe(true);
					expect(Math.abs(settlement.roundingMinor)).toBeLessThanOrEqual(
						Math.max(rule.stepMinor / 2, rule.leastMinor - 1),
					);
					balances(settlement, totalMinor);
				},
			),
			{ seed, numRuns: 1_000 },
		);
	});
});
