import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { Panel } from "../../simulator/peripherals/panel/panel.js";
import { qrEncoder } from "../../simulator/peripherals/qr-encoder.js";
import { textRaster } from "../../simulator/peripherals/text-raster.js";
import { cashSale } from "../drivers/tickets.js";
import { bodies, menu, troubledStatus, view } from "../../simulator/fixtures/views.js";

const unavailable = await xsUnavailable();
const fullestMax = 60_000;
const lineMax = 10_000;
const scanMax = 12_000;

describe.skipIf(unavailable !== undefined)("screens on XS", () => {
	const panel = new Panel();
	let xs: XsBench;

	beforeAll(async () => {
		xs = await XsBench.open(new URL("../../simulator/fixtures/screens-guest.ts", import.meta.url).pathname, {
			ports: { renderer: panel, fonts: panel.fonts, qrEncoder, textRaster },
		});
		xs.call("open");
	});
	afterAll(() => xs?.close());

	it("draws every screen, also the fullest, in at most 60,000 operations", () => {
		const costs = Object.entries(bodies).map(([name, body]) => {
			xs.call("prepare", JSON.stringify(view(body, troubledStatus)));
			return { name, operations: xs.measure("draw").operations };
		});
		costs.sort((one, other) => other.operations - one.operations);
		console.log("screenOperations", costs.slice(0, 6));
		expect(costs[0]?.operations).toBeLessThanOrEqual(fullestMax);
	});

	it("draws one changed line in at most 10,000 operations", () => {
		const body = bodies["basket"];
		if (body?.kind !== "basket") throw new Error("no basket");
		xs.call("prepare", JSON.stringify(view(body)));
		xs.call("draw");
		const lines = body.lines.map((line, index) =>
			index === 1 ? { ...line, quantity: 2, amountMinor: 520 } : line,
		);
		xs.call("prepare", JSON.stringify(view({ ...body, lines, totalMinor: 926 })));
		const { operations } = xs.measure("draw");
		console.log("changedLineOperations", operations);
		expect(operations).toBeLessThanOrEqual(lineMax);
		expect(panel.readText()).toContain("2 × Coffee  5.20");
		const again = xs.measure("draw");
		console.log("unchangedOperations", again.operations);
	});

	it("draws what a scan changes (line, count and total) in at most 12,000 operations", () => {
		const body = bodies["sell"];
		if (body?.kind !== "sell") throw new Error("no sell");
		xs.call("prepare", JSON.stringify(view(body)));
		xs.call("draw");
		const last = { quantity: 1, name: "Tea", amountMinor: 180, isPromotion: false };
		xs.call("prepare", JSON.stringify(view({ ...body, units: 5, totalMinor: 920, last })));
		const { operations } = xs.measure("draw");
		console.log("sellChangedOperations", operations);
		expect(operations).toBeLessThanOrEqual(scanMax);
	});

	it("turns a touch into an action in at most 10,000 operations, including feedback", () => {
		xs.call("prepare", JSON.stringify(view(bodies["sell"] ?? menu)));
		xs.call("draw");
		const touch = xs.measure("touch", 60, 90);
		console.log("touchOperations", touch.operations);
		expect(touch.result).toBe(JSON.stringify({ kind: "item", index: 0 }));
		expect(touch.operations).toBeLessThanOrEqual(lineMax);
	});

	it("encodes a ticket of three lines", () => {
		xs.call("prepareTicket", JSON.stringify(cashSale));
		const { operations, result, peak } = xs.measure("encode");
		console.log("ticketOperations", operations, "ticketBytes", result, "peak", peak.boardBytes);
		expect(operations).toBeLessThanOrEqual(300_000);
	});

	it("keeps no heap between screens", () => {
		const show = (name: string): void => {
			xs.call("prepare", JSON.stringify(view(bodies[name] ?? menu)));
			xs.call("draw");
		};
		for (const name of ["sell", "basket", "sell"]) show(name);
		const before = xs.heap;
		for (let round = 0; round < 5; round++) for (const name of Object.keys(bodies)) show(name);
		show("sell");
		expect(xs.heap.slots - before.slots).toBeLessThanOrEqual(40);
	});
});
