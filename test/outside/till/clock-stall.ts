// A stall whose terminal's clock can be made wrong, and its host.
import { RecordKind } from "../../../firmware/wire/record.js";
import { Host } from "../../../host/compose/single.js";
import type { EngineKind } from "../../../simulator/engine/machine.js";
import { dialInProcess } from "../../../simulator/network/dialer.js";
import { Stallholder } from "../../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";
import { sampleLog } from "../../world/sample-log.js";
import { entriesOf } from "../../../simulator/terminal/till-watch.js";

export const originMs = Date.UTC(2026, 5, 1, 9);

const closers: (() => unknown)[] = [];

export async function closeStalls(): Promise<void> {
	for (const close of closers.splice(0).reverse()) await close();
}

/** Enrolled, with an open shift and one sale that the host has. */
export async function openStall(engine: EngineKind = "v8") {
	const world = new World(3);
	const clock = { now: () => Math.floor(originMs + world.nowMs) };
	const host = await Host.open({ dataDir: undefined, logLevel: "silent", clock });
	closers.push(() => host.close());
	await host.publishCatalog(Buffer.from(sampleLog(1).catalog));
	const dialer = dialInProcess((stream) => host.attach(stream));
	const terminal = await SimulatedTerminal.create({ world, engine, wallOriginMs: originMs, pixels: false, dialer });
	closers.push(() => terminal.close());
	const stallholder = new Stallholder({ world, terminal });
	await stallholder.enrol((await host.enrol("t1", "Corner")).code);
	await world.pass(5_000);
	await stallholder.open();
	await stallholder.sell(["S1"], "cash");
	await world.pass(5_000);
	/** Off, and on again with a clock that has moved by this meanwhile. */
	const comeBack = async (skewMs: number): Promise<void> => {
		terminal.power(false);
		terminal.clock.skew(skewMs);
		await world.pass(1_000);
		terminal.power(true);
		await world.pass(5_000);
	};
	const records = () => entriesOf(terminal).map(({ record }) => record);
	return {
		...{ world, clock, host, terminal, stallholder, comeBack, records },
		lastSale: () => records().findLast(({ kind }) => kind === RecordKind.sale)!,
		shown: () => terminal.panel.readText().replaceAll(/\s+/g, " "),
	};
}
