// A simulated user of a terminal, who knows only what the terminal shows: reads the screen, taps and scans. After a
// power cut the first screens decide whether to ring up again or to continue with a payment.
import { limits } from "../../firmware/core/limits.js";
import { english } from "../../firmware/words/english.js";
import type { World } from "../world.js";
import type { SimulatedTerminal } from "./terminal.js";

/** The terminal lost power while the stallholder was using it. */
class PowerLost extends Error {}

/** Between two acts, and from seeing a screen to touching it: the terminal ignores touches that come sooner. */
const pauseMs = limits.tapGuardMs + 20;
const screenMsMax = 20_000;
/** The action bar: the lowest 72 of 320 pixels. */
const actionBarTop = 248;

export interface StallholderOptions {
	readonly world: World;
	readonly terminal: SimulatedTerminal;
	/** Called before each action of the user. Tests cut the power here. */
	readonly onStep?: (step: number) => void;
}

export class Stallholder {
	readonly #world: World;
	readonly #terminal: SimulatedTerminal;
	/** Completed documents that the stallholder has seen, since enrolment. */
	#receipts = 0;
	#noSales = 0;
	/** After a power cut during payment, the basket is on the screen again and has to be paid. */
	#isBackAtTender = false;
	#step = 0;
	onStep: ((step: number) => void) | undefined;

	constructor(options: StallholderOptions) {
		this.#world = options.world;
		this.#terminal = options.terminal;
		this.onStep = options.onStep;
	}

	/** Receipts seen as paid, or found saved after a power cut. */
	get receipts(): number {
		return this.#receipts;
	}

	get noSales(): number {
		return this.#noSales;
	}

