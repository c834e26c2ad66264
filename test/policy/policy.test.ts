import { describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { attemptRefusal, mayBeginPayment, maySplit } from "../../firmware/policy/payment.js";
import { isBetweenSales, mayPark, maySell, mayTrain } from "../../firmware/policy/sale.js";
import { hasPowerForUpdate } from "../../firmware/policy/update.js";

describe("policy on sales", () => {
	it("lets a sale be finished on an empty battery and none begin", () => {
		expect(maySell(false, false)).toBe(true);
		expect(maySell(true, true)).toBe(true);
		expect(maySell(true, false)).toBe(false);
	});

	it("parks as many baskets as there is room for", () => {
		expect(mayPark(limits.parkedSalesMax - 1)).toBe(true);
		expect(mayPark(limits.parkedSalesMax)).toBe(false);
	});

	it("trains between sales of an open shift only", () => {
		expect(mayTrain(true, true)).toBe(true);
		expect(mayTrain(false, true)).toBe(false);
		expect(mayTrain(true, false)).toBe(false);
	});

	it("counts a parked basket as a sale that goes on", () => {
		expect(isBetweenSales(true, 0)).toBe(true);
		expect(isBetweenSales(false, 0)).toBe(false);
		expect(isBetweenSales(true, 1)).toBe(false);
	});
});

describe("policy on payments", () => {
	it("keeps the reserved segments out of new sales", () => {
		expect(mayBeginPayment(limits.journalReservedSegments + 1)).toBe(true);
		expect(mayBeginPayment(limits.journalReservedSegments)).toBe(false);
	});

	it("refuses an attempt while too many are open, or while one could be forgotten", () => {
		expect(attemptRefusal(limits.openPaymentsMax - 1, false)).toBeUndefined();
		expect(attemptRefusal(limits.openPaymentsMax, false)).toBe("PAYMENTS_UNRESOLVED");
		expect(attemptRefusal(0, true)).toBe("UPDATE_ON_TRIAL");
		expect(attemptRefusal(limits.openPaymentsMax, true)).toBe("PAYMENTS_UNRESOLVED");
	});

	it("leaves room for the tender that takes all that is left", () => {
		expect(maySplit(limits.tendersMax - 2)).toBe(true);
		expect(maySplit(limits.tendersMax - 1)).toBe(false);
	});
});

describe("policy on updates", () => {
	it("installs on the mains, on a charger, and on a battery that is full enough", () => {
		const percent = limits.updateBatteryPercentMin;
		expect(hasPowerForUpdate(undefined)).toBe(true);
		expect(hasPowerForUpdate({ isCharging: true, percent: 1 })).toBe(true);
		expect(hasPowerForUpdate({ isCharging: false, percent })).toBe(true);
		expect(hasPowerForUpdate({ isCharging: false, percent: percent - 1 })).toBe(false);
	});
});
