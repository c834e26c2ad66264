// A terminal is replaced: another board enrols under its name.
import { afterEach, describe, expect, it } from "vitest";
import { english } from "../../firmware/words/english.js";
import { Series } from "../../firmware/wire/record.js";
import { Host } from "../../host/compose/single.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { reach } from "../reach.js";
import { sampleLog } from "./sample-log.js";

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

async function openHost(): Promise<Host> {
	const host = await Host.open({ dataDir: undefined, logLevel: "silent" });
	closers.push(() => host.close());
	await host.publishCatalog(Buffer.from(sampleLog(1).catalog));
	return host;
}

async function enrol(world: World, host: Host): Promise<{ terminal: SimulatedTerminal; stallholder: Stallholder }> {
	const terminal = await SimulatedTerminal.create({
		world,
		engine: "v8",
		wallOriginMs: Date.UTC(2026, 5, 1, 9),
		pixels: false,
		dialer: dialInProcess((stream) => host.attach(stream)),
	});
	closers.push(() => terminal.close());
	const stallholder = new Stallholder({ world, terminal });
	await stallholder.enrol((await host.enrol("t1", "Corner")).code);
	await world.pass(5_000);
	// A Z report of a shift that only the old board has the totals of would be printed with zeros.
	expect(terminal.panel.shows(english.lastReport)).toBe(false);
	await stallholder.open();
	return { terminal, stallholder };
}

describe("a replaced terminal", () => {
	it("continues the document numbers that the host knows, in a new epoch", async () => {
		const world = new World(3);
		const host = await openHost();
		const old = await enrol(world, host);
		await old.stallholder.sell(["S1", "S2"], "cash");
		await old.stallholder.sell(["S3"], "card");
		await old.stallholder.openDrawer();
		await reach(world, () => old.terminal.queued === 0, world.nowMs + 60_000);
		old.terminal.power(false);
		const next = await enrol(world, host);
		await next.stallholder.sell(["S1"], "card");
		await reach(world, () => next.terminal.queued === 0, world.nowMs + 60_000);
		expect(await host.ledger()).toMatchObject({
			sales: 3,
			noSales: 1,
			currencies: [{ currency: "GBP", grossMinor: 260 + 320 + 233 + 260 }],
		});
		const numbers = (await host.store.documents.states(undefined, 100)).states
			.filter(({ series }) => series === Series.receipt)
			.map(({ number }) => number);
		expect(numbers).toEqual([1, 2, 3]);
		expect((await host.store.terminals.find("t1"))?.epoch).toBe(2);
		const shifts = await host.store.reports.shifts(undefined, 10);
		expect(shifts.map(({ shift, closedMs, isReplaced }) => [shift, closedMs, isReplaced])).toEqual([
			[2, null, false],
			[1, null, true],
		]);
		const reply = await host.web.inject({ url: "/api/shifts", headers: { host: "localhost" } });
		expect(reply.json()).toMatchObject([{ replaced: false }, { replaced: true }]);
	});

	it("leaves a card payment of the old one open at the host, and pays no sale of its own with it", async () => {
		const world = new World(3);
		const host = await openHost();
		const old = await enrol(world, host);
		old.terminal.cardReader.mode = "lost";
		await old.stallholder.sell(["S3"], "cash");
		for (const act of [
			() => old.terminal.scan("S1"),
			...[english.pay, english.tenders.card].map((text) => () => old.terminal.tapText(text)),
		]) {
			act();
			await world.pass(700);
		}
		old.terminal.cardReader.tap();
		await world.pass(2_000);
		await reach(world, () => old.terminal.queued === 0, world.nowMs + 60_000);
		old.terminal.power(false);
		const [charge] = old.terminal.cardReader.charges;
		const next = await enrol(world, host);
		await next.stallholder.sell(["S1"], "card");
		await reach(world, () => next.terminal.queued === 0, world.nowMs + 60_000);
		// The amount is the same, but it is another payment.
		expect(next.terminal.cardReader.charges).toMatchObject([{ amountMinor: 260 }]);
		expect(next.terminal.cardReader.charges[0]!.idempotencyKey).not.toBe(charge!.idempotencyKey);
		expect(await host.ledger()).toMatchObject({ sales: 2 });
		const open = await host.payments.open();
		expect(open).toMatchObject([{ terminal: "t1", isReplaced: true, amountMinor: 260 }]);
		await host.answerPayment("t1", open[0]!.origin, { isCharged: true, reference: charge!.reference });
		await world.pass(60_000);
		expect(await host.payments.open()).toEqual([]);
		expect(await host.ledger()).toMatchObject({ sales: 2 });
	});
});
