// Runs one seed: sets up boards without a host, makes payments until there were enough attempts, and checks the result.
import type { CatalogSource } from "../../../firmware/catalog/builder.js";
import { storeCredentials } from "../../../firmware/sync/credentials.js";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import type { EngineKind } from "../../../simulator/engine/machine.js";
import { storeCatalog } from "../../../simulator/fixtures/stored-catalog.js";
import { SeededRandom } from "../../../simulator/random.js";
import { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";
import { checkPayments, readAttempts, type Verdict } from "./verdict.js";
import { Counter } from "./counter.js";

export interface SeedReport extends Verdict {
	readonly faults: ReadonlyMap<string, number>;
	/** Baskets that were voided instead of paid, after a card was tried. */
	readonly voids: number;
}

/** Two prices, one twice the other, so that most customers owe the same amount as another. */
const items = [
	{ sku: "COF", name: "Coffee", priceMinor: 410 },
	{ sku: "TEA", name: "Tea", priceMinor: 410 },
	{ sku: "CAK", name: "Cake", priceMinor: 820 },
];
const wallOriginMs = Date.UTC(2026, 5, 1, 9);
const cbor = new CborCodec();

const catalog: CatalogSource = {
	version: 1,
	currency: "EUR",
	country: "AT",
	headerLines: ["Corner Stall"],
	taxClasses: [{ name: "standard", rates: [{ rateMillipercent: 20_000 }] }],
	promotions: [],
	items: items.map((item) => ({ ...item, category: "", taxClass: "standard", barcodes: [] })),
};

export async function runSeed(seed: number, attempts: number, engine: EngineKind): Promise<SeedReport> {
	const world = new World(seed);
	const random = new SeededRandom(seed ^ 0x9a7);
	const counter: Counter = new Counter({
		world,
		random,
		items,
		openBoard: () => openBoard(world, random, engine, counter.boards),
	});
	try {
		await counter.work(attempts);
		return { ...checkPayments(counter.boards, counter.customers), faults: counter.faults, voids: counter.voids };
	} finally {
		for (const board of counter.boards) board.close();
	}
}

/**
 * A board without a network, with credentials and catalog written to its flash. A replacement gets the document numbers
 * that its host would have sent.
 */
async function openBoard(
	world: World,
	random: SeededRandom,
	engine: EngineKind,
	before: readonly SimulatedTerminal[],
): Promise<SimulatedTerminal> {
	const terminal = await SimulatedTerminal.create({ world, engine, wallOriginMs, pixels: false });
	terminal.link.mode = "off";
	const seed = new Uint8Array(32);
	random.fill(seed);
	const epoch = before.length + 1;
	const receipts = before.flatMap((board) =>
		readAttempts(board).flatMap(({ sales }) => sales.map(({ document }) => document.number)),
	);
	storeCredentials(terminal.keyStore, cbor, {
		...{
			merchant: "bench",
			terminal: "t1",
			password: "none",
			hostKey: new Uint8Array(32),
			host: "127.0.0.1",
			port: 1,
			seed,
		},
		...{ epoch, previousEpoch: epoch - 1, previousSequence: 0, previousHead: new Uint8Array(32) },
		...{ numbers: [Math.max(0, ...receipts)], shift: before.length, topicRoot: "t/1/1" },
	});
	storeCatalog(terminal.catalogFlash, catalog);
	terminal.power(true);
	return terminal;
}
