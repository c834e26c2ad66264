// A terminal's first day on XS with a host in this process, stage by stage.
import { Host } from "../../../host/compose/single.js";
import type { XsHeapGraph } from "../../../simulator/engine/xs/machine.js";
import { dialInProcess } from "../../../simulator/network/dialer.js";
import { Stallholder } from "../../../simulator/terminal/stallholder.js";
import { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";
import { catalogCsv } from "../device/market-day.js";
import { loafCatalog, skuOf } from "../../../simulator/fixtures/loaf-catalog.js";

const quietMs = 120_000;
const ampleHeap = { slots: 12_288, chunkBytes: 131_072 };

export type Stage = "boot" | "enrolment" | "catalog" | "shift" | "sale";

export class FirstDay {
	readonly #world: World;
	readonly #host: Host;
	readonly #terminal: SimulatedTerminal;

	private constructor(world: World, host: Host, terminal: SimulatedTerminal) {
		this.#world = world;
		this.#host = host;
		this.#terminal = terminal;
	}

	static async open(): Promise<FirstDay> {
		const world = new World(1);
		const { headerLines, taxClasses } = loafCatalog;
		const host = await Host.open({
			dataDir: undefined,
			logLevel: "silent",
			settings: { headerLines, taxClasses, zone: "Europe/London" },
		});
		try {
			const terminal = await SimulatedTerminal.create({
				world,
				engine: "xs",
				wallOriginMs: Date.UTC(2026, 5, 1, 9),
				pixels: false,
				tagReader: "i2c",
				heap: ampleHeap,
				tallies: true,
				battery: { capacityMilliampHours: 3_000, charge: 1, isCharging: true },
				dialer: dialInProcess((stream) => host.attach(stream)),
				onCrash: (error) => world.fail(error),
			});
			return new FirstDay(world, host, terminal);
		} catch (error) {
			await host.close();
			throw error;
		}
	}

	/** Calls `onStage` when the terminal has come to rest in each stage. */
	async run(onStage: (stage: Stage, graph: XsHeapGraph) => void): Promise<void> {
		const [world, terminal] = [this.#world, this.#terminal];
		const stallholder = new Stallholder({ world, terminal });
		const rest = async (stage: Stage): Promise<void> => {
			await world.pass(quietMs);
			const graph = terminal.heapGraph;
			if (!graph) throw new Error("the terminal is off");
			onStage(stage, graph);
		};
		terminal.power(true);
		await rest("boot");
		await stallholder.enrol((await this.#host.enrol("t1", "Corner")).code);
		await rest("enrolment");
		await this.#host.publishCatalog(catalogCsv());
		await rest("catalog");
		await stallholder.open();
		await rest("shift");
		await stallholder.sell([skuOf(1), skuOf(2), skuOf(3)], "cash");
		await rest("sale");
	}

	async close(): Promise<void> {
		this.#terminal.close();
		await this.#host.close();
	}
}
