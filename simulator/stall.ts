// A simulated stall: one host and the terminals enrolled with it, paced by the real clock. `npm start` and the browser
// tests run it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readLogo } from "../host/control/logo.js";
import { Host, type HostOptions } from "../host/compose/single.js";
import { demoSettings } from "./demo/settings.js";
import type { EngineKind } from "./engine/machine.js";
import { dialInProcess } from "./network/dialer.js";
import { Pacer } from "./pacer.js";
import { loadTerminal, savedFlashBytes, saveTerminal } from "./terminal/saved.js";
import { SimulatedTerminal } from "./terminal/terminal.js";
import { World } from "./world.js";

export interface StallOptions {
	/** Folder of the host's store and of the terminals' chips; undefined keeps everything in memory. */
	readonly dataDir: string | undefined;
	/** Identifiers of the terminals, e.g. "till-1". */
	readonly terminals: readonly string[];
	readonly engine: EngineKind;
	readonly seed: number;
	readonly host: Omit<HostOptions, "dataDir" | "settings">;
	/** Called with each trace line of a terminal, and with exceptions that its firmware did not catch. */
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
	 * Opens the host, publishes the demo catalog if it has no catalog, switches the terminals on, and enrols new ones
	 * by scanning a code.
	 */
	static async open(options: StallOptions): Promise<Stall> {
		const { dataDir, seed, engine, onTrace } = options;
		const world = new World(seed);
		const originMs = Date.now();
		const host = await Host.open({
			// The host runs on the world's time, so that business days end together at any speed.
			clock: { now: () => originMs + Math.floor(world.nowMs) },
			...options.host,
			dataDir: dataDir && join(dataDir, "host"),
			settings: { ...demoSettings, logo: readLogo(await readFile(new URL("logo.png", demoFolder))) },
		});
		const terminals = new Map<string, SimulatedTerminal>();
		try {
			const isNew = (await host.catalogs.version()) === 0;
			if (isNew) await host.publishCatalog(await readFile(new URL("catalog.csv", demoFolder)));
			const stall = new Stall(host, world, terminals, dataDir, (error) => {
				throw error;
			});
			for (const name of options.terminals) {
				const sizes = dataDir === undefined ? undefined : await savedFlashBytes(join(dataDir, name));
				const terminal = await SimulatedTerminal.create({
					world,
					engine,
					wallOriginMs: originMs,
					pixels: true,
					// On the charger from the start, so that a stall left running at 10× does not run empty.
					battery: { capacityMilliampHours: 3_000, charge: 0.84, isCharging: true },
					tagReader: "i2c",
					...sizes,
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

	/** Saves the terminals' chips; the host's store is always saved. */
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
