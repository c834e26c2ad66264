// A terminal in virtual time, operated by touches at places on its glass, as a hand does.
import { limits } from "../../../firmware/core/limits.js";
import { type KnownRecord, RecordKind, type SaleRecord } from "../../../firmware/wire/record.js";
import { english } from "../../../firmware/words/english.js";
import { Stallholder } from "../../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";
import { openEnrolledTerminal } from "../../../simulator/fixtures/enrolled-terminal.js";
import { loafCatalog } from "../../../simulator/fixtures/loaf-catalog.js";
import { recordsOf } from "../../../simulator/terminal/till-watch.js";

/** Between two deliberate touches. */
const pauseMs = limits.tapGuardMs + 100;

/** The code of an item with this price. */
export function codeAt(priceMinor: number): string {
	const item = loafCatalog.items.find((one) => one.priceMinor === priceMinor);
	if (item === undefined) throw new Error(`no item at ${priceMinor}`);
	return item.sku;
}

export class Hands {
	readonly world: World;
	readonly terminal: SimulatedTerminal;

	private constructor(world: World, terminal: SimulatedTerminal) {
		this.world = world;
		this.terminal = terminal;
	}

	/** A till with an open shift. */
	static async open(): Promise<Hands> {
		const world = new World(1);
		const terminal = await openEnrolledTerminal(world, "v8");
		const hands = new Hands(world, terminal);
		await new Stallholder({ world, terminal }).open();
		await world.pass(pauseMs);
		return hands;
	}

	get text(): string {
		return this.terminal.panel.readText().replace(/\s+/g, " ");
	}

	get records(): KnownRecord[] {
		return recordsOf(this.terminal);
	}

	get sales(): SaleRecord[] {
		return this.records.filter((record): record is SaleRecord => record.kind === RecordKind.sale);
	}

	shows(text: string): boolean {
		return this.terminal.panel.shows(text);
	}

	async pass(durationMs: number): Promise<void> {
		await this.world.pass(durationMs);
	}

	async scan(...codes: string[]): Promise<void> {
		for (const code of codes) {
			this.terminal.scan(code);
			await this.pass(pauseMs);
		}
	}

	/** Touches these texts one after another, each once it has been seen. */
	async tap(...texts: string[]): Promise<void> {
		for (const text of texts) {
			this.terminal.tapText(text);
			await this.pass(pauseMs);
		}
	}

	/** Touches one place `count` times, from one touch to the next in `everyMs`. */
	async drum(x: number, y: number, count: number, everyMs: number): Promise<void> {
		for (let touch = 0; touch < count; touch++) {
			this.terminal.panel.tap(x, y);
			await this.pass(everyMs);
		}
	}

	async hold(text: string): Promise<void> {
		const place = this.terminal.panel.locate(text);
		this.terminal.panel.touch({ ...place, phase: "down" });
		await this.pass(1_100);
		this.terminal.panel.touch({ ...place, phase: "up" });
		await this.pass(pauseMs);
	}

	/** Top left, as on every screen that has it. */
	async back(): Promise<void> {
		this.terminal.panel.tap(20, 10);
		await this.pass(pauseMs);
	}

	/** Keys an amount in and confirms it. */
	async key(amountMinor: number): Promise<void> {
		await this.tap(...String(amountMinor), english.enter);
	}

	/** Pays a part in cash with a note that the screen offers, from the screen that asks how to pay. */
	async payPart(partMinor: number, note: string): Promise<void> {
		await this.tap(english.split);
		await this.key(partMinor);
		await this.tap(english.tenders.cash, note);
	}

	async payCard(): Promise<void> {
		await this.tap(english.tenders.card);
		this.terminal.cardReader.tap();
		await this.pass(1_500);
	}

	async restart(): Promise<void> {
		this.terminal.power(false);
		this.terminal.power(true);
		await this.pass(2_000);
	}

	/** Closes the shift, counting this cash. The screen shows the Z report. */
	async closeShift(countedMinor: number): Promise<void> {
		await this.tap(english.menu);
		await this.hold(english.closeShift);
		await this.key(countedMinor);
	}

	/** The newest closing's totals and count. */
	get closing(): Extract<KnownRecord, { kind: 6 }> {
		return this.records.filter((record) => record.kind === RecordKind.shiftClosed).at(-1)!;
	}

	close(): void {
		this.terminal.close();
	}
}