	/** Switches on, reads what was saved, settles an interrupted payment, and opens a shift when none is open. */
	async open(): Promise<void> {
		await this.retry(async () => {
			if (!this.#terminal.isOn) this.#terminal.power(true);
			await this.see(english.sellOn, english.openShift, english.menu, english.pay, english.cardUnderWay);
			if (this.#terminal.panel.shows(english.cardUnderWay)) await this.settlePayment();
			else await this.dismissResumed();
			await this.openShift();
		});
	}

	/** Scans the operator's code and waits until the terminal has joined. */
	async enrol(code: string): Promise<void> {
		if (!this.#terminal.isOn) this.#terminal.power(true);
		await this.see(english.welcome);
		this.#terminal.scan(code);
		await this.see(english.openShift, english.sellOn);
	}

	/** One entry in `skus` for each unit; the same sku again raises the quantity of its line. */
	async sell(skus: readonly string[], tender: "cash" | "card"): Promise<void> {
		this.#step = 0;
		await this.untilDone(async () => {
			if (!this.#isBackAtTender) await this.ringUp(skus);
			this.#isBackAtTender = false;
			await this.tap(tender === "cash" ? english.tenders.cash : english.tenders.card);
			if (tender === "cash") {
				await this.see(english.exact);
				await this.tap(english.exact);
			} else await this.do(() => this.#terminal.cardReader.tap());
			await this.see(english.nextSale);
			await this.takePaid();
		});
	}

	async openDrawer(): Promise<void> {
		this.#step = 0;
		await this.untilDone(async () => {
			await this.toSelling();
			await this.tap(english.menu);
			await this.see(english.noSale);
			await this.tap(english.noSale);
			await this.see(english.search);
			this.#noSales++;
		});
	}

	/** Closes the shift without counting the cash. */
	async close(): Promise<void> {
		await this.retry(async () => {
			await this.toSelling();
			await this.tap(english.menu);
			await this.hold(english.closeShift);
			await this.see(english.enter, english.ok);
			await this.tap(this.#terminal.panel.shows(english.enter) ? english.enter : english.ok);
			await this.until(
				() => this.#terminal.panel.shows(english.openShift) || this.#terminal.panel.shows(english.zReport),
			);
			if (!this.#terminal.panel.shows(english.openShift)) await this.tap(english.ok);
		});
	}

	/** Repeats the work until it is done or, after a power cut, the screen says that it had been done. */
	private async untilDone(work: () => Promise<void>): Promise<void> {
		for (;;) {
			const before = { receipts: this.#receipts, noSales: this.#noSales };
			try {
				await work();
				return;
			} catch (error) {
				if (!(error instanceof PowerLost)) throw error;
				await this.open();
				if (this.#receipts > before.receipts || this.#noSales > before.noSales) return;
			}
		}
	}

	private async retry(work: () => Promise<void>): Promise<void> {
		for (;;) {
			try {
				await work();
				return;
			} catch (error) {
				if (!(error instanceof PowerLost)) throw error;
				this.#terminal.power(true);
			}
		}
	}

	/** Rings up the items, from any screen, and stops at the choice of tender. */
	private async ringUp(skus: readonly string[]): Promise<void> {
		await this.toSelling();
		for (const [i, sku] of skus.entries()) {
			await this.do(() => this.#terminal.scan(sku));
			await this.until(() => this.showsUnits(i + 1), `${i + 1} units`);
		}
		await this.tap(english.pay);
		await this.see(english.toPay);
	}

	/** Counts the receipt of a paid sale and returns to selling. */
	private async takePaid(): Promise<void> {
		this.#receipts++;
		await this.tap(english.nextSale);
		await this.see(english.menu);
	}

	/**
	 * Waits for the outcome of a card payment that a power cut interrupted: the sale is saved as paid, or the basket
	 * has to be paid again. When the outcome stays unknown, continues selling without it.
	 */
	private async settlePayment(): Promise<void> {
		const { panel } = this.#terminal;
		const isDecided = (): boolean => panel.shows(english.nextSale) || panel.shows(english.toPay);
		await this.until(() => isDecided() || panel.shows(english.wasCharged), "the outcome of the payment");
		if (panel.shows(english.nextSale)) await this.takePaid();
		else if (panel.shows(english.toPay)) this.#isBackAtTender = true;
		else {
			await this.tap(english.later);
			await this.see(english.menu);
		}
	}

	/** Reads the first screen after a boot, which names the last saved documents, and counts those not yet seen. */
	private async dismissResumed(): Promise<void> {
		const text = this.#terminal.panel.readText().replace(/\s+/g, " ");
		if (!this.#terminal.panel.shows(english.sellOn)) return;
		const receipt = new RegExp(`${english.receipt} 0*(\\d+)`).exec(text);
		if (receipt) this.#receipts = Math.max(this.#receipts, Number(receipt[1]));
		const noSale = /no-sale 0*(\d+)/.exec(text);
		if (noSale) this.#noSales = Math.max(this.#noSales, Number(noSale[1]));
		await this.pause();
		// A tag that lies on the reader may have begun a sale meanwhile.
		if (this.#terminal.panel.shows(english.sellOn)) await this.do(() => this.#terminal.tapText(english.sellOn));
		await this.see(english.openShift, english.menu);
	}

	private async openShift(): Promise<void> {
		if (!this.#terminal.panel.shows(english.openShift)) return;
		await this.tap(english.openShift);
		await this.see(english.enter, english.ok);
		await this.tap(this.#terminal.panel.shows(english.enter) ? english.enter : english.ok);
		await this.see(english.menu);
	}

	/** Returns to the favourites from any screen. */
	private async toSelling(): Promise<void> {
		for (let tries = 0; tries < 8; tries++) {
			const { panel } = this.#terminal;
			if (!this.#terminal.isOn) throw new PowerLost();
			if (panel.shows(english.sellOn)) await this.dismissResumed();
			else if (panel.shows(english.openShift)) await this.openShift();
			else if (panel.shows(english.nextSale)) await this.tap(english.nextSale);
			else if (panel.shows(english.menu) && panel.shows(english.search)) return;
			else if (panel.shows(english.back)) await this.tap(english.back);
			else if (panel.shows(english.ok)) await this.tap(english.ok);
			await this.pause();
		}
		throw new Error(`no way back to selling from:\n${this.#terminal.panel.readText()}`);
	}

	/** The action bar shows the number of units beside the total. */
	private showsUnits(count: number): boolean {
		return this.#terminal.panel.texts().some(({ text, y }) => y >= actionBarTop && text === String(count));
	}

	private async tap(text: string): Promise<void> {
		await this.pause();
		await this.do(() => this.#terminal.tapText(text));
	}

	private async hold(text: string): Promise<void> {
		await this.pause();
		await this.do(() => this.#terminal.panel.touch({ ...this.#terminal.panel.locate(text), phase: "down" }));
		await this.#world.pass(1_200);
		await this.do(() => this.#terminal.panel.touch({ ...this.#terminal.panel.locate(text), phase: "up" }));
	}

	private async do(act: () => void): Promise<void> {
		this.onStep?.(this.#step++);
		if (!this.#terminal.isOn) throw new PowerLost();
		act();
		await this.pause();
	}

	private async pause(): Promise<void> {
		const untilMs = this.#world.nowMs + pauseMs;
		await this.#world.run(() => !this.#terminal.isOn, untilMs);
		if (!this.#terminal.isOn) throw new PowerLost();
	}

	/** Waits until one of the texts can be read. */
	private async see(...texts: string[]): Promise<void> {
		await this.until(() => texts.some((text) => this.#terminal.panel.shows(text)), texts.join('" or "'));
	}

	private async until(condition: () => boolean, wanted = "a change"): Promise<void> {
		await this.#world.run(() => !this.#terminal.isOn || condition(), this.#world.nowMs + screenMsMax);
		if (!this.#terminal.isOn) throw new PowerLost();
		if (!condition())
			throw new Error(`did not see "${wanted}"; the screen shows:\n${this.#terminal.panel.readText()}`);
	}
}
