// A promotion that is built by the API and sold at two stalls without a network: host and terminals come to the same
// bytes. A flag reaches the stalls, outlives a power cut and ends by itself.
import { afterEach, describe, expect, it } from "vitest";
import { price } from "../../firmware/pricing/price.js";
import { saleDiscounts } from "../../firmware/pricing/record-form.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { Host } from "../../host/compose/single.js";
import { PricingTrial } from "../../host/control/pricing-trial.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { entriesOf } from "../../simulator/terminal/till-watch.js";
import { World } from "../../simulator/world.js";
import { reach } from "../reach.js";
import { sampleLog } from "./sample-log.js";

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

const originMs = Date.UTC(2026, 5, 1, 9);
const headers = { host: "localhost" };

async function call(host: Host, method: "POST" | "PUT", url: string, payload: object): Promise<void> {
	const { statusCode, body } = await host.web.inject({ method, url: `/api/${url}`, headers, payload });
	if (statusCode !== 200) throw new Error(body);
}

class Market {
	readonly world = new World(11);
	readonly stalls: { readonly terminal: SimulatedTerminal; readonly holder: Stallholder }[] = [];

	readonly host: Host;

	private constructor(host: Host) {
		this.host = host;
	}

	static async open(): Promise<Market> {
		const clock = { now: () => originMs };
		const host = await Host.open({ dataDir: undefined, logLevel: "silent", clock });
		const market = new Market(host);
		clock.now = () => Math.floor(originMs + market.world.nowMs);
		closers.push(() => host.close());
		await host.publishCatalog(Buffer.from(sampleLog(1).catalog));
		return market;
	}

	async addStall(name: string): Promise<void> {
		const terminal = await SimulatedTerminal.create({
			...{ world: this.world, engine: "v8", wallOriginMs: originMs, pixels: false },
			dialer: dialInProcess((stream) => this.host.attach(stream)),
		});
		closers.push(() => terminal.close());
		const holder = new Stallholder({ world: this.world, terminal });
		await holder.enrol((await this.host.enrol(name, name)).code);
		await this.world.pass(5_000);
		await holder.open();
		this.stalls.push({ terminal, holder });
	}

	sales(at: number) {
		return entriesOf(this.stalls[at]!.terminal).flatMap(({ record }) =>
			record.kind === RecordKind.sale && "lines" in record ? [record] : [],
		);
	}
}

describe("a promotion built by the API", () => {
	it("is sold at two stalls without a network, with the host's own bytes", async () => {
		const market = await Market.open();
		const { host, world } = market;
		await market.addStall("north");
		await market.addStall("south");
		const rules = [
			{
				id: "3F2",
				name: "3 for 2",
				kind: "buyGet",
				buy: 2,
				get: 1,
				percent: 100,
				items: [{ skus: ["S1", "S3"] }],
			},
			{ id: "TENTH", name: "10 % off", kind: "percent", percent: 10, class: "basket", basketSpendMinor: 760 },
		];
		for (const [revision, rule] of rules.entries()) await call(host, "PUT", `rules/${rule.id}`, { revision, rule });
		await call(host, "POST", "rules/publish", { revision: rules.length });
		await world.pass(30_000);
		for (const { terminal } of market.stalls) terminal.link.mode = "off";
		const baskets = [
			["S1", "S3", "S1"],
			["S2", "S4"],
			["S1", "S2", "S3", "S1", "S4"],
		];
		for (const { holder } of market.stalls) for (const skus of baskets) await holder.sell(skus, "cash");
		const trial = new PricingTrial((await host.catalogs.latestSource())!);
		for (const stall of [0, 1]) {
			const sales = market.sales(stall);
			expect(sales).toHaveLength(baskets.length);
			for (const sale of sales) {
				const lines = sale.lines.map(({ taxes, ...line }) => ({
					...{ ...line, item: trial.image.find(line.sku)!.index },
					taxRates: sale.taxes.filter((_, at) => ((taxes >> at) & 1) === 1),
				}));
				const priced = price(lines, trial.taxMode, trial.image.rules);
				expect(saleDiscounts(lines, priced, trial.image.rules)).toEqual(sale.discounts);
				expect(priced.totalMinor).toBe(sale.document.totalMinor);
			}
			expect(sales.map(({ discounts }) => discounts.map(({ promotion }) => promotion))).toEqual([
				["3F2"],
				["TENTH"],
				expect.arrayContaining(["3F2", "TENTH"]),
			]);
		}
		for (const { terminal } of market.stalls) terminal.link.mode = "on";
		await reach(world, () => market.stalls.every(({ terminal }) => terminal.queued === 0), world.nowMs + 300_000);
		const gross = [0, 1]
			.flatMap((at) => market.sales(at))
			.reduce((sum, { document }) => sum + document.totalMinor, 0);
		expect(await host.ledger()).toMatchObject({ sales: 6, currencies: [{ grossMinor: gross }] });
		expect((await host.store.notices.alarms()).map(({ code }) => code)).toEqual([]);
	});

	it("that depends on a flag applies where the flag is set, over a power cut, until its time is over", async () => {
		const market = await Market.open();
		const { host, world } = market;
		await market.addStall("north");
		await market.addStall("south");
		await call(host, "PUT", "rules/flags", { revision: 0, flags: ["rain"] });
		const rule = { id: "RAIN", name: "Rain", kind: "percent", percent: 50, flags: ["rain"] };
		await call(host, "PUT", "rules/RAIN", { revision: 1, rule });
		await call(host, "POST", "rules/publish", { revision: 2 });
		await world.pass(30_000);
		await call(host, "PUT", "flags/rain", { terminal: "north", hours: 1 });
		await world.pass(60_000);
		const [north, south] = [market.stalls[0]!, market.stalls[1]!];
		expect((await host.context.flags()).terminals.map(({ version }) => version !== undefined)).toEqual([
			true,
			true,
		]);
		for (const { terminal } of market.stalls) terminal.link.mode = "off";
		await north.holder.sell(["S1"], "cash");
		await south.holder.sell(["S1"], "cash");
		north.terminal.power(false);
		await world.pass(1_000);
		await north.holder.open();
		await north.holder.sell(["S1"], "cash");
		await world.pass(3_600_000);
		await north.holder.sell(["S1"], "cash");
		const totals = [0, 1].map((at) => market.sales(at).map(({ document }) => document.totalMinor));
		expect(totals).toEqual([[130, 130, 260], [260]]);
	});
});
