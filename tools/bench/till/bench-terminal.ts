// An enrolled terminal with a catalog but without a host: credentials and catalog are written to its flash as enrolment
// would.
import { buildCatalog, type CatalogSource } from "../../../firmware/catalog/builder.js";
import { catalogFormat } from "../../../firmware/catalog/format.js";
import { CatalogStore } from "../../../firmware/catalog/store.js";
import { limits } from "../../../firmware/core/limits.js";
import { storeCredentials } from "../../../firmware/sync/credentials.js";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import { topicRoot } from "../../../firmware/wire/topics.js";
import type { EngineKind } from "../../../simulator/engine/machine.js";
import { nodeDigest, NodeEd25519 } from "../../../simulator/terminal/crypto.js";
import { SimulatedTerminal, type SimulatedTerminalOptions } from "../../../simulator/terminal/terminal.js";
import type { World } from "../../../simulator/world.js";

export const benchItems = 1_000;
export const benchSeed = new Uint8Array(32).fill(7);

export function skuOf(item: number): string {
	return `sku${String(item).padStart(4, "0")}`;
}

export const benchCatalog: CatalogSource = {
	version: 1,
	currency: "GBP",
	headerLines: ["North Bakery", "Market Square 3"],
	taxClasses: [
		{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
		{ name: "zero", rates: [{ rateMillipercent: 0 }] },
	],
	promotions: [],
	items: Array.from({ length: benchItems }, (_, i) => ({
		sku: skuOf(i),
		name: `Loaf of kind ${i}`,
		category: ["bread", "cake", "drinks", "other"][i % 4]!,
		priceMinor: 150 + ((i * 37) % 900),
		taxClass: i % 3 === 0 ? "zero" : "standard",
		barcodes: [],
	})),
};

export async function openBenchTerminal(
	world: World,
	engine: EngineKind,
	options: Pick<SimulatedTerminalOptions, "onTrace" | "battery" | "tagReader" | "journalBytes" | "printerModel"> = {},
): Promise<SimulatedTerminal> {
	const terminal = await SimulatedTerminal.create({
		world,
		engine,
		wallOriginMs: Date.UTC(2026, 5, 1, 9),
		pixels: false,
		tagReader: "i2c",
		...options,
	});
	terminal.link.mode = "off";
	const seed = benchSeed;
	storeCredentials(terminal.keyStore, new CborCodec(), {
		merchant: "north-market",
		terminal: "stall-1",
		epoch: 1,
		previousEpoch: 0,
		previousSequence: 0,
		previousHead: new Uint8Array(32),
		numbers: [],
		shift: 0,
		topicRoot: topicRoot(1),
		password: "bench",
		hostKey: new NodeEd25519().publicKey(seed),
		host: "127.0.0.1",
		port: 1883,
		seed,
	});
	const image = buildCatalog(benchCatalog);
	const store = new CatalogStore({ flash: terminal.catalogFlash, digest: nodeDigest });
	const manifest = {
		version: benchCatalog.version,
		lengthBytes: image.length,
		digest: nodeDigest.sha256(image),
		format: catalogFormat,
	};
	store.begin(manifest);
	for (let offset = 0; offset < image.length; offset += limits.chunkBytes) {
		store.write(offset, image.subarray(offset, offset + limits.chunkBytes));
	}
	store.apply(manifest);
	store.commit();
	return terminal;
}
