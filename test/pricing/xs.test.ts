import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TaxMode } from "../../firmware/wire/record.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import * as node from "./price-guest.js";

const unavailable = await xsUnavailable();

describe.skipIf(unavailable !== undefined)("pricing on XS", () => {
	let xs: XsBench;
	beforeAll(async () => {
		xs = await XsBench.open(new URL("price-guest.ts", import.meta.url).pathname);
	});
	afterAll(() => xs?.close());

	function measure(...basket: Parameters<typeof node.fill>): { operations: number; slots: number } {
		xs.call("fill", ...basket);
		xs.call("run", 0);
		const { operations, peak } = xs.measure("run", 0);
		return { operations, slots: peak.slots };
	}

	it("prices 40 lines of one tax in 2,500 operations and 40 slots, as on every scan", () => {
		const { operations, slots } = measure(40, 1, 1, 0);
		expect(operations).toBeLessThanOrEqual(2_500);
		expect(slots).toBeLessThanOrEqual(40);
	});

	it("prices 40 lines of three taxes and a promotion in 7,600 operations, with two rates per line in 14,000", () => {
		expect(measure(40, 3, 1, 1).operations).toBeLessThanOrEqual(7_600);
		expect(measure(40, 3, 2, 1).operations).toBeLessThanOrEqual(14_000);
	});

	it("gives the same results as Node, in either tax mode", () => {
		const baskets: Parameters<typeof node.fill>[] = [
			[40, 1, 1, 0],
			[40, 3, 2, 1],
			[17, 4, 2, 2],
			[0, 1, 1, 1],
		];
		for (const basket of baskets)
			for (const mode of [TaxMode.inclusive, TaxMode.exclusive]) {
				xs.call("fill", ...basket);
				xs.call("run", mode);
				node.fill(...basket);
				node.run(mode);
				expect(xs.call("kept")).toBe(node.kept());
			}
	});

	it("finds currencies, symbols, rounding rules and notes as Node does", () => {
		for (const [name, ...values] of [
			["currency", "EUR"],
			["currency", "ZWG"],
			["currency", "XXX"],
			["symbol", "ZAR"],
			["symbol", "CZK"],
			["rounding", "SK", "EUR"],
			["notes", "CZK", 12_300],
			["notes", "IDR", 2_500_000],
		] as const) {
			xs.call(name, ...values);
			(node[name] as (...each: unknown[]) => void)(...values);
			expect(xs.call("kept")).toBe(node.kept());
			expect(xs.measure(name, ...values).operations).toBeLessThan(2_500);
		}
	});
});
