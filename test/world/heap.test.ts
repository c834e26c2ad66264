// The most that a user can accumulate, on XS with a board's heap: a single allocation beyond it restarts the board.
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { english } from "../../firmware/words/english.js";
import { xsUnavailable } from "../../simulator/engine/open.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../simulator/fixtures/loaf-catalog.js";

/** Nearly as many lines as one record holds. */
const linesOfFullBasket = 28;
const firstParked = "Loaf of kind 0 +27";

const back = `‹ ${english.back}`;

const noXs = await xsUnavailable();
let terminal: SimulatedTerminal | undefined;
afterEach(() => terminal?.close());

class Operator {
	readonly world: World;
	readonly #terminal: SimulatedTerminal;
	#scanned = 0;

	private constructor(world: World, opened: SimulatedTerminal) {
		this.world = world;
		this.#terminal = opened;
	}

	static async open(): Promise<Operator> {
		const world = new World(1);
		terminal = await openEnrolledTerminal(world, "xs");
		await new Stallholder({ world, terminal }).open();
		return new Operator(world, terminal);
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
	it("fits a full basket scanned on its own page while the maximum of full baskets is parked", async () => {
		const operator = await Operator.open();
		for (let parked = 0; parked < limits.parkedSalesMax; parked++) {
			await operator.scan(linesOfFullBasket);
			await operator.tap(english.basket, english.park);
		}
		await operator.scan(1);
		await operator.tap(english.basket);
		// The most lines that one record holds.
		await operator.scan(30);
		// Exchanges the two: the parked basket is read back while the other is still in memory.
		await operator.tap(
			back,
			english.menu,
			english.parked,
			firstParked,
			english.pay,
			english.tenders.cash,
			english.exact,
		);
		expect(terminal!.panel.shows(english.nextSale)).toBe(true);
	});

	it("keeps the maximum of open card payments of full baskets, and restores them after a power cut", async () => {
		const operator = await Operator.open();
		terminal!.cardReader.mode = "silent";
		for (let payment = 0; payment < limits.openPaymentsMax; payment++) {
			await operator.scan(linesOfFullBasket);
			await operator.tap(english.pay, english.tenders.card, back);
			await operator.world.pass(limits.readerCancelMs);
			await operator.tap(english.sellOn);
		}
		await operator.scan(linesOfFullBasket);
		await operator.tap(english.pay, english.tenders.cash, english.exact);
		expect(terminal!.panel.shows(english.nextSale)).toBe(true);
		terminal!.power(false);
		terminal!.cardReader.mode = "fine";
		terminal!.power(true);
		await operator.world.pass(3_000);
		await operator.tap(english.sellOn, english.menu, english.parked, `${english.tenders.card} ? `);
		expect(terminal!.panel.shows(english.toPay)).toBe(true);
	});

	it("fits the tickets that wait for paper, and prints them when it is loaded", async () => {
		const operator = await Operator.open();
		terminal!.printer.loadPaper(0);
		await operator.world.pass(1_000);
		for (let sale = 0; sale < 8; sale++) {
			await operator.scan(12);
			await operator.tap(english.pay, english.tenders.cash, english.exact, english.nextSale);
		}
		terminal!.printer.loadPaper(20_000);
		await operator.world.pass(10_000);
		expect(terminal!.panel.shows(english.menu)).toBe(true);
		expect(terminal!.printer.receipts.at(-1)?.text).toContain("Receipt 0008");
	});
});
