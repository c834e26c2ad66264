// All that a terminal does in a day, on XS with a given heap and a host in this process: it joins, pulls its catalog,
// boots, sells with the printer going, loses its power while a card is charged, leaves a payment open, falls behind
// without a network, ships, prints its report.
import { english } from "../../../firmware/words/english.js";
import { Host } from "../../../host/compose/single.js";
import type { BoardHeap } from "../../../simulator/engine/xs-machine.js";
import { XsAbort } from "../../../simulator/engine/xs/machine.js";
import { dialInProcess } from "../../../simulator/network/dialer.js";
import type { CardReaderMode } from "../../../simulator/terminal/card-reader.js";
import { Stallholder } from "../../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";
import { benchCatalog, benchItems, skuOf } from "../till/stall.js";

const boardSlotBytes = 16;
const salesOnline = 6;
const salesOffline = 24;
/** As many as a basket of one record holds. */
const linesOfLargeSale = 20;
const largeBasket = Array.from({ length: linesOfLargeSale }, (_, line) => skuOf(line * 31));
/** While the reader talks to its bank. */
const cutAfterMs = 200;
const quietMs = 120_000;
const shipMsMax = 600_000;

export interface DayFigures {
	readonly heapIdleBytesOnline: number;
	readonly heapIdleBytesOffline: number;
	/** What a `creation` must give to the stack at least. */
	readonly stackSlots: number;
}

function catalogCsv(): Buffer {
	const rows = benchCatalog.items.map(({ sku, name, category, priceMinor, taxClass }) =>
		[sku, name, category, priceMinor, benchCatalog.currency, taxClass].join(","),
	);
	return Buffer.from(`sku,name,category,price_minor,currency,tax_class\n${rows.join("\n")}\n`);
}

export class MarketDay {
	readonly #world: World;
	readonly #host: Host;
	readonly #terminal: SimulatedTerminal;
	readonly #hands: Stallholder;
	readonly #crash: { error?: unknown };
	#stackSlots = 0;

	private constructor(world: World, host: Host, terminal: SimulatedTerminal, crash: { error?: unknown }) {
		this.#world = world;
		this.#host = host;
		this.#terminal = terminal;
		this.#crash = crash;
		this.#hands = new Stallholder({ world, terminal });
	}

	static async open(heap: BoardHeap): Promise<MarketDay> {
		const world = new World(1);
		const { headerLines, taxClasses } = benchCatalog;
		const host = await Host.open({
			dataDir: undefined,
			logLevel: "silent",
			settings: { headerLines, taxClasses, zone: "Europe/London" },
		});
		const crash: { error?: unknown } = {};
		try {
			await host.publishCatalog(catalogCsv());
			const terminal = await SimulatedTerminal.create({
				world,
				engine: "xs",
				wallOriginMs: Date.UTC(2026, 5, 1, 9),
				pixels: false,
				tagReader: true,
				heap,
				// As a board has one; full all day, so that it only costs what it always costs.
				battery: { capacityMilliampHours: 3_000, charge: 1, isCharging: true },
				dialer: dialInProcess((stream) => host.attach(stream)),
				onCrash: (error) => {
					crash.error = error;
					world.fail(error);
				},
			});
			return new MarketDay(world, host, terminal, crash);
		} catch (error) {
			await host.close();
			throw error;
		}
	}

	/** The heap was too small for the day, or for loading the firmware. */
	get ranOutOfMemory(): boolean {
		return this.#crash.error instanceof XsAbort && this.#crash.error.reason === "out of memory";
	}

	async run(): Promise<DayFigures> {
		const [world, terminal, hands] = [this.#world, this.#terminal, this.#hands];
		await hands.enrol((await this.#host.enrol("t1", "Corner")).code);
		await world.pass(quietMs);
		await hands.open();
		await this.sell(salesOnline);
		await this.reboot();
		await hands.sell(largeBasket, "cash");
		await this.cutWhileCharging("fine");
		await this.cutWhileCharging("silent");
		terminal.link.mode = "off";
		await this.sell(salesOffline);
		await world.pass(quietMs);
		const heapIdleBytesOffline = this.idleBytes();
		terminal.link.mode = "on";
		await hands.sell([skuOf(1), skuOf(2), skuOf(3)], "cash");
		await world.run(() => terminal.queued === 0 && terminal.panel.readText() !== "", world.nowMs + shipMsMax);
		await this.sell(salesOnline);
		await world.pass(quietMs);
		const heapIdleBytesOnline = this.idleBytes();
		const sold = salesOnline + 3 + salesOffline + 1 + salesOnline;
		const { sales } = await this.#host.ledger();
		if (sales !== sold) throw new Error(`the host has ${sales} sales of ${sold}`);
		await hands.close();
		await world.pass(quietMs);
		this.idleBytes();
		return { heapIdleBytesOnline, heapIdleBytesOffline, stackSlots: this.#stackSlots };
	}

	async close(): Promise<void> {
		this.#terminal.close();
		await this.#host.close();
	}

	private async sell(sales: number): Promise<void> {
		for (let sale = 0; sale < sales; sale++) {
			const skus = [0, 331, 662].map((offset) => skuOf((sale * 7 + offset) % benchItems));
			await this.#hands.sell(skus, sale % 3 === 2 ? "card" : "cash");
		}
	}

	private async reboot(): Promise<void> {
		this.idleBytes();
		this.#terminal.power(false);
		await this.#world.pass(1_000);
		await this.#hands.open();
	}

	/**
	 * A large sale by card. Where the reader is silent from then on, its payment stays open, and the customer pays
	 * again.
	 */
	private async cutWhileCharging(mode: CardReaderMode): Promise<void> {
		const { panel, cardReader } = this.#terminal;
		let isCut = false;
		this.#hands.onStep = () => {
			if (panel.shows(english.later)) cardReader.mode = "fine";
			if (isCut || !cardReader.isWaiting) return;
			isCut = true;
			cardReader.tap();
			this.#world.schedule(cutAfterMs, () => {
				this.idleBytes();
				this.#terminal.power(false);
				cardReader.mode = mode;
			});
		};
		await this.#hands.sell(largeBasket, "card");
		this.#hands.onStep = undefined;
	}

	/** Collects first. */
	private idleBytes(): number {
		const { heapSlots, heapChunkBytes, peakStackSlots } = this.#terminal.meters!;
		this.#stackSlots = Math.max(this.#stackSlots, peakStackSlots);
		return heapSlots * boardSlotBytes + heapChunkBytes;
	}
}
