// Coupons and gift vouchers at two stalls that are offline by turns: nothing is spent twice but a coupon that is good
// everywhere, and the host says what that cost.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { Host } from "../../host/compose/single.js";
import { leftAt } from "../../host/control/rights.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { recordsOf } from "../../simulator/terminal/till-watch.js";
import { World } from "../../simulator/world.js";
import { reach } from "../reach.js";
import { sampleLog } from "./sample-log.js";

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

const pricing = {
	campaigns: [{ number: 3, name: "SUMMER", isEverywhere: true }],
	giftVouchers: true,
	rules: [
		{
			...{ id: "summer", name: "Summer coupon", kind: "amount", class: "coupon", priority: 10, amountMinor: 100 },
			coupon: { campaign: "SUMMER" },
		},
		{
			...{ id: "lent", name: "First guests", kind: "amount", class: "basket", priority: 10, amountMinor: 10 },
			isAllotted: true,
		},
	],
};

async function openHost(): Promise<Host> {
	const host = await Host.open({ dataDir: undefined, logLevel: "silent", pricing: JSON.stringify(pricing) });
	closers.push(() => host.close());
	await host.publishCatalog(Buffer.from(sampleLog(1).catalog));
	return host;
}

class Stand {
	readonly world: World;
	readonly terminal: SimulatedTerminal;
	readonly stallholder: Stallholder;

	private constructor(world: World, terminal: SimulatedTerminal) {
		this.world = world;
		this.terminal = terminal;
		this.stallholder = new Stallholder({ world, terminal });
	}

	static async open(world: World, host: Host, name: string): Promise<Stand> {
		const terminal = await SimulatedTerminal.create({
			world,
			engine: "v8",
			wallOriginMs: Date.UTC(2026, 5, 1, 9),
			pixels: false,
			dialer: dialInProcess((stream) => host.attach(stream)),
		});
		closers.push(() => terminal.close());
		const stand = new Stand(world, terminal);
		await stand.stallholder.enrol((await host.enrol(name, name)).code);
		await world.pass(5_000);
		await stand.stallholder.open();
		return stand;
	}

	/** Scans codes and taps on texts, in order. */
	async do(...steps: (string | { readonly tap: string })[]): Promise<this> {
		for (const step of steps) {
			if (typeof step === "string") this.terminal.scan(step);
			else this.terminal.tapText(step.tap);
			await this.world.pass(1_500);
		}
		return this;
	}

	shows(text: string): boolean {
		return this.terminal.panel.readText().replaceAll("\n", " ").includes(text);
	}

	async settle(): Promise<void> {
		await reach(this.world, () => this.terminal.queued === 0, this.world.nowMs + 120_000);
	}

	/** With money. */
	static async alarms(host: Host) {
		return (await host.store.notices.alarms()).filter(({ amountMinor }) => amountMinor > 0);
	}

	get sales() {
		return recordsOf(this.terminal).flatMap((record) => (record.kind === RecordKind.sale ? [record] : []));
	}
}

const tap = (text: string) => ({ tap: text });
const payCash = [tap(english.pay), tap(english.tenders.cash), tap(english.exact), tap(english.nextSale)];

describe("coupons at two stalls", () => {
	it("spent at both while they were offline are shown with their money, in any order of arrival", async () => {
		const world = new World(5);
		const host = await openHost();
		const [north, south] = [await Stand.open(world, host, "north"), await Stand.open(world, host, "south")];
		const { first } = await host.rights.issueCoupons({ campaign: "SUMMER", count: 2, lastDay: "2099-06-30" });
		const [one, other] = (await host.rights.couponCodes(3, first)).map(({ code }) => code);
		for (const { terminal } of [north, south]) terminal.link.mode = "off";
		await north.do("S1", one!, ...payCash);
		await south.do("S2", one!, ...payCash);
		await south.do("S2", other!, ...payCash);
		expect([...north.sales, ...south.sales].map(({ coupons }) => coupons?.[0]?.serial)).toEqual([1, 1, 2]);
		south.terminal.link.mode = "on";
		await south.settle();
		await host.ledgers.caughtUp();
		expect(await Stand.alarms(host)).toEqual([]);
		north.terminal.link.mode = "on";
		await north.settle();
		await host.ledgers.caughtUp();
		// The first in the order of terminals counts, whichever arrived first.
		expect(await Stand.alarms(host)).toMatchObject([
			{ code: "COUPON_SPENT_TWICE", terminal: "south", amountMinor: 100, currency: "GBP" },
		]);
		const uses = await host.store.rights.couponUses(10, 0);
		expect(uses.map(({ serial, uses: times }) => [serial, times]).sort()).toEqual([
			[1, 2],
			[1, 2],
			[2, 1],
		]);
		// The next session tells the other stall what was used.
		north.terminal.power(false);
		north.terminal.power(true);
		await world.pass(20_000);
		await north.do("S1", other!);
		expect(north.shows("This coupon has been used.")).toBe(true);
	});
});

