// A simulated stall: one host and the terminals enrolled with it, paced by the real clock. `npm start` and the browser
// tests run it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readLogo } from "../host/control/logo.js";
import { Host, type HostOptions } from "../host/compose/single.js";
import { demoSettings } from "./demo/settings.js";
import type { EngineKind } from "./engine/machine.js";
import { dialInProcess } from "./network/dialer.js";
import type { Pacer } from "./pacer.js";
import { StallClock } from "./stall-clock.js";
import { StallTerminals } from "./stall-terminals.js";
import type { SimulatedTerminal } from "./terminal/terminal.js";
import { World } from "./world.js";

export interface StallOptions {
	/** Folder of the host's store and of the terminals' chips; undefined keeps everything in memory. */
	readonly dataDir: string | undefined;
	/** Identifiers of the terminals, e.g. "till-1". */
	readonly terminals: readonly string[];
	/** What people call them, by identifier; the identifier by default. */
	readonly names?: Readonly<Record<string, string>>;
	readonly engine: EngineKind;
	readonly seed: number;
	/** The computer's time, in milliseconds since 1970; the real one by default. */
	readonly nowMs?: number | undefined;
	/** A catalog to publish, as CSV. Without one, a host that has none gets the demo's. */
	readonly catalogCsv?: Uint8Array | undefined;
	readonly host: Omit<HostOptions, "dataDir" | "settings">;
	/** Called with each trace line of a terminal, and with exceptions that its firmware did not catch. */
	readonly onTrace?: (terminal: string, line: string) => void;
}

const demoFolder = new URL("./demo/", import.meta.url);

export class Stall {
	readonly host: Host;
	readonly #terminals: StallTerminals;
	readonly #clock: StallClock;
	#closing: Promise<void> | undefined;

	private constructor(host: Host, terminals: StallTerminals, clock: StallClock) {
		this.host = host;
		this.#terminals = terminals;
		this.#clock = clock;
	}

	/** Opens the host, publishes the catalog, switches the terminals on, and enrols new ones by scanning a code. */
	static async open(options: StallOptions): Promise<Stall> {
		const { dataDir, seed, engine, onTrace } = options;
		const world = new World(seed);
		const clock = new StallClock({ world, dataDir, nowMs: options.nowMs ?? Date.now() });
		let host: Host | undefined;
		try {
			host = await Host.open({
				// The host runs on the world's time, so that business days end together at any speed.
				clock,
				...options.host,
				dataDir: dataDir && join(dataDir, "host"),
				settings: { ...demoSettings, logo: readLogo(await readFile(new URL("logo.png", demoFolder))) },
			});
			const opened = host;
			await publish(host, options.catalogCsv);
			const terminals = await StallTerminals.open({
				...{ world, originMs: clock.originMs, dataDir, names: options.terminals, engine, onTrace },
				dialer: dialInProcess((stream) => opened.attach(stream)),
				enrol: async (name) => (await opened.enrol(name, options.names?.[name] ?? name)).code,
			});
			return new Stall(host, terminals, clock);
		} catch (error) {
			await host?.close();
			clock.close();
			throw error;
		}
	}

	get world(): World {
		return this.#terminals.world;
	}

	/** Wall time at the start of the world. */
	get originMs(): number {
		return this.#terminals.originMs;
	}

	get pacer(): Pacer {
		return this.#terminals.pacer;
	}

	get terminals(): ReadonlyMap<string, SimulatedTerminal> {
		return this.#terminals.terminals;
	}

	/** Waits until the terminals' chips survive a power cut of this computer; the host's store always does. */
	sync(): Promise<void> {
		return this.#terminals.sync();
	}

	/** Idempotent. */
	close(): Promise<void> {
		this.#closing ??= this.stop();
		return this.#closing;
	}

	private async stop(): Promise<void> {
		try {
			await this.#terminals.close();
		} finally {
			await this.host.close();
			this.#clock.close();
		}
	}
}

async function publish(host: Host, csv: Uint8Array | undefined): Promise<void> {
	const isNew = (await host.catalogs.version()) === 0;
	if (csv !== undefined) await host.publishCatalog(csv);
	else if (isNew) await host.publishCatalog(await readFile(new URL("catalog.csv", demoFolder)));
}
