// Simulates a stallholder who serves customers paying by card, operates the terminal by what its screen shows, and
// meets faults at every step. A customer pays once: one who leaves a payment open is not charged again, and one who was
// not charged pays again.
import { english } from "../../../firmware/words/english.js";
import type { SeededRandom } from "../../../simulator/random.js";
import type { SimulatedCardReader } from "../../../simulator/terminal/card-reader.js";
import type { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import type { World } from "../../../simulator/world.js";
import { type FaultSite, type PaymentFault, paymentFaults } from "./faults.js";

export interface CounterOptions {
	readonly world: World;
	readonly random: SeededRandom;
	/** Few items, so that customers often owe the same amount. */
	readonly items: readonly { readonly sku: string; readonly priceMinor: number }[];
	/** A new board with the terminal's name, enrolled and with a catalog. */
	readonly openBoard: () => Promise<SimulatedTerminal>;
}

export interface Customer {
	readonly dueMinor: number;
	chargedMinor: number;
}

const stepsMax = 60;
const touchMs = 350;
/** Attempts of a customer before giving up or paying cash. */
const triesMax = 4;

export class Counter implements FaultSite {
	readonly random: SeededRandom;
	readonly boards: SimulatedTerminal[] = [];
	readonly customers: Customer[] = [];
	/** Number of faults by name. */
	readonly faults = new Map<string, number>();
	/** Baskets that were cleared instead of paid. */
	voids = 0;
	readonly #options: CounterOptions;
	#terminal!: SimulatedTerminal;
	#receipt = 0;
	#charges = 0;

	constructor(options: CounterOptions) {
		this.#options = options;
		this.random = options.random;
	}

	get terminal(): SimulatedTerminal {
		return this.#terminal;
	}

	get reader(): SimulatedCardReader {
		return this.#terminal.cardReader;
	}

	/**
	 * Serves customers until the terminal has made about `attempts` payment attempts, then settles open payments as far
	 * as the reader can.
	 */
	async work(attempts: number): Promise<void> {
		await this.replaceBoard();
		while (this.attempts() < attempts) {
			await this.serve();
			this.reader.mode = "fine";
			if (this.random.chance(0.2)) await this.settleOpen();
		}
		await this.settleOpen();
	}

	async wait(durationMs: number): Promise<void> {
		await this.#options.world.pass(durationMs);
		this.assignCharges();
	}

	async chooseCard(): Promise<void> {
		await this.tap(english.tenders.card);
	}

	async holdCard(): Promise<void> {
		this.reader.tap();
		await this.wait(20);
	}

	async back(): Promise<void> {
		if (!this.#terminal.isOn) return;
		this.#terminal.panel.tap(20, 10);
		await this.wait(touchMs);
	}

	async replaceBoard(): Promise<void> {
		const before = this.boards.at(-1);
		if (before) {
			before.power(false);
			// By then the old reader has finished the charge.
			await this.wait(2_000);
			before.close();
		}
		this.#terminal = await this.#options.openBoard();
		this.#charges = 0;
		this.boards.push(this.#terminal);
		await this.toSelling();
	}

	private attempts(): number {
		return [...this.faults.values()].reduce((sum, count) => sum + count, 0);
	}

	/** Charges belong to the current customer. */
	private assignCharges(): void {
		const customer = this.customers.at(-1);
		for (; this.#charges < this.reader.charges.length; this.#charges++)
			if (customer) customer.chargedMinor += this.reader.charges[this.#charges]!.amountMinor;
	}

	private async serve(): Promise<void> {
		await this.toSelling();
		const basket = Array.from(
			{ length: 1 + this.random.below(2) },
			() => this.#options.items[this.random.below(this.#options.items.length)]!,
		);
		const customer = { dueMinor: basket.reduce((sum, { priceMinor }) => sum + priceMinor, 0), chargedMinor: 0 };
		this.customers.push(customer);
		for (let tries = 0; tries < triesMax && this.mayPay(customer); tries++) {
			const board = this.#terminal;
			if (!this.asksTender) await this.ringUp(basket.map(({ sku }) => sku));
			const outcome = await this.pay();
			if (outcome === "done" || board !== this.#terminal) return;
		}
		await this.endWithoutCard();
	}

	/** A customer whose card was charged in full does not pay again, whatever the screen says. */
	private mayPay({ chargedMinor, dueMinor }: Customer): boolean {
		return chargedMinor < dueMinor;
	}

	/**
	 * Pays once by card from the screen that asks how to pay, with or without a fault. "again": the customer still
	 * owes.
	 */
	private async pay(): Promise<"done" | "again"> {
		const receipt = this.#receipt;
		if (this.random.chance(0.15)) await this.split();
		const fault = this.chooseFault();
		this.faults.set(fault.name, (this.faults.get(fault.name) ?? 0) + 1);
		await fault.run(this);
		return await this.readOutcome(receipt);
	}

	private chooseFault(): PaymentFault {
		let at = this.random.unit() * paymentFaults.reduce((sum, { weight }) => sum + weight, 0);
		return paymentFaults.find(({ weight }) => (at -= weight) < 0) ?? paymentFaults[0]!;
	}

	/** Follows the screens until they show whether the customer has paid. */
	private async readOutcome(receipt: number): Promise<"done" | "again"> {
		for (let step = 0; step < stepsMax; step++) {
			if (!this.#terminal.isOn) {
				await this.wait(this.random.below(3_000));
				this.#terminal.power(true);
				await this.wait(1_500);
			} else if (this.shows(english.later)) {
				if (!this.shows(english.notKnownYet)) await this.wait(1_000);
				else {
					// The payment stays open and the customer leaves with the goods, without paying again.
					await this.tap(english.later);
					return "done";
				}
			} else if (this.shows(english.readerSilent)) {
				await this.tap(english.sellOn);
				return "done";
			} else if (this.shows(english.nextSale)) {
				this.noteReceipt();
				await this.tap(english.nextSale);
				return "done";
			} else if (this.shows(english.sellOn)) {
				this.noteReceipt();
				await this.tap(english.sellOn);
				return this.#receipt > receipt ? "done" : "again";
			} else if (this.shows(english.presentCard)) await this.back();
			else if (this.shows(english.split)) return "again";
			else if (this.shows(english.search)) return this.#receipt > receipt ? "done" : "again";
			else await this.wait(1_000);
		}
		throw new Error(`no outcome on the screen:\n${this.#terminal.panel.readText()}`);
	}

	/** Pays cash or voids the basket. A sale that a card has paid in part is always completed in cash. */
	private async endWithoutCard(): Promise<void> {
		if (this.asksTender) {
			const isPartPaid = this.shows(english.missing);
			if (!isPartPaid && this.random.chance(0.5)) return await this.void();
			await this.tap(english.tenders.cash);
			await this.tap(english.exact);
			await this.wait(500);
			this.noteReceipt();
		} else if (this.shows(english.basket)) await this.void();
	}

	private async void(): Promise<void> {
		if (!this.shows(english.basket)) await this.back();
		if (!this.shows(english.basket)) return;
		await this.tap(english.basket);
		await this.hold(english.voidSale);
		this.voids++;
	}

	private async split(): Promise<void> {
		await this.tap(english.split);
		for (const digit of ["1", "0", "0"]) await this.tap(digit);
		await this.tap(english.enter);
		if (!this.asksTender) await this.back();
	}

	/** Queries the reader again about every open payment; it answers now. */
	private async settleOpen(): Promise<void> {
		await this.wait(100_000);
		for (let step = 0; step < stepsMax; step++) {
			await this.toSelling();
			await this.tap(english.menu);
			await this.tap(english.parked);
			if (!this.shows(`${english.tenders.card} ? `) && !this.shows(`${english.missing} `)) break;
			this.#terminal.panel.tap(120, 80);
			await this.wait(2_000);
			if (this.asksTender) await this.endWithoutCard();
		}
		await this.toSelling();
	}

	private async ringUp(skus: readonly string[]): Promise<void> {
		await this.toSelling();
		for (const sku of skus) {
			this.#terminal.scan(sku);
			await this.wait(touchMs);
		}
		await this.tap(english.pay);
	}

	/** Goes from any screen to the favourites with an empty basket. */
	private async toSelling(): Promise<void> {
		for (let step = 0; step < stepsMax; step++) {
			const { panel } = this.#terminal;
			if (!this.#terminal.isOn) {
				this.#terminal.power(true);
				await this.wait(1_500);
			} else if (this.shows(english.later)) await this.tap(english.later);
			else if (this.shows(english.sellOn)) {
				this.noteReceipt();
				await this.tap(english.sellOn);
			} else if (this.shows(english.openShift)) await this.tap(english.openShift);
			else if (this.shows(english.nextSale)) {
				this.noteReceipt();
				await this.tap(english.nextSale);
			} else if (this.asksTender) await this.endWithoutCard();
			else if (this.shows(english.search) && this.shows(english.menu)) {
				if (!this.shows(english.basket)) return;
				await this.void();
			} else if (this.shows(english.enter)) await this.tap(english.enter);
			else if (this.shows(english.presentCard)) await this.back();
			else if (panel.shows(`‹ ${english.back}`)) await this.back();
			else await this.wait(1_000);
		}
		throw new Error(`no way back to selling from:\n${this.#terminal.panel.readText()}`);
	}

	/** Remembers the receipt number on the screen. */
	private noteReceipt(): void {
		const receipt = new RegExp(`${english.receipt} 0*(\\d+)`).exec(
			this.#terminal.panel.readText().replace(/\s+/g, " "),
		);
		if (receipt) this.#receipt = Math.max(this.#receipt, Number(receipt[1]));
	}

	/** Whether the screen asks how to pay. */
	private get asksTender(): boolean {
		return this.shows(english.split);
	}

	/** Compares the first three words only, because the screen breaks sentences into lines. */
	private shows(text: string): boolean {
		if (!this.#terminal.isOn) return false;
		return this.#terminal.panel.shows(text.split(" ").slice(0, 3).join(" "));
	}

	private async tap(text: string): Promise<void> {
		if (!this.shows(text)) return;
		this.#terminal.panel.tapText(text.split(" ").slice(0, 3).join(" "));
		await this.wait(touchMs);
	}

	private async hold(text: string): Promise<void> {
		if (!this.shows(text)) return;
		const place = this.#terminal.panel.locate(text);
		this.#terminal.panel.touch({ ...place, phase: "down" });
		await this.wait(1_100);
		if (this.#terminal.isOn) this.#terminal.panel.touch({ ...place, phase: "up" });
		await this.wait(touchMs);
	}
}
