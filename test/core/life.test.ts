import { describe, expect, it } from "vitest";
import { estimateLife } from "../../firmware/core/life.js";

const chip = {
	segmentBytes: 4_040,
	sectors: 256,
	freeBytes: 100 * 4_040,
	reservedSegments: 2,
	recordBytes: 145,
	recordsPerSale: 1,
	salesPerDay: 500,
	enduranceCycles: 100_000,
	wear: 0,
};

describe("life estimate", () => {
	it("estimates how many sales still fit, without the reserve", () => {
		expect(estimateLife(chip).salesLeft).toBe(Math.floor(98 * ((4_040 - 72.5) / 145)));
		expect(estimateLife({ ...chip, recordsPerSale: 2 }).salesLeft).toBe(
			Math.floor((98 * ((4_040 - 72.5) / 145)) / 2),
		);
		expect(estimateLife({ ...chip, freeBytes: 0 }).salesLeft).toBe(0);
	});

	it("estimates the chip's wear and its life at the current sales", () => {
		const half = estimateLife({ ...chip, wear: 50_000 });
		expect(half.wearRatio).toBe(0.5);
		expect(half.yearsLeft).toBeCloseTo(estimateLife(chip).yearsLeft / 2, 6);
		expect(estimateLife({ ...chip, salesPerDay: 1_000 }).yearsLeft).toBeCloseTo(
			estimateLife(chip).yearsLeft / 2,
			6,
		);
		expect(estimateLife({ ...chip, salesPerDay: 0 }).yearsLeft).toBe(Infinity);
		expect(estimateLife({ ...chip, wear: 200_000 })).toMatchObject({ wearRatio: 1, yearsLeft: 0 });
	});
});
