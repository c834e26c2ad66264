// A terminal is lost and replaced: another board enrols under its name.
import { afterEach, describe, expect, it } from "vitest";
import { Host } from "../../host/main.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { sampleLog } from "./sample-log.js";

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

async function openHost(): Promise<Host> {
	const host = await Host.open({ dataDir: undefined, logLevel: "silent" });
	closers.push(() => host.close());
	host.publishCatalog(Buffer.from(sampleLog(1).catalog));
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
	await stallholder.enrol(host.enrol("t1", "Corner").code);
	await world.pass(5_000);
	await stallholder.open();
	return { terminal, stallholder };
}

describe("a replaced terminal", () => {
	it("goes on numbering where the host knows the old one was, in a new epoch", async () => {
		const world = new World(3);
		const host = await openHost();
		const old = await enrol(world, host);
		await old.stallholder.sell(["S1", "S2"], "cash");
		await old.stallholder.sell(["S3"], "card");
		await old.stallholder.openDrawer();
		await world.run(() => old.terminal.queued === 0, world.nowMs + 60_000);
		old.terminal.power(false);
		const next = await enrol(world, host);
		await next.stallholder.sell(["S1"], "card");
		await world.run(() => next.terminal.queued === 0, world.nowMs + 60_000);
		expect(host.ledger()).toMatchObject({ sales: 3, noSales: 1, grossMinor: 260 + 320 + 233 + 260 });
		const numbers = [...host.store.ledger.receiptStates()].filter(({ type }) => type === "receipt").map(({ number }) => number);
		expect(numbers).toEqual([1, 2, 3]);
		expect(host.store.terminals.find("t1")?.epoch).toBe(2);
	});
});
