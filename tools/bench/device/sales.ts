// A boot with a long journal, then sales by scan and touch, on the whole terminal on XS without a network.
import { limits } from "../../../firmware/core/limits.js";
import { english } from "../../../firmware/words/english.js";
import type { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";
import { openEnrolledTerminal } from "../../../simulator/fixtures/enrolled-terminal.js";
import { loafCount, skuOf } from "../../../simulator/fixtures/loaf-catalog.js";
import { sellUntil } from "./counter.js";

const linesPerSale = 3;
const sales = 40;
const baud = 115_200;
/** Bits per byte on the serial line: start, eight data bits, stop. */
const bitsPerByte = 10;
/** Long enough for the printer to finish and the till to become idle. */
const pauseMs = 8_720;
const handMs = 120;
/** From seeing a screen to touching it. */
const aimMs = limits.tapGuardMs + 20;
/** The smallest journal of a board, with 8 MiB of flash. */
const journalBytes = 1_048_576;
const screenMsMax = 20_000;
/** The action bar shows the number of units in the basket. */
const actionBarTop = 248;

export interface SaleFigures {
	/** Records in the journal of 1 MiB when half full. */
	readonly bootRecords: number;
	/**
	 * From power-on to the screen of favourites. Includes loading the module code, which a board does at build time.
	 */
	readonly bootOperations: number;
	/**
	 * Maximum for a sale of three lines, from the touch on Pay to the end of the last flash program call; three screens
	 * are drawn in between.
	 */
	readonly saleOperations: number;
	/** Maximum from a scan until line, count and total are on the screen. */
	readonly scanToLineOperations: number;
	readonly ticketBytes: number;
	/** Transmission time on the serial line. */
	readonly ticketSeconds: number;
	/** Until the printer confirms it; its paper moves at 100 mm/s. */
	readonly ticketSecondsConfirmed: number;
}

class Bench {
	readonly #world: World;
	readonly #terminal: SimulatedTerminal;
	/** Operations counted when the last program call on the journal's flash returned. */
	#durableAt = 0;

	constructor(world: World, terminal: SimulatedTerminal) {
		this.#world = world;
		this.#terminal = terminal;
		const { journalFlash } = terminal;
		const program = journalFlash.program.bind(journalFlash);
		journalFlash.program = (offset, bytes) => {
			program(offset, bytes);
			this.#durableAt = this.operations;
		};
	}

	get operations(): number {
		return this.#terminal.meters!.operations;
	}

	async boot(): Promise<number> {
		this.#terminal.power(true);
		// After a power loss the till shows the last sale first.
		await this.see(() => this.#terminal.panel.shows(english.sellOn));
		const before = this.operations;
		await this.#world.pass(aimMs);
		// Upkeep while the hand aims is not part of the boot.
		const idleOperations = this.operations - before;
		this.#terminal.tapText(english.sellOn);
		await this.#world.pass(handMs);
		await this.see(() => this.#terminal.panel.shows(english.menu));
		return this.operations - idleOperations;
	}

	async scan(sku: string, units: number): Promise<number> {
		const before = this.operations;
		const { panel } = this.#terminal;
		this.#terminal.scan(sku);
		await this.see(() => panel.texts().some(({ text, y }) => y >= actionBarTop && text === String(units)));
		return this.operations - before;
	}

	async pay(): Promise<number> {
		const { panel } = this.#terminal;
		const before = this.operations;
		await this.tap(english.pay);
		await this.see(() => panel.shows(english.toPay));
		await this.tap(english.tenders.cash);
		await this.see(() => panel.shows(english.exact));
		await this.tap(english.exact);
		await this.see(() => panel.shows(english.nextSale));
		return this.#durableAt - before;
	}

	/** Waits until the ticket is confirmed, measures it, and continues to the next sale. */
	async ticket(): Promise<{ readonly bytes: number; readonly seconds: number }> {
		const { panel, printer } = this.#terminal;
		const beganMs = this.#world.nowMs;
		await this.see(() => panel.readText().includes(`· ${english.printed}`));
		const ticket = { bytes: printer.receivedCount, seconds: (this.#world.nowMs - beganMs) / 1_000 };
		await this.tap(english.nextSale);
		await this.#world.pass(pauseMs);
		return ticket;
	}

	private async tap(text: string): Promise<void> {
		await this.#world.pass(aimMs);
		this.#terminal.tapText(text);
		await this.#world.pass(handMs);
	}

	private async see(shown: () => boolean): Promise<void> {
		await this.#world.run(shown, this.#world.nowMs + screenMsMax);
		if (!shown())
			throw new Error(
				`the expected screen did not appear; the screen shows:\n${this.#terminal.panel.readText()}`,
			);
	}
}

export async function measureSales(): Promise<SaleFigures> {
	const world = new World(1);
	const terminal = await openEnrolledTerminal(world, "xs", { journalBytes });
	try {
		const bootRecords = sellUntil(terminal, journalBytes / 2);
		const bench = new Bench(world, terminal);
		const bootOperations = await bench.boot();
		let saleOperations = 0;
		let scanToLineOperations = 0;
		let ticketBytes = 0;
		let ticketSecondsConfirmed = 0;
		for (let sale = 0; sale < sales; sale++) {
			for (let line = 0; line < linesPerSale; line++) {
				const sku = skuOf((sale * 7 + line * 331) % loafCount);
				scanToLineOperations = Math.max(scanToLineOperations, await bench.scan(sku, line + 1));
			}
			const received = terminal.printer.receivedCount;
			saleOperations = Math.max(saleOperations, await bench.pay());
			const ticket = await bench.ticket();
			ticketBytes = Math.max(ticketBytes, ticket.bytes - received);
			ticketSecondsConfirmed = Math.max(ticketSecondsConfirmed, ticket.seconds);
		}
		const ticketSeconds = (ticketBytes * bitsPerByte) / baud;
		return {
			bootRecords,
			bootOperations,
			saleOperations,
			scanToLineOperations,
			ticketBytes,
			ticketSeconds,
			ticketSecondsConfirmed,
		};
	} finally {
		terminal.close();
	}
}
