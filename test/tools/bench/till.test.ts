import { expect, it } from "vitest";
import { xsUnavailable } from "../../../simulator/engine/open.js";
import { measureParts } from "../../../tools/bench/till/parts.js";

const unavailable = await xsUnavailable();

it.skipIf(unavailable !== undefined)(
	"measures the parts of a sale on XS reproducibly and within a board's limits",
	async () => {
		const figures = await measureParts();
		expect(await measureParts()).toEqual(figures);
		// 10,000 operations are about 3 ms on an ESP32.
		expect(figures["operationsPerAppend"]).toBeLessThan(8_000);
		expect(figures["operationsPerBatchRecord"]).toBeLessThan(15_000);
		expect(figures["parts"]).toMatchObject({
			append: { slotsKept: 0, boardBytesKept: 0 },
			encodeSale: { slotsKept: 0, boardBytesKept: 0 },
		});
	},
);
