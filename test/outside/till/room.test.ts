// Issue 12, number 5: the room for sales that the till states and the one that its dumped journal is said to have
// differed by a factor of two.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../../firmware/words/english.js";
import { stats } from "../../../tools/journal/stats.js";
import { skuOf } from "../../../simulator/fixtures/loaf-catalog.js";
import { captured } from "../../tools/command-output.js";
import { Counter } from "./counter.js";

let counter: Counter | undefined;
afterEach(() => {
	counter?.close();
	counter = undefined;
});

/** As on the status page of the terminal. */
async function stated(counter: Counter): Promise<number> {
	await counter.tap(english.menu, english.queue);
	const room = Number(new RegExp(`${english.roomForSales} {2}(\\d+)`).exec(counter.text)?.[1]);
	await counter.tap(english.ok);
	return room;
}

async function dumped({ terminal }: Counter): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), "tillmark-room-"));
	try {
		await writeFile(join(folder, "journal.bin"), terminal.journalFlash.cells);
		const { out } = await captured(() => stats.run([join(folder, "journal.bin"), "--json"]));
		return (JSON.parse(out) as { salesLeft: number }).salesLeft;
	} finally {
		await rm(folder, { recursive: true });
	}
}

describe("the room for sales", () => {
	it("is one number on the till and from its dumped journal, with and without other records", async () => {
		counter = await Counter.open({ journalBytes: 131_072 });
		expect(await stated(counter)).toBe(await dumped(counter));
		for (let sale = 0; sale < 40; sale++) {
			await counter.scan(skuOf(1), skuOf(sale + 2), skuOf(3 * sale + 50));
			await counter.tap(english.pay, english.tenders.cash, english.exact, english.nextSale);
			if (sale % 2 === 0) await counter.tap(english.menu, english.noSale);
			if (sale % 13 === 0) expect(await stated(counter), `sale ${sale}`).toBe(await dumped(counter));
		}
		expect(await stated(counter)).toBe(await dumped(counter));
	});

	it("holds: as many sales fit", async () => {
		counter = await Counter.open({ journalBytes: 65_536 });
		const sell = async (): Promise<void> => {
			await counter!.scan(skuOf(1), skuOf(2), skuOf(3));
			await counter!.tap(english.pay);
			if (!counter!.shows(english.tenders.cash)) return;
			await counter!.tap(english.tenders.cash, english.exact, english.nextSale);
		};
		for (let sale = 0; sale < 40; sale++) await sell();
		const room = await stated(counter);
		expect(room).toBeGreaterThan(50);
		let sold = 0;
		for (; sold < 2 * room && !counter.sentence.includes("full of sales"); sold++) await sell();
		expect(sold / room).toBeGreaterThan(0.9);
		expect(sold / room).toBeLessThan(1.15);
	});
});
