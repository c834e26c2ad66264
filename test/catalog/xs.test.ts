import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCatalog } from "../../firmware/catalog/builder.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench, type XsMeasurement } from "../../simulator/engine/xs/measure.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { marketCatalog } from "./market.js";

const unavailable = await xsUnavailable();

describe.skipIf(unavailable !== undefined)("a catalog of 1,000 items on XS", () => {
	const source = marketCatalog(1_000);
	const image = buildCatalog(source);
	let xs: XsBench;
	let opened: XsMeasurement;

	beforeAll(async () => {
		const flash = new NorFlash({ sizeBytes: 589_824 });
		flash.program(0, image);
		xs = await XsBench.open(new URL("lookup-guest.ts", import.meta.url).pathname, {
			ports: { catalogFlash: flash },
		});
		opened = xs.measure("open", image.length);
	});
	afterAll(() => xs?.close());

	const worst = (name: string, values: readonly (string | number)[]): number =>
		Math.max(...values.map((value) => xs.measure(name, value).operations));

	it("finds an item in at most 4,600 operations by its SKU, 5,600 by its barcode", () => {
		const items = source.items.filter((_, i) => i % 7 === 0);
		const sku = worst(
			"find",
			items.map((item) => item.sku),
		);
		const barcode = worst(
			"find",
			items.flatMap((item) => item.barcodes),
		);
		console.log("lookupOperations", { sku, barcode });
		expect(sku).toBeLessThanOrEqual(4_600);
		expect(barcode).toBeLessThanOrEqual(5_600);
	});

	it("finds an item in another spelling in at most 12,000 operations, and none in at most 32,000", () => {
		const barcodes = source.items.filter((_, i) => i % 49 === 1).flatMap((item) => item.barcodes);
		const padded = worst(
			"find",
			barcodes.map((code) => `0${code}`),
		);
		const addOn = worst(
			"find",
			barcodes.map((code) => `${code}05`),
		);
		const unknown = worst("find", ["9506000134352", "036000291452", "049000006346", "04963406", "01234565", "no"]);
		console.log("otherSpellingOperations", { padded, addOn, unknown });
		expect(Math.max(padded, addOn)).toBeLessThanOrEqual(12_000);
		expect(unknown).toBeLessThanOrEqual(32_000);
	});

	it("reads an item by its place in at most 2,800 operations", () => {
		expect(worst("item", [0, 1, 499, 777, 999])).toBeLessThanOrEqual(2_800);
	});

	it("opens in at most 20,000 operations and keeps at most 2,600 bytes of heap", () => {
		console.log("openOperations", opened.operations, opened.heap);
		expect(opened.operations).toBeLessThanOrEqual(20_000);
		expect(opened.heap.boardBytes).toBeLessThanOrEqual(2_600);
	});

	it("computes local time at negligible cost, and keeps one transition of its time zone", () => {
		const first = xs.measure("zone", 1_780_000_000_000);
		expect(first.operations).toBeLessThanOrEqual(3_000);
		expect(first.heap.boardBytes).toBeLessThanOrEqual(160);
		expect(xs.measure("zone", 1_780_000_060_000).operations).toBeLessThanOrEqual(300);
	});
});
