// What a busy hand can pile up, on the real engine with a board's heap: one allocation too many and the board starts
// anew.
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { english } from "../../firmware/words/english.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openBenchTerminal, skuOf } from "../../tools/bench/till/bench-terminal.js";

/** Nearly as many as one record holds. */
const linesOfFullBasket = 28;
const firstParked = "Loaf of kind 0 +27";

const back = `‹ ${english.back}`;

const noXs = await xsUnavailable();
let terminal: SimulatedTerminal | undefined;
afterEach(() => terminal?.close());

class Hands {
	readonly world: World;
	readonly #terminal: SimulatedTerminal;
	#scanned = 0;

	private constructor(world: World, opened: SimulatedTerminal) {
		this.world = world;
		this.#terminal = opened;
	}

	static async open(): Promise<Hands> {
		const world = new World(1);
		terminal = await openBenchTerminal(world, "xs");
		await new Stallholder({ world, terminal }).open();
		return new Hands(world, terminal);
	}

	async scan(lines: number): Promise<void> {
		for (let line = 0; line < lines; line++) {
			this.#terminal.scan(skuOf((this.#scanned++ * 37) % 1_000));
			await this.world.pass(60);
		}
		await this.world.pass(500);
	}

	async tap(...texts: string[]): Promise<void> {
		for (const text of texts) {
			this.#terminal.tapText(text);
			await this.world.pass(700);
		}
	}
}

describe.skipIf(noXs)(`a board's heap on XS${noXs ? ` (skipped: ${noXs})` : ""}`, () => {
	it("takes a basket that is scanned full on its own page, beside as many parked ones as there may be", async () => {
		const hands = await Hands.open();
		for (let parked = 0; parked < limits.parkedSalesMax; parked++) {
			await hands.scan(linesOfFullBasket);
			await hands.tap(english.basket, english.park);
		}
		await hands.scan(1);
		await hands.tap(english.basket);
		// As many as one record holds.
		await hands.scan(30);
		// They change places: what is parked is read back while all of the other is in hand.
		await hands.tap(back, english.menu, english.parked, firstParked, english.pay, english.cash, english.exact);
		expect(terminal!.panel.shows(english.nextSale)).toBe(true);
	});

	it("keeps the maximum of open card payments of full baskets, and restores them after a power cut", async () => {
		const hands = await Hands.open();
		terminal!.cardReader.mode = "silent";
		for (let payment = 0; payment < limits.openPaymentsMax; payment++) {
			await hands.scan(linesOfFullBasket);
			await hands.tap(english.pay, english.card, back);
			await hands.world.pass(limits.readerCancelMs);
			await hands.tap(english.sellOn);
		}
		await hands.scan(linesOfFullBasket);
		await hands.tap(english.pay, english.cash, english.exact);
		expect(terminal!.panel.shows(english.nextSale)).toBe(true);
		terminal!.power(false);
		terminal!.cardReader.mode = "fine";
		terminal!.power(true);
		await hands.world.pass(3_000);
		await hands.tap(english.sellOn, english.menu, english.parked, `${english.card} ?`);
		expect(terminal!.panel.shows(english.toPay)).toBe(true);
	});

	it("takes what waits for paper, and the paper when it comes", async () => {
		const hands = await Hands.open();
		terminal!.printer.loadPaper(0);
		await hands.world.pass(1_000);
		for (let sale = 0; sale < 8; sale++) {
			await hands.scan(12);
			await hands.tap(english.pay, english.cash, english.exact, english.nextSale);
		}
		terminal!.printer.loadPaper(20_000);
		await hands.world.pass(10_000);
		expect(terminal!.panel.shows(english.menu)).toBe(true);
		expect(terminal!.printer.receipts.at(-1)?.text).toContain("Receipt 0008");
	});
});
