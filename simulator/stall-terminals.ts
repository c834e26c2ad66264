// The simulated terminals of a stall, paced by the real clock, with the contents of their chips kept in a folder.
import { join } from "node:path";
import type { EngineKind } from "./engine/machine.js";
import type { Dialer } from "./network/dialer.js";
import { Pacer } from "./pacer.js";
import { loadTerminal, savedFlashBytes, saveTerminal } from "./terminal/saved.js";
import { SimulatedTerminal } from "./terminal/terminal.js";
import type { World } from "./world.js";

export interface StallTerminalsOptions {
	readonly world: World;
	/** Wall time at the start of the world. */
	readonly originMs: number;
	/** Folder of the terminals' chips, one folder each; undefined keeps them in memory. */
	readonly dataDir: string | undefined;
	/** Identifiers of the terminals, e.g. "till-1". */
	readonly names: readonly string[];
	readonly engine: EngineKind;
	readonly dialer: Dialer;
	/** Called with each trace line of a terminal, and with exceptions that its firmware did not catch. */
	readonly onTrace?: ((terminal: string, line: string) => void) | undefined;
	/** Returns an enrolment code for a terminal that has no saved chips. */
	enrol(terminal: string): Promise<string>;
}

const enrolDelayMs = 1_500;
const watchdogMs = 1_000;

export class StallTerminals {
	readonly world: World;
	readonly originMs: number;
	readonly pacer: Pacer;
	readonly terminals: ReadonlyMap<string, SimulatedTerminal>;
	readonly #dataDir: string | undefined;

	private constructor(
		{ world, originMs, dataDir }: StallTerminalsOptions,
		terminals: Map<string, SimulatedTerminal>,
	) {
		this.world = world;
		this.originMs = originMs;
		this.terminals = terminals;
		this.#dataDir = dataDir;
		this.pacer = new Pacer(world, (error) => {
			throw error;
		});
	}

	/** Switches the terminals on and enrols new ones by scanning a code. */
	static async open(options: StallTerminalsOptions): Promise<StallTerminals> {
		const terminals = new Map<string, SimulatedTerminal>();
		try {
			const opened = new StallTerminals(options, terminals);
			for (const name of options.names) terminals.set(name, await openTerminal(options, name));
			opened.pacer.start();
			return opened;
		} catch (error) {
			for (const terminal of terminals.values()) terminal.close();
			throw error;
		}
	}

	/** Saves the terminals' chips. */
	async save(): Promise<void> {
		if (this.#dataDir === undefined) return;
		for (const [name, terminal] of this.terminals) await saveTerminal(terminal, join(this.#dataDir, name));
	}

	/** Saves the terminals' chips and switches them off. */
	async close(): Promise<void> {
		this.pacer.stop();
		for (const terminal of this.terminals.values()) terminal.close();
		await this.save();
	}
}

async function openTerminal(options: StallTerminalsOptions, name: string): Promise<SimulatedTerminal> {
	const { world, originMs, dataDir, engine, dialer, onTrace } = options;
	const sizes = dataDir === undefined ? undefined : await savedFlashBytes(join(dataDir, name));
	const terminal = await SimulatedTerminal.create({
		...sizes,
		...{ world, engine, dialer, wallOriginMs: originMs },
		pixels: true,
		// On the charger from the start, so that a stall left running at 10× does not run empty.
		battery: { capacityMilliampHours: 3_000, charge: 0.84, isCharging: true },
		tagReader: "i2c",
		onTrace: (line) => onTrace?.(name, line),
		onCrash: (error) => {
			onTrace?.(name, error instanceof Error ? (error.stack ?? error.message) : String(error));
			world.schedule(watchdogMs, () => terminal.power(true));
		},
	});
	try {
		const isKnown = dataDir !== undefined && (await loadTerminal(terminal, join(dataDir, name)));
		const code = isKnown ? undefined : await options.enrol(name);
		terminal.power(true);
		if (code !== undefined) world.schedule(enrolDelayMs, () => terminal.scan(code));
		return terminal;
	} catch (error) {
		terminal.close();
		throw error;
	}
}
