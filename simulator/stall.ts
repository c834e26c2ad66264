// A stall on a laptop: one host and simulated terminals that have enrolled with it, paced by the real clock. What `npm
// start` and the browser tests run.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readLogo } from "../host/control/logo.js";
import { Host, type HostOptions } from "../host/compose/single.js";
import { demoStall } from "./demo/stall.js";
import type { EngineKind } from "./engine/machine.js";
import { dialInProcess } from "./network/dialer.js";
import { Pacer } from "./pacer.js";
import { loadTerminal, saveTerminal } from "./terminal/saved.js";
import { SimulatedTerminal } from "./terminal/terminal.js";
import { World } from "./world.js";

export interface StallOptions {
	/** Host's store and the terminals' chips; undefined keeps all in memory. */
	readonly dataDir: string | undefined;
	/** Identifiers of the terminals, e.g. "till-1". */
	readonly terminals: readonly string[];
	readonly engine: EngineKind;
	readonly seed: number;
	readonly host: Omit<HostOptions, "dataDir" | "settings">;
	/** What a terminal's firmware traces or throws; the terminal restarts by its watchdog. */
	readonly onTrace?: (terminal: string, line: string) => void;
}

const demoFolder = new URL("./demo/", import.meta.url);
const enrolDelayMs = 1_500;
const watchdogMs = 1_000;

export class Stall {
	readonly host: Host;
	readonly world: World;
	readonly pacer: Pacer;
	readonly terminals: ReadonlyMap<string, SimulatedTerminal>;
	readonly #dataDir: string | undefined;
	#closing: Promise<void> | undefined;

	private constructor(
		host: Host,
		world: World,
		terminals: Map<string, SimulatedTerminal>,
		dataDir: string | undefined,
		onFailure: (error: unknown) => void,
	) {
		this.host = host;
		this.world = world;
		this.terminals = terminals;
		this.#dataDir = dataDir;
		this.pacer = new Pacer(world, onFailure);
	}

	/**
	 * Opens the host, publishes the demo catalog when it has none, switches the terminals on, and lets new ones scan
	 * their code.
	 */
	static async open(options: StallOptions): Promise<Stall> {
		const { dataDir, seed, engine, onTrace } = options;
		const world = new World(seed);
		const originMs = Date.now();
		const host = await Host.open({
			// One time for all: at ten times the speed the host's day ends when the stall's does.
			clock: { now: () => originMs + Math.floor(world.nowMs) },
			...options.host,
			dataDir: dataDir && join(dataDir, "host"),
			settings: { ...demoStall, logo: readLogo(await readFile(new URL("logo.png", demoFolder))) },
		});
		const terminals = new Map<string, SimulatedTerminal>();
		try {
			const isNew = (await host.catalogs.version()) === 0;
			if (isNew) await host.publishCatalog(await readFile(new URL("catalog.csv", demoFolder)));
			const stall = new Stall(host, world, terminals, dataDir, (error) => {
				throw error;
			});
			for (const name of options.terminals) {
				const terminal = await SimulatedTerminal.create({
					world,
					engine,
					wallOriginMs: originMs,
					pixels: true,
					// On the charger to begin with, or a night of 10× would find the stall dark.
					battery: { capacityMilliampHours: 3_000, charge: 0.84, isCharging: true },
					tagReader: true,
					dialer: dialInProcess((stream) => host.attach(stream)),
					onTrace: (line) => onTrace?.(name, line),
					onCrash: (error) => {
						onTrace?.(name, error instanceof Error ? (error.stack ?? error.message) : String(error));
						world.schedule(watchdogMs, () => terminal.power(true));
					},
				});
				terminals.set(name, terminal);
				const isKnown = dataDir !== undefined && (await loadTerminal(terminal, join(dataDir, name)));
				terminal.power(true);
				if (isKnown) continue;
				const { code } = await host.enrol(name, name);
				world.schedule(enrolDelayMs, () => terminal.scan(code));
			}
			stall.pacer.start();
			return stall;
		} catch (error) {
			for (const terminal of terminals.values()) terminal.close();
			await host.close();
			throw error;
		}
	}

	/** Keeps the chips as they are now; the host keeps its own. */
	async save(): Promise<void> {
		if (this.#dataDir === undefined) return;
		for (const [name, terminal] of this.terminals) await saveTerminal(terminal, join(this.#dataDir, name));
	}

	/** Idempotent. */
	close(): Promise<void> {
		this.#closing ??= this.stop();
		return this.#closing;
	}

	private async stop(): Promise<void> {
		this.pacer.stop();
		for (const terminal of this.terminals.values()) terminal.close();
		await this.save();
		await this.host.close();
	}
}
