// One of the newest records of a journal is destroyed while the power is off: the terminal continues numbering in the
// next epoch, and its host accepts this.
import { afterEach, describe, expect, it } from "vitest";
import { Host } from "../../host/compose/single.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { reach } from "../reach.js";
import { sampleLog } from "../world/sample-log.js";

const wallOriginMs = Date.UTC(2026, 5, 1, 9);
const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

/** The end of the newest bytes in the first sector; the next sector is prepared. */
function endOf(cells: Uint8Array): number {
	let at = 4_096;
	while (at > 0 && cells[at - 1] === 0xff) at--;
	return at;
}

describe("a terminal with a destroyed recent record", () => {
	it("continues numbering after the readable records, in an epoch that its host accepts", async () => {
		const world = new World(9);
		const host = await Host.open({
			dataDir: undefined,
			logLevel: "silent",
			clock: { now: () => wallOriginMs + Math.floor(world.nowMs) },
		});
		closers.push(() => host.close());
		await host.publishCatalog(Buffer.from(sampleLog(1).catalog));
		const dialer = dialInProcess((stream) => host.attach(stream));
		const terminal = await SimulatedTerminal.create({ world, engine: "v8", wallOriginMs, pixels: false, dialer });
		closers.push(() => terminal.close());
		const stallholder = new Stallholder({ world, terminal });
		await stallholder.enrol((await host.enrol("t1", "Corner")).code);
		await world.pass(5_000);
		await stallholder.open();
		for (let sale = 0; sale < 3; sale++) await stallholder.sell(["S1"], "cash");
		await stallholder.openDrawer();
		await reach(world, () => terminal.queued === 0, world.nowMs + 60_000);
		terminal.power(false);
		// Damages the sale before the intact no-sale: this is neither a power cut nor correctable by a checksum.
		const end = endOf(terminal.journalFlash.cells);
		for (let at = end - 80; at < end - 66; at++) terminal.journalFlash.cells[at]! ^= 0x3c;
		terminal.power(true);
		await world.pass(3_000);
		await stallholder.open();
		await stallholder.sell(["S2"], "cash");
		expect(stallholder.receipts).toBe(4);
		await reach(world, () => terminal.queued === 0, world.nowMs + 60_000);
		expect(terminal.queued).toBe(0);
		expect((await host.store.terminals.find("t1"))?.epoch).toBe(2);
		expect(await host.ledger()).toMatchObject({ sales: 4, noSales: 1 });
		expect((await host.store.documents.lastNumbers("t1")).numbers[0]).toBe(4);
	});
});
