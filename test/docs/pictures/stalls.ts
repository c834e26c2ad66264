// The stalls on the pictures of the pages, in virtual time from a fixed morning: what is sold, printed and shown is the
// same on every machine.
import { buildDashboard } from "../../../host/web/dashboard/build.js";
import { HostWatch } from "../../../simulator/page/host-watch.js";
import { Page } from "../../../simulator/page/server.js";
import { SeededRandom } from "../../../simulator/random.js";
import { Stall } from "../../../simulator/stall.js";
import { Stallholder } from "../../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { reach } from "../../reach.js";

/** A Saturday. */
const morningMs = Date.UTC(2026, 5, 13, 8, 0, 0);
const minuteMs = 60_000;
const salesEach = 22;
/** Longer than the terminal ignores touches after a change of its screen. */
const aimMs = 1_000;
const waitMsMax = 60_000;

/** Items sold; those listed more often are sold more often. */
const favourites = "CAP CAP CAP ESP ESP FLW FLW TEA CRO CRO CRO BUN CAK BRO TOA OJU LEM JAM".split(" ");

export interface PicturedStall {
	readonly stall: Stall;
	readonly simulatorAddress: string;
	readonly dashboardAddress: string;
	close(): Promise<void>;
}

const names = { corner: "Coffee at the corner", gate: "Cakes at the gate" };

async function open(terminals: readonly string[], seed: number): Promise<PicturedStall> {
	const stall = await Stall.open({
		...{ dataDir: undefined, terminals, names, engine: "v8", seed, nowMs: morningMs },
		host: { httpPort: 0, dashboardDir: await buildDashboard(), logLevel: "silent" },
	});
	stall.pacer.speed = "pause";
	const dashboardAddress = `http://127.0.0.1:${stall.host.httpPort}/`;
	const page = await Page.open({ stall, host: new HostWatch(stall.host.context), port: 0, dashboardAddress });
	await stall.world.pass(10_000);
	return {
		...{ stall, dashboardAddress, simulatorAddress: page.address },
		close: async () => {
			await page.close();
			await stall.close();
		},
	};
}

async function until(stall: Stall, done: () => boolean): Promise<void> {
	await reach(stall.world, done, stall.world.nowMs + waitMsMax);
	if (!done()) throw new Error([...stall.terminals.values()].map(({ panel }) => panel.readText()).join("\n\n"));
	await stall.world.pass(aimMs);
}

async function tap(stall: Stall, terminal: SimulatedTerminal, text: string): Promise<void> {
	await until(stall, () => terminal.panel.shows(text));
	terminal.tapText(text);
	await stall.world.pass(aimMs);
}

async function ringUp(stall: Stall, terminal: SimulatedTerminal, codes: readonly string[]): Promise<void> {
	for (const code of codes) {
		terminal.scan(code);
		await stall.world.pass(aimMs);
	}
	await tap(stall, terminal, "pay");
	await tap(stall, terminal, "cash");
}

/** Two terminals through a morning; one loses its network towards noon. The other shows a sale that is just paid. */
export async function openMarketDay(): Promise<PicturedStall> {
	const pictured = await open(["corner", "gate"], 21);
	const { world, terminals } = pictured.stall;
	const random = new SeededRandom(21);
	const holders = [...terminals.values()].map((terminal) => new Stallholder({ world, terminal }));
	for (const holder of holders) await holder.open();
	for (let sale = 0; sale < salesEach; sale++) {
		if (sale === salesEach - 5) terminals.get("gate")!.link.mode = "off";
		for (const holder of holders) {
			const items = Array.from(
				{ length: 1 + random.below(3) },
				() => favourites[random.below(favourites.length)]!,
			);
			await holder.sell(items, random.below(3) === 0 ? "cash" : "card");
			await world.pass((2 + random.below(7)) * minuteMs * (sale < 8 ? 1.7 : 1.2));
		}
	}
	const corner = terminals.get("corner")!;
	await ringUp(pictured.stall, corner, ["CAP", "CRO", "CRO"]);
	await tap(pictured.stall, corner, "20.00");
	await until(pictured.stall, () => corner.queued === 0 && !corner.printer.isWorking);
	return pictured;
}

/** A terminal that sells without a network. */
export async function openOffline(): Promise<PicturedStall> {
	const pictured = await open(["till-1"], 2);
	const { stall } = pictured;
	const terminal = stall.terminals.get("till-1")!;
	const holder = new Stallholder({ world: stall.world, terminal });
	await holder.open();
	await holder.sell(["ESP", "TEA"], "cash");
	await until(stall, () => terminal.queued === 0);
	terminal.link.mode = "off";
	await holder.sell(["CAP"], "card");
	await holder.sell(["FLW"], "cash");
	await until(stall, () => /offline/.test(terminal.panel.readText()));
	return pictured;
}

/** The same terminal loses its power while it writes a sale, and is switched on again. */
export async function cutPower({ stall }: PicturedStall): Promise<void> {
	const terminal = stall.terminals.get("till-1")!;
	await ringUp(stall, terminal, ["HOT"]);
	await until(stall, () => terminal.panel.shows("exact"));
	terminal.cutPowerInNextFlashWrite();
	terminal.tapText("exact");
	await until(stall, () => !terminal.isOn);
	terminal.power(true);
	await until(stall, () => terminal.panel.shows("continue"));
}

/** A terminal on an almost empty battery. */
export async function openLowPower(): Promise<PicturedStall> {
	const pictured = await open(["till-1"], 4);
	const { stall } = pictured;
	const terminal = stall.terminals.get("till-1")!;
	await until(stall, () => terminal.panel.shows("open shift"));
	terminal.charger(false);
	terminal.battery!.model.charge = 0.06;
	await reach(stall.world, () => terminal.panel.shows("Plug in now"), stall.world.nowMs + 10 * minuteMs);
	await stall.world.pass(aimMs);
	return pictured;
}
