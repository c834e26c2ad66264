// Currency, rounding and tax mode change only between shifts: a catalog published during a shift waits, even through
// power cuts.
import { afterEach, describe, expect, it } from "vitest";
import { RecordKind } from "../../firmware/wire/record.js";
import { Host } from "../../host/compose/single.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { sampleLog } from "./sample-log.js";
import { entriesOf } from "../../simulator/terminal/till-watch.js";
import { reach } from "../reach.js";

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

describe("a catalog in another currency", () => {
	it("waits for the end of the shift; sales before it use the old currency, and none mixes both", async () => {
		const world = new World(5);
		const originMs = Date.UTC(2026, 5, 1, 9);
		const host = await Host.open({
			dataDir: undefined,
			logLevel: "silent",
			clock: { now: () => Math.floor(originMs + world.nowMs) },
		});
		closers.push(() => host.close());
		const { catalog } = sampleLog(1);
		await host.publishCatalog(Buffer.from(catalog));
		const terminal = await SimulatedTerminal.create({
			world,
			engine: "v8",
			wallOriginMs: originMs,
			pixels: false,
			dialer: dialInProcess((stream) => host.attach(stream)),
		});
		closers.push(() => terminal.close());
		const stallholder = new Stallholder({ world, terminal });
		await stallholder.enrol((await host.enrol("t1", "Corner")).code);
		await world.pass(5_000);
		await stallholder.open();
		await stallholder.sell(["S1"], "cash");
		await host.publishCatalog(Buffer.from(catalog.replaceAll("GBP", "JPY")));
		await world.pass(30_000);
		await stallholder.sell(["S1"], "cash");
		terminal.power(false);
		await world.pass(1_000);
		await stallholder.open();
		await stallholder.sell(["S2"], "card");
		await stallholder.close();
		await world.pass(5_000);
		await stallholder.open();
		await stallholder.sell(["S1"], "cash");
		await reach(world, () => terminal.queued === 0, world.nowMs + 60_000);
		expect(await host.ledger()).toMatchObject({
			currencies: [
				{ currency: "GBP", grossMinor: 260 + 260 + 320 },
				{ currency: "JPY", grossMinor: 260 },
			],
		});
		const records = entriesOf(terminal).map(({ record }) => record);
		const kinds = [RecordKind.catalogApplied, RecordKind.shiftOpened, RecordKind.shiftClosed] as readonly number[];
		const notable = records.filter(({ kind }) => kinds.includes(kind));
		expect(
			notable.map((record) => (record.kind === RecordKind.catalogApplied ? record.version : record.kind)),
		).toEqual([...[1, RecordKind.shiftOpened, RecordKind.shiftClosed, 2, RecordKind.shiftOpened]]);
		expect(records.find((record) => record.kind === RecordKind.catalogApplied)).toMatchObject({
			format: 1,
			unapplied: [],
		});
	});
});
