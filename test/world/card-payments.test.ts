// Power cuts at every moment of a card payment, after which the sale continues as the screen says: one sale, one
// charge, and each counted once.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import { type KnownRecord, RecordKind, type SaleRecord } from "../../firmware/wire/record.js";
import { cutModes } from "../../simulator/flash/power-cut.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../simulator/fixtures/loaf-catalog.js";
import { recordsOf } from "../../simulator/terminal/till-watch.js";

let terminal: SimulatedTerminal | undefined;
afterEach(() => terminal?.close());

const isSale = (record: KnownRecord): record is SaleRecord => record.kind === RecordKind.sale;

async function open(): Promise<{ world: World; terminal: SimulatedTerminal; stallholder: Stallholder }> {
	const world = new World(1);
	terminal = await openEnrolledTerminal(world, "v8");
	const stallholder = new Stallholder({ world, terminal });
	await stallholder.open();
	await stallholder.sell([skuOf(1)], "cash");
	return { world, terminal, stallholder };
}

/** A sale by card with a fault in it, then one without. */
async function sellThrough(stallholder: Stallholder): Promise<void> {
	await stallholder.sell([skuOf(2), skuOf(3)], "card");
	stallholder.onStep = undefined;
	await stallholder.sell([skuOf(4)], "card");
}

function expectOnce(one: SimulatedTerminal, stallholder: Stallholder): void {
	const sales = recordsOf(one).filter(isSale);
	expect(sales.map(({ document }) => document.number)).toEqual([1, 2, 3]);
	expect(sales.map(({ lines }) => lines.map(({ sku }) => sku))).toEqual([
		[skuOf(1)],
		[skuOf(2), skuOf(3)],
		[skuOf(4)],
	]);
	const [, ...byCard] = sales;
	expect(one.cardReader.charges.map(({ amountMinor }) => amountMinor)).toEqual(
		byCard.map(({ document }) => document.totalMinor),
	);
	expect(one.cardReader.charges.map(({ reference }) => reference)).toEqual(
		byCard.map(({ tenders }) => tenders[0]!.reference),
	);
	expect(stallholder.receipts).toBe(3);
}

describe("a power cut in a card sale", () => {
	// Two scans, pay, card, the card itself, next sale.
	it.each([0, 1, 2, 3, 4, 5])("before step %i leaves one sale and one charge", async (at) => {
		const { terminal, stallholder } = await open();
		let cuts = 0;
		stallholder.onStep = (step) => {
			if (step !== at || cuts > 0) return;
			cuts++;
			terminal.power(false);
		};
		await sellThrough(stallholder);
		expect(cuts).toBe(1);
		expectOnce(terminal, stallholder);
	});

	// The reader takes 400 ms to charge; it keeps the charge even if the terminal loses power.
	it.each([20, 120, 250, 390, 405, 420, 600])(
		"%i ms after the card was held leaves one sale and one charge",
		async (afterMs) => {
			const { world, terminal, stallholder } = await open();
			stallholder.onStep = (step) => {
				if (step !== 4) return;
				stallholder.onStep = undefined;
				world.schedule(afterMs, () => terminal.power(false));
			};
			await sellThrough(stallholder);
			expectOnce(terminal, stallholder);
		},
	);

	it("while the reader completes alone and is queried later, leaves one sale and one charge", async () => {
		const { world, terminal, stallholder } = await open();
		terminal.cardReader.goesOnAlone = true;
		stallholder.onStep = (step) => {
			if (step !== 4) return;
			stallholder.onStep = undefined;
			terminal.power(false);
			terminal.cardReader.tap();
			world.schedule(5_000, () => terminal.power(true));
		};
		await sellThrough(stallholder);
		expectOnce(terminal, stallholder);
	});

	// Attempt and sale take one program call each, and more where a segment begins.
	it.each([0, 1, 2].flatMap((skip) => cutModes.map((mode) => [skip, mode] as const)))(
		"during write %i, cut in mode %s, leaves one sale and one charge",
		async (skip, mode) => {
			const { world, terminal, stallholder } = await open();
			terminal.journalFlash.cutPower(skip, mode, () => world.random.unit());
			await sellThrough(stallholder);
			terminal.journalFlash.powerOn();
			expectOnce(terminal, stallholder);
		},
	);
});

describe("a reader that does not answer", () => {
	it("after a power cut does not block the till: its payment stays open and later completes its sale", async () => {
		const { world, terminal, stallholder } = await open();
		const { panel, cardReader } = terminal;
		stallholder.onStep = (step) => {
			if (panel.shows(english.later)) cardReader.mode = "fine";
			if (step !== 4 || cardReader.charges.length > 0) return;
			cardReader.tap();
			world.schedule(200, () => {
				terminal.power(false);
				cardReader.mode = "silent";
			});
		};
		await sellThrough(stallholder);
		const [first, second, third] = cardReader.charges.map(({ reference }) => reference);
		const references = (): string[] =>
			recordsOf(terminal)
				.filter(isSale)
				.map(({ tenders }) => tenders[0]!.reference);
		// The customer has paid again with another card.
		expect(references()).toEqual(["", second, third]);
		for (const text of [english.menu, english.parked, `${english.tenders.card} ? `]) {
			terminal.tapText(text);
			await world.pass(700);
		}
		expect(panel.shows(english.nextSale)).toBe(true);
		expect(references()).toEqual(["", second, third, first]);
		expect(recordsOf(terminal).at(-1)).toMatchObject({
			document: { number: 4 },
			lines: [{ sku: skuOf(2) }, { sku: skuOf(3) }],
		});
	});
});
