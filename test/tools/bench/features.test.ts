import { beforeAll, describe, expect, it } from "vitest";
import { features } from "../../../firmware/terminal/features.js";
import { xsUnavailable } from "../../../simulator/engine/xs/machine.js";
import { type FeatureFigures, measureFeatures } from "../../../tools/bench/device/features.js";

const unavailable = await xsUnavailable();

describe.skipIf(unavailable !== undefined)("the list of features, on XS", () => {
	let measured: readonly FeatureFigures[];

	beforeAll(async () => {
		measured = await measureFeatures();
	});

	it.each(features)("states the cost of $name: not below the measurement, and at most a tenth above it", (stated) => {
		const figures = measured.find(({ name }) => name === stated.name);
		if (!figures) throw new Error("not measured");
		for (const figure of ["heapBytes", "operations", "imageBytes"] as const) {
			expect(stated[figure], figure).toBeGreaterThanOrEqual(figures[figure]);
			// A slot is the smallest difference of heap sizes.
			expect(stated[figure], figure).toBeLessThanOrEqual(figures[figure] * 1.1 + 16);
		}
	});
});
