import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { storeCatalog } from "../../simulator/fixtures/stored-catalog.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";
import { marketCatalog } from "../catalog/market.js";

const unavailable = await xsUnavailable();
const source = marketCatalog(1_000);

describe.skipIf(unavailable !== undefined)("a till on XS, 1,000 items, three lines a sale", () => {
	let xs: XsBench;
	const skus = [3, 444, 998].map((index) => source.items[index]!.barcodes[0] ?? source.items[index]!.sku);

	beforeAll(async () => {
		const catalogFlash = new NorFlash({ sizeBytes: 589_824 });
		storeCatalog(catalogFlash, { ...source, promotions: [] });
		const journalFlash = new NorFlash({ sizeBytes: 1_048_576 });
		xs = await XsBench.open(new URL("till-guest.ts", import.meta.url).pathname, {
			ports: { catalogFlash, journalFlash, digest: nodeDigest },
		});
		xs.call("openJournal");
		xs.call("boot");
		xs.call("act", "openShift", "confirm");
		for (let i = 0; i < 70; i++) sell();
	});
	afterAll(() => xs?.close());

	function sell(): void {
		for (const sku of skus) xs.call("scan", sku);
		xs.call("act", "pay", "cash", "exact", "next");
		xs.call("idle");
	}

	it("rings up a scanned code in at most 25,000 operations", () => {
		const operations = skus.map((sku) => xs.measure("scan", sku).operations);
		for (const each of operations) expect(each).toBeLessThanOrEqual(25_000);
	});

	it("completes a sale from pay to durable in at most 160,000 operations", () => {
		const measured = [xs.measure("act", "pay"), xs.measure("act", "cash"), xs.measure("act", "exact")];
		expect(measured.reduce((sum, each) => sum + each.operations, 0)).toBeLessThanOrEqual(160_000);
		expect(JSON.parse(String(xs.call("view")))).toMatchObject({ kind: "paid", receiptNumber: 71 });
		xs.call("act", "next");
	});

	it("leaves nothing on the heap after a sale", () => {
		sell();
		const before = xs.heap;
		for (let i = 0; i < 10; i++) sell();
		expect(xs.heap.slots - before.slots).toBeLessThanOrEqual(40);
	});

	it("boots a till with 60 records of an open shift in a quarter of a boot's budget", () => {
		for (let i = 0; i < 45; i++) sell();
		const measured = xs.measure("boot");
		expect(measured.operations).toBeLessThanOrEqual(750_000);
		expect(JSON.parse(String(xs.call("view")))).toMatchObject({ kind: "resumed", last: "sale" });
	});

	it("asks a card and records its answer, both durable, in at most 80,000 operations", () => {
		xs.call("act", "next");
		for (const sku of skus) xs.call("scan", sku);
		xs.call("act", "pay");
		const measured = [xs.measure("act", "card"), xs.measure("answer", "approved")];
		expect(measured.reduce((sum, each) => sum + each.operations, 0)).toBeLessThanOrEqual(80_000);
		expect(JSON.parse(String(xs.call("view")))).toMatchObject({ kind: "paid", tender: "card" });
		xs.call("act", "next");
	});

	it("leaves nothing on the heap after a sale, by cash, by card, or parked in between", () => {
		const all = (): void => {
			sell();
			for (const sku of skus) xs.call("scan", sku);
			xs.call("act", "basket", "park", "parked", JSON.stringify({ kind: "recall", index: 0 }), "pay", "card");
			xs.call("answer", "declined");
			xs.call("act", "card");
			xs.call("answer", "approved");
			xs.call("act", "next");
		};
		xs.call("idle");
		all();
		const before = xs.heap;
		for (let i = 0; i < 10; i++) all();
		expect(xs.heap.slots - before.slots).toBeLessThanOrEqual(40);
		// Attempts, outcomes and parked baskets precede it as well as sales.
		expect(xs.measure("boot").operations).toBeLessThanOrEqual(1_000_000);
	});
});
