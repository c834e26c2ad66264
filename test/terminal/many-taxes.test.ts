// Every record with a shift's totals contains its taxes: a catalog with too many taxes waits for the end of the shift.
import { afterEach, expect, it } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/builder.js";
import { limits } from "../../firmware/core/limits.js";
import { Host } from "../../host/compose/single.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { reach } from "../reach.js";
import { imageOf, TillHarness, stallCatalog } from "../till/harness.js";

const wallOriginMs = Date.UTC(2026, 5, 1, 9);
const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

const skus = Array.from({ length: limits.taxRatesMax }, (_, at) => `S${at}`);

/** The maximum number of taxes with names of maximum length, different in each version. */
function taxed(version: number): CatalogSource {
	const name = (at: number): string => `${version}${at}`.padEnd(limits.taxTextCharactersMax, "漢");
	return {
		...stallCatalog,
		version,
		taxMode: 1,
		taxClasses: skus.map((_, at) => ({
			name: `c${at}`,
			rates: [{ rateMillipercent: 10_000 + at, authority: name(at), jurisdiction: name(at) }],
		})),
		items: skus.map((sku, at) => ({
			...{ sku, name: `n${at}`, category: "", priceMinor: 1_000, taxClass: `c${at}`, barcodes: [] },
		})),
	};
}

it("a catalog fits into a shift if the totals can be saved with its taxes and those of parked baskets", () => {
	const stall = new TillHarness({ catalog: taxed(1) }).openShift();
	const [same, other] = [imageOf(taxed(1)).taxRates, imageOf(taxed(2)).taxRates];
	expect([same, other].map((rates) => stall.till.hasRoomForTaxes(rates))).toEqual([true, true]);
	stall.scan(...skus);
	expect([same, other].map((rates) => stall.till.hasRoomForTaxes(rates))).toEqual([true, false]);
	stall.act("basket", "park");
	expect([same, other].map((rates) => stall.till.hasRoomForTaxes(rates))).toEqual([true, false]);
	stall.act("parked", { kind: "recall", index: 0 }, "pay", "cash", "exact", "next");
	expect([same, other].map((rates) => stall.till.hasRoomForTaxes(rates))).toEqual([true, false]);
	stall.act("menu", "closeShift").key(0).act("confirm");
	expect(stall.page("report").title).toBe("Z");
	expect([same, other].map((rates) => stall.till.hasRoomForTaxes(rates))).toEqual([true, true]);
});

it("a catalog whose taxes do not fit into the shift's totals takes effect after the shift is closed", async () => {
	const world = new World(9);
	const host = await Host.open({
		dataDir: undefined,
		logLevel: "silent",
		clock: { now: () => wallOriginMs + Math.floor(world.nowMs) },
		settings: { taxMode: 1 },
	});
	closers.push(() => host.close());
	const publish = async (version: number): Promise<void> => {
		// Like a host started with other settings.
		Object.assign(host.settings, { taxClasses: taxed(version).taxClasses });
		const rows = skus.map((sku, at) => `${sku},Goods ${at},,1000,EUR,c${at}\n`);
		await host.publishCatalog(Buffer.from(`sku,name,category,price_minor,currency,tax_class\n${rows.join("")}`));
	};
	await publish(1);
	const dialer = dialInProcess((stream) => host.attach(stream));
	const terminal = await SimulatedTerminal.create({ world, engine: "v8", wallOriginMs, pixels: false, dialer });
	closers.push(() => terminal.close());
	const stallholder = new Stallholder({ world, terminal });
	await stallholder.enrol((await host.enrol("t1", "Corner")).code);
	await world.pass(5_000);
	await stallholder.open();
	await stallholder.sell(skus, "cash");
	const inForce = async (): Promise<number | undefined> => {
		await host.ledgers.caughtUp();
		return (await host.store.reports.terminals(0, "t1"))[0]?.catalogVersion;
	};
	for (const version of [2, 3]) {
		await publish(version);
		await world.pass(40_000);
		await stallholder.sell(skus, "cash");
		expect(await inForce()).toBe(1);
	}
	await stallholder.close();
	await world.pass(40_000);
	expect(await inForce()).toBe(3);
	await stallholder.open();
	await stallholder.sell(skus, "cash");
	await reach(world, () => terminal.queued === 0, world.nowMs + 60_000);
	expect(await host.ledger()).toMatchObject({ sales: 4 });
});