describe("a gift voucher", () => {
	it("is spent in three parts at two stalls, and moves between them when it is asked for", async () => {
		const world = new World(6);
		const host = await openHost();
		const [north, south] = [await Stand.open(world, host, "north"), await Stand.open(world, host, "south")];
		const { batch } = await host.rights.issueVouchers(2);
		const [card] = await host.rights.voucherCodes(batch);
		const sell = ["7", "0", "0"].map(tap);
		await north.do(card!.code, tap(english.sellVoucher), ...sell, tap(english.enter), ...payCash);
		await north.do("S1", tap(english.pay), card!.code, tap(english.payWithVoucher), tap(english.nextSale));
		await north.settle();
		// South asks the host, the host asks North, and North gives back what is left.
		await south.do("S2", tap(english.pay), card!.code);
		await world.pass(20_000);
		await south.do(tap(english.payWithVoucher), tap(english.nextSale));
		expect(south.sales[0]!.tenders).toMatchObject([{ kind: 3, reference: card!.name }]);
		await south.settle();
		await north.do("S2", tap(english.pay), card!.code);
		await world.pass(20_000);
		await north.do(
			tap(english.payWithVoucher),
			tap(english.tenders.cash),
			tap(english.exact),
			tap(english.nextSale),
		);
		await north.settle();
		await host.ledgers.caughtUp();
		const [voucher] = await host.store.rights.vouchers(10, 0);
		const spent = [...north.sales, ...south.sales]
			.flatMap(({ tenders }) => tenders)
			.filter(({ kind }) => kind === 3)
			.map(({ amountMinor }) => amountMinor);
		expect(spent).toHaveLength(3);
		expect(voucher).toMatchObject({ key: card!.name, sold: 700, spent: 700 });
		expect(spent.reduce((sum, each) => sum + each, 0)).toBe(700);
		const holders = await host.store.rights.holders({ kind: 2, key: card!.name });
		expect(holders.map((holder) => [holder.terminal, leftAt(holder)])).toEqual([
			["north", 0],
			["south", 0],
		]);
		expect(await Stand.alarms(host)).toEqual([]);
	});

	it("stays where it is while a stall is offline, and nothing changes elsewhere", async () => {
		const world = new World(7);
		const host = await openHost();
		const [north, south] = [await Stand.open(world, host, "north"), await Stand.open(world, host, "south")];
		const [card] = await host.rights.voucherCodes((await host.rights.issueVouchers(1)).batch);
		await north.do(
			card!.code,
			tap(english.sellVoucher),
			...["5", "0", "0"].map(tap),
			tap(english.enter),
			...payCash,
		);
		south.terminal.link.mode = "off";
		await world.pass(5_000);
		await south.do("S2", tap(english.pay), card!.code);
		expect(south.shows("The balance is at another stall")).toBe(true);
		await south.do(tap(`‹ ${english.back}`), tap(english.tenders.cash), tap(english.exact), tap(english.nextSale));
		expect(south.sales[0]!.tenders).toMatchObject([{ kind: 1 }]);
	});
});

describe("the budget of a rule", () => {
	it("is shared out among stalls, and no stall spends more than its share", async () => {
		const world = new World(8);
		const host = await openHost();
		const [north, south] = [await Stand.open(world, host, "north"), await Stand.open(world, host, "south")];
		await host.rights.setBudget({ rule: "lent", unit: "uses", total: 3 });
		await host.rights.grant({ rule: "lent", unit: "uses", terminal: "north", amount: 2 });
		await expect(host.rights.grant({ rule: "lent", unit: "uses", terminal: "south", amount: 2 })).rejects.toThrow(
			"RIGHT_UNAVAILABLE",
		);
		await host.rights.grant({ rule: "lent", unit: "uses", terminal: "south", amount: 1 });
		await world.pass(10_000);
		for (const stand of [north, south]) for (let sale = 0; sale < 3; sale++) await stand.do("S1", ...payCash);
		const uses = (stand: Stand): number => stand.sales.filter(({ discounts }) => discounts.length > 0).length;
		expect([uses(north), uses(south)]).toEqual([2, 1]);
		for (const stand of [north, south]) await stand.settle();
		expect(await host.rights.budgets()).toMatchObject([
			{
				rule: "lent",
				left: 0,
				terminals: [
					{ spent: 2, received: 2 },
					{ spent: 1, received: 1 },
				],
			},
		]);
	});
});
