// A terminal's day on XS with a given heap and a host in this process: it enrols, downloads its catalog, boots, sells
// with the printer running, loses power while a card is charged, leaves a payment open, queues sales without a network,
// synchronises, and prints its report.
import { english } from "../../../firmware/words/english.js";
import { Host } from "../../../host/compose/single.js";
import { XsAbort } from "../../../simulator/engine/xs/machine.js";
import { dialInProcess } from "../../../simulator/network/dialer.js";
import type { CardReaderMode } from "../../../simulator/terminal/card-reader.js";
import { Stallholder } from "../../../simulator/terminal/stallholder.js";
import { SimulatedTerminal, type SimulatedTerminalOptions } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";
import { loafCatalog, loafCount, skuOf } from "../../../simulator/fixtures/loaf-catalog.js";

const boardSlotBytes = 16;
const salesOnline = 6;
const salesOffline = 24;
/** The most lines that one record's basket holds. */
const linesOfLargeSale = 20;
const largeBasket = Array.from({ length: linesOfLargeSale }, (_, line) => skuOf(line * 31));
/** While the card reader waits for its bank. */
const cutAfterMs = 200;
const quietMs = 120_000;
const shipMsMax = 600_000;
/** A session opens and catalog and acks arrive in less. */
const connectMs = 10_000;

export interface DayFigures {
	readonly heapIdleBytesOnline: number;
	readonly heapIdleBytesOffline: number;
	/** The least stack size that a `creation` must set. */
	readonly stackSlots: number;
	/** The most operations from entering the firmware until it returned; loading the modules excluded. */
	readonly longestTurnOperations: number;
}

export interface CollectionFigures {
	readonly collectionsConnect: number;
	readonly collectionsShift: number;
	readonly collectionsSale: number;
}

export function catalogCsv(): Buffer {
	const rows = loafCatalog.items.map(({ sku, name, category, priceMinor, taxClass }) =>
		[sku, name, category, priceMinor, loafCatalog.currency, taxClass].join(","),
	);
	return Buffer.from(`sku,name,category,price_minor,currency,tax_class\n${rows.join("\n")}\n`);
}

/** The fixed heap or the creation of a board, and what runs in it. */
export type DayMemory = Pick<SimulatedTerminalOptions, "heap" | "creation" | "firmwareRun">;

export class MarketDay {
	readonly #world: World;
	readonly #host: Host;
	readonly #terminal: SimulatedTerminal;
	readonly #stallholder: Stallholder;
	readonly #crash: { error?: unknown };
	#stackSlots = 0;

	private constructor(world: World, host: Host, terminal: SimulatedTerminal, crash: { error?: unknown }) {
		this.#world = world;
		this.#host = host;
		this.#terminal = terminal;
		this.#crash = crash;
		this.#stallholder = new Stallholder({ world, terminal });
	}

	static async open(memory: DayMemory): Promise<MarketDay> {
		const world = new World(1);
		const { headerLines, taxClasses } = loafCatalog;
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
				tagReader: "i2c",
				...memory,
				// Boards have a battery; it stays full all day, so that only its constant cost is measured.
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

	/** Whether the heap was too small for the day or for loading the firmware. */
	get ranOutOfMemory(): boolean {
		return this.#crash.error instanceof XsAbort && this.#crash.error.reason === "out of memory";
	}

	async run(): Promise<DayFigures> {
		const [world, terminal, stallholder] = [this.#world, this.#terminal, this.#stallholder];
		await stallholder.enrol((await this.#host.enrol("t1", "Corner")).code);
		await world.pass(quietMs);
		await stallholder.open();
		await this.sell(salesOnline);
		await this.reboot();
		await stallholder.sell(largeBasket, "cash");
		await this.cutWhileCharging("fine");
		await this.cutWhileCharging("silent");
		terminal.link.mode = "off";
		await this.sell(salesOffline);
		await world.pass(quietMs);
		const heapIdleBytesOffline = this.idleBytes();
		terminal.link.mode = "on";
		await stallholder.sell([skuOf(1), skuOf(2), skuOf(3)], "cash");
		await world.run(() => terminal.queued === 0 && terminal.panel.readText() !== "", world.nowMs + shipMsMax);
		await this.sell(salesOnline);
		await world.pass(quietMs);
		const heapIdleBytesOnline = this.idleBytes();
		const sold = salesOnline + 3 + salesOffline + 1 + salesOnline;
		const { sales } = await this.#host.ledger();
		if (sales !== sold) throw new Error(`the host has ${sales} sales of ${sold}`);
		await stallholder.close();
		await world.pass(quietMs);
		this.idleBytes();
		const { longestTurnOperations } = this.#terminal.meters!;
		return { heapIdleBytesOnline, heapIdleBytesOffline, stackSlots: this.#stackSlots, longestTurnOperations };
	}

	/**
	 * The collections from power-on until the first session of an enrolled terminal is at rest, while a shift is
	 * opened, and of three lines by cash until the ticket is printed and the records are committed.
	 */
	async countCollections(): Promise<CollectionFigures> {
		const [world, terminal, stallholder] = [this.#world, this.#terminal, this.#stallholder];
		await stallholder.enrol((await this.#host.enrol("t1", "Corner")).code);
		await world.pass(quietMs);
		let before = terminal.meters!.collections;
		const counted = (): number => {
			const { collections } = terminal.meters!;
			const count = collections - before;
			before = collections;
			return count;
		};
		terminal.power(false);
		await world.pass(1_000);
		counted();
		terminal.power(true);
		await world.pass(connectMs);
		const collectionsConnect = counted();
		await stallholder.open();
		const collectionsShift = counted();
		await world.pass(quietMs);
		counted();
		await stallholder.sell([skuOf(1), skuOf(2), skuOf(3)], "cash");
		const isDone = (): boolean => terminal.queued === 0 && !terminal.printer.isWorking;
		await world.run(() => isDone() && terminal.panel.readText() !== "", world.nowMs + shipMsMax);
		return { collectionsConnect, collectionsShift, collectionsSale: counted() };
	}

	async close(): Promise<void> {
		this.#terminal.close();
		await this.#host.close();
	}

	private async sell(sales: number): Promise<void> {
		for (let sale = 0; sale < sales; sale++) {
			const skus = [0, 331, 662].map((offset) => skuOf((sale * 7 + offset) % loafCount));
			await this.#stallholder.sell(skus, sale % 3 === 2 ? "card" : "cash");
		}
	}

	private async reboot(): Promise<void> {
		this.idleBytes();
		this.#terminal.power(false);
		await this.#world.pass(1_000);
		await this.#stallholder.open();
	}

	/**
	 * A large sale by card whose power fails while the card is charged. In mode "silent" the reader does not answer
	 * after that: the payment stays open, and the customer pays again.
	 */
	private async cutWhileCharging(mode: CardReaderMode): Promise<void> {
		const { panel, cardReader } = this.#terminal;
		let isCut = false;
		this.#stallholder.onStep = () => {
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
		await this.#stallholder.sell(largeBasket, "card");
		this.#stallholder.onStep = undefined;
	}

	/** Heap bytes in use after a collection. */
	private idleBytes(): number {
		const { heapSlots, heapChunkBytes, peakStackSlots } = this.#terminal.meters!;
		this.#stackSlots = Math.max(this.#stackSlots, peakStackSlots);
		return heapSlots * boardSlotBytes + heapChunkBytes;
	}
}
